package org.clientele.store.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.Customer;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.ItemJson;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a write has made of a customer; one of the two may be null, but not both.
 *
 * @param before null if it has been created
 * @param after null if its item has been deleted
 */
public record CustomerChange(@Nullable Customer before, @Nullable Customer after) {

  /**
   * Reads the images of an item before and after a write; nothing if it is no customer's.
   *
   * @throws RuntimeException if it is a customer's and not in its form
   */
  public static Optional<CustomerChange> from(@Nullable JsonNode before, @Nullable JsonNode after) {
    Customer old = customer(before);
    Customer now = customer(after);
    return old == null && now == null
        ? Optional.empty()
        : Optional.of(new CustomerChange(old, now));
  }

  private static @Nullable Customer customer(@Nullable JsonNode image) {
    if (image == null || image.isEmpty()) {
      return null;
    }
    Map<String, AttributeValue> item = ItemJson.read(image);
    return CustomerItem.isCustomer(item) ? CustomerItem.toCustomer(item) : null;
  }

  private Customer any() {
    return after == null ? Optional.ofNullable(before).orElseThrow() : after;
  }

  MerchantId merchantId() {
    return any().merchantId();
  }

  CustomerId id() {
    return any().id();
  }

  /** The version that was written, or that the deleted item had. */
  long version() {
    return any().version();
  }
}

package org.clientele.store;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;
import static org.clientele.customer.CustomerStatus.DELETED;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerId;
import org.clientele.merchant.MerchantId;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What makes a customer unique: an item under its reference or, if it has none, under its mobile
 * number. It is written in one transaction with the customer, so whoever holds the item holds the
 * name.
 */
final class IdentityItem {

  static final String CUSTOMER_ID = "customer_id";

  /** True once the customer is {@code DELETED}, which frees the name. */
  static final String DELETED_FLAG = "deleted";

  private static final String DETAILS_HASH = "details_hash";
  private static final String REFERENCE = "reference";
  private static final String MOBILE = "mobile";

  private static final JsonMapper CANONICAL =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .defaultPropertyInclusion(JsonInclude.Value.construct(NON_NULL, NON_NULL))
          .build();

  private IdentityItem() {}

  static Map<String, AttributeValue> of(Customer customer) {
    Attributes item =
        keyOf(customer)
            .put(CUSTOMER_ID, customer.id().value())
            .put(DETAILS_HASH, hash(customer.details()));
    return (customer.status() == DELETED ? item.put(DELETED_FLAG, true) : item).toMap();
  }

  static Map<String, AttributeValue> key(Customer customer) {
    return keyOf(customer).toMap();
  }

  static Map<String, AttributeValue> key(MerchantId merchantId, String reference) {
    return keyOf(merchantId, REFERENCE, reference).toMap();
  }

  static CustomerId customerId(Map<String, AttributeValue> item) {
    return new CustomerId(Attributes.of(item).requiredText(CUSTOMER_ID));
  }

  /** Whether a create with these details is a repetition of the one that took the name. */
  static boolean isRepetition(Map<String, AttributeValue> item, CustomerDetails details) {
    return hash(details).equals(Attributes.of(item).text(DETAILS_HASH));
  }

  private static Attributes keyOf(Customer customer) {
    CustomerDetails details = customer.details();
    String reference = details.merchantCustomerReference();
    return reference != null
        ? keyOf(customer.merchantId(), REFERENCE, reference)
        : keyOf(
            customer.merchantId(), MOBILE, details.countryCode() + "#" + details.mobileNumber());
  }

  private static Attributes keyOf(MerchantId merchantId, String kind, String name) {
    return Attributes.key(merchantId + "#" + kind + "#" + name, kind);
  }

  /** Returns a hash over the details; a field that is added later leaves it as it is if absent. */
  private static String hash(CustomerDetails details) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(CANONICAL.writeValueAsBytes(details));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | JsonProcessingException e) {
      throw new IllegalStateException("every Java has SHA-256, and details are JSON", e);
    }
  }
}

package org.clientele.customer.operation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DateTimeException;
import java.time.Instant;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.error.InvalidFields;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code PATCH /api/v1/customer/{customer_id}} says besides {@link CustomerDetails}, which
 * are merged. All but the status are no fields to change: a client that sends back what it read may
 * name them.
 *
 * @param status absent if it stays
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UpdateCustomerRequest(
    @JsonProperty("status") @Nullable CustomerStatus status,
    @JsonProperty("customer_id") @Nullable String customerId,
    @JsonProperty("default_token_id") @Nullable String defaultTokenId,
    @JsonProperty("created_at") @Nullable String createdAt,
    @JsonProperty("updated_at") @Nullable String updatedAt) {

  /**
   * Refuses to change what the service sets. The time of the last change may be that of an earlier
   * version, because others may have changed the customer since it was read.
   *
   * @param customer as its readers see it now
   * @param clearsDefaultToken whether it takes the default token away, which is no {@code null}
   *     here
   * @throws ApiException {@code INVALID_REQUEST} naming the fields that have another value
   */
  public void requireUnchanged(Customer customer, boolean clearsDefaultToken) {
    var invalid = new InvalidFields();
    if (customerId != null && !customerId.equals(customer.id().value())) {
      invalid.add("customer_id", "cannot be changed");
    }
    DefaultToken token = customer.defaultToken();
    String tokenId = token == null ? "" : token.tokenId();
    if (clearsDefaultToken ? token != null : !tokenId.equals(orElse(defaultTokenId, tokenId))) {
      invalid.add(
          "default_token_id",
          "cannot be changed here: PUT or DELETE /api/v1/customer/{customer_id}/default-token");
    }
    if (!isWithin(customer.createdAt(), customer.createdAt(), createdAt)) {
      invalid.add("created_at", "cannot be changed");
    }
    if (!isWithin(customer.createdAt(), customer.updatedAt(), updatedAt)) {
      invalid.add("updated_at", "cannot be changed");
    }
    invalid.requireNone();
  }

  private static String orElse(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }

  private static boolean isWithin(Instant first, Instant last, @Nullable String given) {
    if (given == null) {
      return true;
    }
    try {
      Instant time = Timestamp.parse(given);
      return !time.isBefore(first) && !time.isAfter(last);
    } catch (DateTimeException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}

package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code PATCH /api/v1/customer/{customer_id}} says besides {@link CustomerDetails}, which
 * are merged.
 *
 * @param customerId no field to change; a client that sends back what it read may name it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UpdateCustomerRequest(
    @JsonProperty("status") @Nullable CustomerStatus status,
    @JsonProperty("customer_id") @Nullable String customerId) {

  /**
   * Refuses to rename the customer.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it names another customer than the path does
   */
  public void requireNoOtherThan(CustomerId id) {
    if (customerId != null && !customerId.equals(id.value())) {
      throw ApiException.invalid("customer_id", "cannot be changed");
    }
  }
}

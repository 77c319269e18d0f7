package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.clientele.time.Timestamp;

/** A customer as answered by every operation that answers one. */
public record CustomerResponse(
    @JsonProperty("customer_id") String customerId,
    @JsonUnwrapped CustomerDetails details,
    @JsonProperty("status") CustomerStatus status,
    @JsonProperty("created_at") String createdAt,
    @JsonProperty("updated_at") String updatedAt) {

  public static CustomerResponse from(Customer customer) {
    return new CustomerResponse(
        customer.id().value(),
        customer.details(),
        customer.status(),
        Timestamp.format(customer.createdAt()),
        Timestamp.format(customer.updatedAt()));
  }
}

package org.clientele.customer.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.clientele.customer.AboutCustomer;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/** A customer as answered by every operation that answers one. */
public record CustomerResponse(
    @JsonProperty("customer_id") String customerId,
    @JsonUnwrapped CustomerDetails details,
    @JsonProperty("status") CustomerStatus status,
    @JsonProperty("default_token_id") @Nullable String defaultTokenId,
    @JsonProperty("created_at") String createdAt,
    @JsonProperty("updated_at") String updatedAt)
    implements AboutCustomer {

  /** Returns a customer as a reader at {@code now} must see it. */
  public static CustomerResponse from(Customer stored, Instant now) {
    Customer customer = stored.asOf(now);
    return new CustomerResponse(
        customer.id().value(),
        customer.details(),
        customer.status(),
        customer.defaultToken() == null ? null : customer.defaultToken().tokenId(),
        Timestamp.format(customer.createdAt()),
        Timestamp.format(customer.updatedAt()));
  }
}

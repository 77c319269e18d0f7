package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /api/v1/customers}.
 *
 * @param customers newest first; a page may have few or none and not be the last
 * @param nextCursor what the next page is asked for with; absent on the last
 */
public record ListCustomersResponse(
    @JsonProperty("customers") List<CustomerResponse> customers,
    @JsonProperty("next_cursor") @Nullable String nextCursor) {

  /** Returns customers as a reader at {@code now} must see them. */
  public static ListCustomersResponse from(
      List<Customer> customers, @Nullable String nextCursor, Instant now) {
    return new ListCustomersResponse(
        customers.stream().map(customer -> CustomerResponse.from(customer, now)).toList(),
        nextCursor);
  }
}

package org.clientele.customer.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.clientele.customer.Customer;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /api/v1/customers}.
 *
 * @param customers newest first; a page may have few or none and not be the last
 * @param nextCursor what the next page is asked for with; absent on the last
 * @param approximateTotal how many customers there were of the statuses asked for, seconds ago;
 *     absent where it was not asked for
 */
public record ListCustomersResponse(
    @JsonProperty("customers") List<CustomerResponse> customers,
    @JsonProperty("next_cursor") @Nullable String nextCursor,
    @JsonProperty("approximate_total") @Nullable Long approximateTotal) {

  /** Returns customers as a reader at {@code now} must see them. */
  public static ListCustomersResponse from(
      List<Customer> customers,
      @Nullable String nextCursor,
      @Nullable Long approximateTotal,
      Instant now) {
    return new ListCustomersResponse(
        customers.stream().map(customer -> CustomerResponse.from(customer, now)).toList(),
        nextCursor,
        approximateTotal);
  }
}

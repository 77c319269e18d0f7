package org.clientele.store.customer;

import java.util.List;
import org.clientele.customer.Customer;
import org.jspecify.annotations.Nullable;

/**
 * Some of a merchant's customers.
 *
 * @param customers newest first
 * @param nextCursor leads to the customers after these; absent if there are none
 */
public record CustomerPage(List<Customer> customers, @Nullable String nextCursor) {

  public CustomerPage {
    customers = List.copyOf(customers);
  }

  @Override
  public String toString() {
    return customers.size() + " customers";
  }
}

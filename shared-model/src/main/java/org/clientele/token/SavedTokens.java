package org.clientele.token;

import java.util.List;
import org.clientele.customer.Customer;

/** A customer and all payment tokens saved for it, read at one moment. */
public record SavedTokens(Customer customer, List<PaymentToken> tokens) {

  public SavedTokens {
    tokens = List.copyOf(tokens);
  }
}

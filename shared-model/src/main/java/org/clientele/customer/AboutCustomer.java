package org.clientele.customer;

/** An answer that is about one customer. */
public interface AboutCustomer {

  /** Returns the customer's id; empty if it is about none after all. */
  String customerId();
}

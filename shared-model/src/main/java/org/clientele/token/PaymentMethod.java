package org.clientele.token;

/** What a payment token stands for; only a {@link #CARD} carries card data. */
public enum PaymentMethod {
  CARD,
  UPI,
  POINTS
}

package org.clientele.id;

import java.time.Instant;

/**
 * Names a payment token. Opaque on input; the ids that we make look like {@code
 * token-v1-260528202100-aa-iDjsog}.
 *
 * @param value 1 to 50 of {@code A-Z a-z 0-9 _ -}
 */
public record PaymentTokenId(String value) {

  /**
   * @throws IllegalArgumentException if {@code value} is out of its form
   */
  public PaymentTokenId {
    if (!IdForm.isValid(value, 50, "")) {
      throw new IllegalArgumentException("not a payment token id");
    }
  }

  /** Returns a new id, which may exist already: the store refuses it then. */
  public static PaymentTokenId random(Instant now) {
    return new PaymentTokenId(GeneratedId.next("token", now));
  }

  @Override
  public String toString() {
    return value;
  }
}

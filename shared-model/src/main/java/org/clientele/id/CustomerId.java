package org.clientele.id;

import java.time.Instant;

/**
 * Names a customer. Opaque on input; the ids that we make look like {@code
 * cust-v1-260528202100-aa-iDjsog}.
 *
 * @param value 1 to 50 of {@code A-Z a-z 0-9 _ -}
 */
public record CustomerId(String value) {

  /**
   * @throws IllegalArgumentException if {@code value} is out of its form
   */
  public CustomerId {
    if (!IdForm.isValid(value, 50, "")) {
      throw new IllegalArgumentException("not a customer id");
    }
  }

  /** Returns a new id, which may exist already: the store refuses it then. */
  public static CustomerId random(Instant now) {
    return new CustomerId(GeneratedId.next("cust", now));
  }

  @Override
  public String toString() {
    return value;
  }
}

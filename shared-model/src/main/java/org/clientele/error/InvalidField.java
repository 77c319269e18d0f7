package org.clientele.error;

import java.io.Serializable;

/**
 * A field that is out of its rule.
 *
 * @param name in JSON names, {@code billing_address.pincode}; {@code body} for the whole
 * @param rule what it must be, as the end of a sentence: {@code must have 6 to 10 digits}
 */
public record InvalidField(String name, String rule) implements Serializable {

  /** Returns the sentence that a caller is told. */
  public String message() {
    return name + " " + rule;
  }
}

package org.clientele.id;

/**
 * Names a merchant, the tenant of the service.
 *
 * @param value 1 to 64 of {@code A-Z a-z 0-9 . _ -}; so it never holds a {@code #}, which separates
 *     the parts of a partition key
 */
public record MerchantId(String value) {

  /**
   * @throws IllegalArgumentException if {@code value} is out of its form
   */
  public MerchantId {
    if (!IdForm.isValid(value, 64, ".")) {
      throw new IllegalArgumentException("not a merchant id");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

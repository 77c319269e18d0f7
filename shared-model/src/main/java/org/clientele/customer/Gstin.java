package org.clientele.customer;

/**
 * The check character of a GSTIN, an Indian tax number of 15 characters.
 *
 * @see <a href="https://www.gst.gov.in/">Goods and Services Tax</a>
 */
public final class Gstin {

  private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private Gstin() {}

  /**
   * Whether the last character is the check character of those before.
   *
   * @param gstin of 0-9 and A-Z alone
   */
  public static boolean hasCheckCharacter(String gstin) {
    int base = CHARACTERS.length();
    int last = gstin.length() - 1;
    int sum = 0;
    for (int i = 0; i < last; i++) {
      int product = CHARACTERS.indexOf(gstin.charAt(i)) * (i % 2 + 1);
      sum += product / base + product % base;
    }
    return CHARACTERS.charAt((base - sum % base) % base) == gstin.charAt(last);
  }
}

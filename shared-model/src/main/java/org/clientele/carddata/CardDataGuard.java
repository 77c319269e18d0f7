package org.clientele.carddata;

import java.util.Locale;
import java.util.Set;

/**
 * Recognises card data in what a merchant sends, so that it is refused before it is stored or
 * logged. Every entrance uses it: requests, queues, imports.
 */
public final class CardDataGuard {

  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;
  private static final Set<String> SECRETS = Set.of("cvv", "cvc", "pin", "track");

  private CardDataGuard() {}

  /**
   * Whether a card number stands in a text: 13 to 19 digits of any script that begin with 2 to 6
   * and have the Luhn checksum, single spaces or hyphens allowed between them, not next to a letter
   * or another digit.
   */
  public static boolean hasCardNumber(String text) {
    int[] points = text.codePoints().toArray();
    for (int start = 0; start < points.length; start++) {
      if (isDigit(points, start)
          && !isAlphanumeric(points, start - 1)
          && startsOne(points, start)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field of that name would hold a card's secret. */
  public static boolean isSecret(String fieldName) {
    return SECRETS.contains(fieldName.toLowerCase(Locale.ROOT));
  }

  private static boolean startsOne(int[] points, int start) {
    var digits = new StringBuilder(LONGEST);
    int at = start;
    while (isDigit(points, at) && digits.length() < LONGEST) {
      digits.append(Character.digit(points[at], 10));
      at++;
      if (!isAlphanumeric(points, at) && isCardNumber(digits)) {
        return true;
      }
      if (isSeparator(points, at) && isDigit(points, at + 1)) {
        at++;
      }
    }
    return false;
  }

  private static boolean isCardNumber(CharSequence digits) {
    return digits.length() >= SHORTEST
        && digits.charAt(0) >= '2'
        && digits.charAt(0) <= '6'
        && hasLuhnChecksum(digits);
  }

  private static boolean hasLuhnChecksum(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit : digit * 2;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }

  private static boolean isDigit(int[] points, int at) {
    return at < points.length && Character.isDigit(points[at]);
  }

  private static boolean isAlphanumeric(int[] points, int at) {
    return at >= 0 && at < points.length && Character.isLetterOrDigit(points[at]);
  }

  private static boolean isSeparator(int[] points, int at) {
    return at < points.length
        && (Character.isSpaceChar(points[at])
            || Character.getType(points[at]) == Character.DASH_PUNCTUATION);
  }
}

package org.clientele.customer;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mobile number without its country code. None is looked for in it.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-E.164">E.164</a>: at most 15 digits, with the country
 *     code
 */
public final class MobileNumber {

  /** What some profile takes. */
  public static final String RULE = "[0-9]{6,20}";

  public static final String MESSAGE = "must be 6 to 15 digits, without + and country code";

  private static final Pattern PRINTED =
      Pattern.compile("\\(?[0-9](?:[0-9\\p{Zs}\\p{Pd}.()]*[0-9])?");

  private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]+");

  private MobileNumber() {}

  /** Returns a number without the spaces, hyphens, dots and parentheses between its digits. */
  public static @Nullable String normalForm(@Nullable String given) {
    String text = NormalForm.of(given);
    return text != null && PRINTED.matcher(text).matches()
        ? NO_DIGIT.matcher(text).replaceAll("")
        : text;
  }
}

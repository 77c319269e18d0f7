package org.clientele.customer;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A GSTIN, an Indian tax number of 15 characters that begins with the number of a state.
 *
 * @see <a href="https://developer.gst.gov.in/apiportal/taxpayer/returns">Forms of a GSTIN</a>
 */
public final class Gstin {

  /** What the e-invoice system takes: every form there is, and more. */
  static final String RULE = "[0-9]{2}[0-9A-Z]{13}";

  private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private static final Pattern ISSUED =
      Pattern.compile(
          Stream.of(
                  "[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z][Z1-9A-J].", // taxpayers; collectors at source: C
                  "[A-Z]{4}[0-9]{5}[A-Z][0-9]Z[0-9]", // departments of the government
                  "[A-Z]{4}[A-Z0-9][0-9]{4}[A-Z][1-9A-Z][DK].", // deductors at source
                  "[0-9]{2}[A-Z]{3}[0-9]{5}[UO]N.", // bodies of the United Nations, embassies
                  "[0-9]{2}[A-Z]{3}[0-9]{5}NR.", // non-residents
                  "(?<=^99)[0-9]{2}[A-Z]{3}[0-9]{5}OS.") // online services from abroad
              .collect(Collectors.joining("|", "(?:0[1-9]|[12][0-9]|3[0-8]|97|99)(?:", ")")));

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern LETTERS_AND_DIGITS = Pattern.compile("[0-9A-Za-z]+");

  private Gstin() {}

  /** Returns a number without blanks and in upper case. */
  public static @Nullable String normalForm(@Nullable String given) {
    String text = given == null ? null : NormalForm.of(BLANKS.matcher(given).replaceAll(""));
    return text != null && LETTERS_AND_DIGITS.matcher(text).matches()
        ? text.toUpperCase(Locale.ROOT)
        : text;
  }

  /** Whether the GST portal may have issued it: its form, its state and its check character. */
  public static boolean isIssued(String text) {
    return text.matches(RULE) && ISSUED.matcher(text).matches() && hasCheckCharacter(text);
  }

  private static boolean hasCheckCharacter(String gstin) {
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

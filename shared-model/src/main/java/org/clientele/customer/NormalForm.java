package org.clientele.customer;

import static java.text.Normalizer.Form.NFC;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one form in which a text is checked, stored and compared: Unicode's NFC, without blanks at
 * its ends, and absent where nothing is left.
 *
 * @see <a href="https://www.unicode.org/reports/tr15/">Unicode Normalization Forms</a>
 */
public final class NormalForm {

  private static final Pattern TAB_OR_LINE_BREAK = Pattern.compile("\\t|\\R");

  private NormalForm() {}

  /** Returns a text in its normal form. */
  public static @Nullable String of(@Nullable String text) {
    return text == null ? null : withoutBlankEnds(Normalizer.normalize(text, NFC));
  }

  /** Returns a text of one line in its normal form: each tab and line break is a blank in it. */
  public static @Nullable String ofLine(@Nullable String text) {
    return text == null ? null : of(TAB_OR_LINE_BREAK.matcher(text).replaceAll(" "));
  }

  private static @Nullable String withoutBlankEnds(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && isBlank(text.charAt(begin))) {
      begin++;
    }
    while (begin < end && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return begin == end ? null : text.substring(begin, end);
  }

  /** Every blank is a single UTF-16 unit; the no-break spaces are among them. */
  private static boolean isBlank(char c) {
    return Character.isSpaceChar(c) || Character.isWhitespace(c);
  }
}

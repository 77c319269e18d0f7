package org.clientele.search;

import static java.text.Normalizer.Form.NFKD;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * A text as search compares it: letters of either case are the same, and Latin ones with and
 * without accents. The vowel signs and nuktas of Indian scripts stay, because a word without them
 * is another word. Digits of all scripts are the same, and so are an apostrophe's forms; format
 * characters are not there, and any number of blanks is one.
 *
 * @see <a href="https://www.unicode.org/reports/tr10/">Unicode Collation Algorithm</a>, whose
 *     primary weights tell the same Latin letters apart
 */
public final class SearchText {

  /**
   * Latin letters that are others with a stroke, or two others, to collation but not to NFKD; and
   * what telephones put in for an apostrophe.
   */
  private static final Map<Integer, String> FOLDED =
      Map.of(
          (int) 'æ', "ae", (int) 'œ', "oe", (int) 'ø', "o", (int) 'đ', "d", (int) 'ð', "d",
          (int) 'ħ', "h", (int) 'ł', "l", (int) 'ß', "ss", 0x2019, "'", 0x02BC, "'");

  private SearchText() {}

  /** Returns a text as it is compared, without blanks at its ends. */
  public static String fold(String text) {
    var folded = new StringBuilder();
    boolean latin = false;
    for (int c : Normalizer.normalize(text, NFKD).codePoints().toArray()) {
      if (isMark(c)) {
        if (!latin) {
          folded.appendCodePoint(c);
        }
      } else if (Character.getType(c) != Character.FORMAT) {
        latin = UnicodeScript.of(c) == UnicodeScript.LATIN;
        append(folded, c);
      }
    }
    return folded.toString().strip();
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  private static void append(StringBuilder folded, int c) {
    if (Character.isSpaceChar(c) || Character.isWhitespace(c)) {
      if (!folded.isEmpty() && folded.charAt(folded.length() - 1) != ' ') {
        folded.append(' ');
      }
    } else if (Character.isDigit(c)) {
      folded.append((char) ('0' + Character.digit(c, 10)));
    } else {
      // By itself, because the lower case of a sigma depends on what stands around it.
      Character.toString(c)
          .toUpperCase(Locale.ROOT)
          .codePoints()
          .map(Character::toLowerCase)
          .forEach(
              letter -> folded.append(FOLDED.getOrDefault(letter, Character.toString(letter))));
    }
  }
}

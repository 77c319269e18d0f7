package org.clientele.carddata;

import static java.text.Normalizer.Form.NFKC;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Recognises card data in what a merchant sends, so that it is refused before it is stored or
 * logged. Every entrance uses it: requests and queues. The time it takes grows with the length of
 * the text and no faster.
 */
public final class CardDataGuard {

  private static final int SHORTEST = 12;
  private static final int LONGEST = 19;
  private static final int SEPARATORS = 3;

  /** Those of the other lengths are too often part of an identifier. */
  private static final Set<Integer> LENGTHS_IN_WORDS = Set.of(15, 16);

  /**
   * Numbers that a card network has issued or may issue.
   *
   * @param first the lowest of their first four digits, {@code last} the highest
   * @param lengths how many digits they have
   */
  private record Range(int first, int last, Set<Integer> lengths) {

    boolean holds(CharSequence number) {
      int prefix = Integer.parseInt(number, 0, 4, 10);
      return first <= prefix && prefix <= last && lengths.contains(number.length());
    }
  }

  /**
   * Where the networks' numbers begin, broader than what has been issued. A prefix of 9 goes on
   * with the country's number in ISO 3166-1, as ISO/IEC 7812-1 has it.
   *
   * @see <a href="https://en.wikipedia.org/wiki/Payment_card_number">Payment card number</a>
   * @see <a href="https://docslib.org/doc/3993221/iin-range-summary">Ranges of Discover's network,
   *     with those of Diners Club, JCB and UnionPay</a>
   */
  private static final List<Range> RANGES =
      Stream.of(
              ranges("4", 13, 16, 19), // Visa
              ranges("51-55 2221-2720", 16), // Mastercard
              ranges("50 56-61 63-69", 16, 18, 19), // Maestro, Discover, RuPay 508, 60 and 65
              ranges("8172-8209", 16), // RuPay, issued up to 8201
              ranges("34 37", 15), // American Express
              ranges("300-305 3095 36 38 39", 14, 16), // Diners Club
              ranges("62 8100-8171", 16, 17, 18, 19), // UnionPay
              ranges("3528-3589", 16, 17, 18, 19), // JCB, RuPay 3536-3539 and 3561
              ranges("3088-3094 3096-3102 3112-3120 3158-3159 3337-3349", 16), // JCB
              ranges("2131 1800", 15), // JCB
              ranges("2200-2205", 16, 19), // Mir, BORICA
              ranges("9704", 16, 19), // Vietnam: NAPAS
              ranges("9792", 16), // Turkey: Troy
              ranges("8600 9860", 16), // Uzbekistan: Uzcard, Humo
              ranges("9112 9891 9682", 16)) // Belarus, Serbia, Saudi Arabia
          .flatMap(List::stream)
          .toList();

  /**
   * The ways in which a card number is written: together, singly, or in a printed grouping. Each is
   * the places where a group ends, as a bit for each number of digits.
   */
  private static final Set<Integer> GROUPINGS =
      Stream.of(
              IntStream.rangeClosed(SHORTEST, LONGEST).mapToObj(Integer::toString),
              IntStream.range(SHORTEST, LONGEST).mapToObj(more -> "1" + "-1".repeat(more)),
              IntStream.rangeClosed(1, LONGEST - 12).mapToObj(rest -> "4-4-4-" + rest),
              Stream.of("4-6-5", "4-6-4", "6-13", "8-8", "4-5-6"),
              Stream.of("8-4-4", "4-4-8", "4-8-4"))
          .flatMap(groupings -> groupings)
          .map(CardDataGuard::ends)
          .collect(Collectors.toUnmodifiableSet());

  private static final String SEPARATOR_SIGNS = "\t\n\r\u0085\u2028\u2029./_*|\u00B7\u2022\u2212";

  private static final Pattern FORMAT_CHARACTERS = Pattern.compile("\\p{Cf}+");

  private static final Pattern UUID =
      Pattern.compile(
          "(?<!\\p{Nd})[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?!\\p{Nd})");

  /** Neither digit, letter nor separator. */
  private static final String NOTHING = "\uFFFC";

  private static final Pattern SECURITY_CODE =
      Pattern.compile(
          "(?<!\\p{L})(?:cvv2?|cvc2?|csc)[^\\p{L}\\p{Nd}]*+\\p{Nd}{3,4}(?!\\p{Nd})",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> SECRETS =
      Set.of(
          "cvv",
          "cvv2",
          "cvc",
          "cvc2",
          "cid",
          "csc",
          "cav2",
          "cardcvv",
          "securitycode",
          "cardsecuritycode",
          "track",
          "track1",
          "track2",
          "track3",
          "trackdata",
          "pinblock",
          "cardnumber",
          "cardno");

  private static final Pattern PIN_OR_PIN_BLOCK = Pattern.compile("\\p{Nd}{4}|[0-9a-f]{16}");

  private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^\\p{L}\\p{Nd}]+");

  private CardDataGuard() {}

  /**
   * Whether a text holds a card number, a track of a magnetic stripe, or a security code with its
   * name before it.
   *
   * <p>A card number has a network's prefix and length and the Luhn checksum. Its digits are of any
   * script and stand together, singly or in a printed grouping, with at most three separators
   * between them and no other digit beside them. Only those of 15 and 16 digits are recognised
   * beside a letter. Format characters count as not there. UUIDs are passed over.
   */
  public static boolean hasCardData(String text) {
    if (!hasDigit(text)) {
      return false;
    }
    String visible = FORMAT_CHARACTERS.matcher(text).replaceAll("");
    return SECURITY_CODE.matcher(visible).find() || hasCardNumber(visible);
  }

  /**
   * Whether a field of that name and value is a card's secret: a security code, a track, a card
   * number, a PIN or its encrypted block. Words are none, nor are postal codes called {@code pin}.
   */
  public static boolean isSecret(String name, String value) {
    String plainName = lettersAndDigits(name);
    return plainName.equals("pin")
        ? PIN_OR_PIN_BLOCK.matcher(lettersAndDigits(value)).matches()
        : SECRETS.contains(plainName) && hasDigit(value);
  }

  private static String lettersAndDigits(String text) {
    String lower = Normalizer.normalize(text, NFKC).toLowerCase(Locale.ROOT);
    return NEITHER_LETTER_NOR_DIGIT.matcher(lower).replaceAll("");
  }

  private static boolean hasDigit(String text) {
    return text.codePoints().anyMatch(Character::isDigit);
  }

  private static boolean hasCardNumber(String text) {
    if (text.codePoints().filter(Character::isDigit).limit(SHORTEST).count() < SHORTEST) {
      return false;
    }
    int[] points =
        UUID.matcher(text).replaceAll(NOTHING).codePoints().map(CardDataGuard::plain).toArray();
    for (int start = 0; start < points.length; start++) {
      if (isDigit(points, start) && !isDigit(points, start - 1) && startsNumber(points, start)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the same digit in ASCII, a space for a separator, and any other character itself. */
  private static int plain(int point) {
    if (Character.isDigit(point)) {
      return '0' + Character.digit(point, 10);
    }
    int type = Character.getType(point);
    boolean isSeparator =
        type == Character.SPACE_SEPARATOR
            || type == Character.DASH_PUNCTUATION
            || SEPARATOR_SIGNS.indexOf(point) >= 0;
    return isSeparator ? ' ' : point;
  }

  private static boolean startsNumber(int[] points, int start) {
    var number = new StringBuilder(LONGEST + 1);
    int ends = 0;
    int at = start;
    while (isDigit(points, at)) {
      for (; isDigit(points, at) && number.length() <= LONGEST; at++) {
        number.append((char) points[at]);
      }
      if (number.length() > LONGEST) {
        return false;
      }
      ends |= 1 << number.length();
      if (GROUPINGS.contains(ends)
          && (isTrack(points, start, at) || isCardNumber(number, points, start, at))) {
        return true;
      }
      for (int i = 0; i < SEPARATORS && is(' ', points, at); i++) {
        at++;
      }
    }
    return false;
  }

  /** Whether what stands around a number makes it a track of a magnetic stripe, valid or not. */
  private static boolean isTrack(int[] points, int start, int end) {
    boolean isFirst =
        is('%', points, start - 2)
            && (is('B', points, start - 1) || is('b', points, start - 1))
            && is('^', points, end);
    return isFirst || (is(';', points, start - 1) && is('=', points, end));
  }

  private static boolean isCardNumber(CharSequence number, int[] points, int start, int end) {
    boolean isInWord = isLetter(points, start - 1) || isLetter(points, end);
    return (!isInWord || LENGTHS_IN_WORDS.contains(number.length()))
        && hasLuhnChecksum(number)
        && isOfANetwork(number);
  }

  private static boolean isOfANetwork(CharSequence number) {
    for (Range range : RANGES) {
      if (range.holds(number)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasLuhnChecksum(CharSequence number) {
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.charAt(number.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit : digit * 2;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }

  private static boolean is(char sign, int[] points, int at) {
    return at >= 0 && at < points.length && points[at] == sign;
  }

  private static boolean isDigit(int[] points, int at) {
    return at >= 0 && at < points.length && points[at] >= '0' && points[at] <= '9';
  }

  private static boolean isLetter(int[] points, int at) {
    return at >= 0 && at < points.length && Character.isLetter(points[at]);
  }

  private static int ends(String grouping) {
    int ends = 0;
    int digits = 0;
    for (String group : grouping.split("-")) {
      digits += Integer.parseInt(group);
      ends |= 1 << digits;
    }
    return ends;
  }

  private static List<Range> ranges(String prefixes, Integer... lengths) {
    return Stream.of(prefixes.split(" ")).map(prefix -> range(prefix, Set.of(lengths))).toList();
  }

  /** Returns the range of prefixes such as {@code 4}, {@code 51-55}. */
  private static Range range(String prefixes, Set<Integer> lengths) {
    String[] ends = prefixes.split("-");
    String last = ends[ends.length - 1];
    return new Range(
        Integer.parseInt((ends[0] + "000").substring(0, 4)),
        Integer.parseInt((last + "999").substring(0, 4)),
        lengths);
  }
}

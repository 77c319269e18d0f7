package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Invented secrets of all kinds, no two alike; the same for the same seed. */
public final class InventedSecrets {

  private static final int KINDS = 12;

  /**
   * A secret.
   *
   * @param text as it is sent
   * @param traces what must not be found anywhere afterwards
   */
  public record Secret(String kind, String text, List<String> traces) {

    public static Secret of(String kind, String text, String... others) {
      return new Secret(
          kind,
          text,
          Stream.concat(
                  Stream.of(
                      text,
                      URLEncoder.encode(text, UTF_8),
                      URLEncoder.encode(text, UTF_8).replace("+", "%20")),
                  Stream.of(others))
              .distinct()
              .toList());
    }

    /** Whether one of its traces is in a text. */
    public boolean isIn(String where) {
      return traces.stream().anyMatch(where::contains);
    }
  }

  private final Random random;
  private int made;

  public InventedSecrets(long seed) {
    this.random = new Random(seed);
  }

  public Secret next() {
    int number = made++;
    String word = word(4) + letters(number) + word(3);
    return switch (number % KINDS) {
      case 0, 1, 2, 3, 4, 5 -> card(number);
      case 6 -> phone(number);
      case 7 -> Secret.of("e-mail", word.toLowerCase(Locale.ROOT) + "@example.com", word);
      case 8 -> Secret.of("name", capital(word) + " D'" + word(5), capital(word));
      case 9 -> Secret.of("address", (1 + number) + " " + word + " Road, 2nd floor", word);
      case 10 -> accessToken(word, number);
      default -> Secret.of("client secret", "sk/" + word + "+" + number + "=", word);
    };
  }

  /** Returns a number with a card's form and checksum, in one of six writings. */
  private Secret card(int number) {
    String prefix = number % 2 == 0 ? "4" : "8172";
    String digits =
        (prefix + "%08d".formatted(number) + "%06d".formatted(random.nextInt(1_000_000)))
            .substring(0, 15);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = (digits.charAt(digits.length() - 1 - i) - '0') * (2 - i % 2);
      sum += digit / 10 + digit % 10;
    }
    String card = digits + (100 - sum % 10) % 10;
    String text =
        switch (number % 6) {
          case 0 -> card;
          case 1 -> card.replaceAll("(.{4})(?=.)", "$1 ");
          case 2 -> card.replaceAll("(.{4})(?=.)", "$1-");
          case 3 -> card.replaceAll("(.)(?=.)", "$1 ");
          case 4 -> card.replaceFirst("(.{8})", "$1 / ");
          default ->
              card.codePoints()
                  .map(c -> c - '0' + 0xff10)
                  .mapToObj(Character::toString)
                  .collect(Collectors.joining());
        };
    return Secret.of("card", text, card);
  }

  private Secret phone(int number) {
    return Secret.of("phone", "9" + "%010d".formatted(number * 7_919L + 13) + random.nextInt(10));
  }

  private Secret accessToken(String word, int number) {
    String claims = "{\"sub\":\"%s\",\"n\":%d}".formatted(word, number);
    String signature = AccessTokenSigner.encoded((word + number + word).getBytes(UTF_8));
    return Secret.of(
        "access token",
        AccessTokenSigner.input("{\"alg\":\"RS256\",\"kid\":\"local\"}", claims) + "." + signature,
        signature,
        word);
  }

  private String word(int letters) {
    var word = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  /** Returns a number in letters, so that no two words are alike. */
  private static String letters(int number) {
    return Integer.toString(number, 26)
        .codePoints()
        .map(c -> c <= '9' ? c - '0' + 'a' : c - 'a' + 'k')
        .mapToObj(Character::toString)
        .collect(Collectors.joining("", "x", "x"));
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}

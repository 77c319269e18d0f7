package org.clientele.cli;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/** Texts of others as they may be shown. */
final class Texts {

  private Texts() {}

  /**
   * Returns texts of the description as help takes them, which would read {@code %} as a format.
   */
  static String shown(String... texts) {
    return printable(sentences(texts)).replace("%", "%%");
  }

  /** Returns texts one after another, each with a full stop. */
  static String sentences(String... texts) {
    return Stream.of(texts)
        .filter(text -> !text.isEmpty())
        .map(text -> text.matches(".*[.?!]") ? text : text + ".")
        .collect(joining(" "));
  }

  /** Returns a text in which nothing commands a terminal or turns the direction of the line. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> printable.append("\\n");
                case '\t' -> printable.append("\\t");
                default -> {
                  if (isUnprintable(c)) {
                    printable.append("\\u%04x".formatted(c));
                  } else {
                    printable.appendCodePoint(c);
                  }
                }
              }
            });
    return printable.toString();
  }

  /** In a locale such as C, Java cannot read what is not ASCII, and would store question marks. */
  static void requireReadable(List<String> arguments) {
    if (arguments.stream().anyMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
      throw CommandFailure.usage(
          "an argument cannot be read in this locale: set LC_ALL=C.UTF-8, or send JSON by -");
    }
  }

  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    };
  }
}

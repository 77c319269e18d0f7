package org.clientele.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of results, of which a measurement writes one part. */
final class ResultsPage {

  private static final Path FOLDER = Path.of("..");
  private static final Path PAGE = FOLDER.resolve("benchmarks.md");

  private ResultsPage() {}

  /** Replaces what is between the two comments that name a part. */
  static void write(String part, String text) throws IOException {
    var between = Pattern.compile("(?s)(<!-- %1$s -->\n).*(<!-- end of %1$s -->)".formatted(part));
    Matcher found = between.matcher(Files.readString(PAGE, UTF_8));
    if (!found.find()) {
      throw new IllegalStateException(PAGE + " has no part " + part);
    }
    Files.writeString(
        PAGE, found.replaceFirst("$1\n" + Matcher.quoteReplacement(text) + "\n$2"), UTF_8);
  }

  /** Writes the picture of a part. */
  static void draw(String part, Bars bars) throws IOException {
    Files.writeString(FOLDER.resolve("benchmarks-" + part + ".svg"), bars.svg(), UTF_8);
  }
}

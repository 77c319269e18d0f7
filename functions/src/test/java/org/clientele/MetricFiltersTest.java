package org.clientele;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.error.ErrorCode;
import org.clientele.http.Route;
import org.junit.jupiter.api.Test;

/** The template's alarms and the runbook look for lines of the log, by texts that are logged. */
class MetricFiltersTest {

  private static final Pattern FILTER = Pattern.compile("FilterPattern: '(.+)'");
  private static final Pattern SEARCHED = Pattern.compile("@message like /([^/]+)/");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern COMPARED = Pattern.compile("[$][.](\\w+) = \"([^\"]+)\"");
  private static final List<String> FILTERS = filters();

  @Test
  void textOfALineIsWhatIsLogged() throws IOException {
    List<String> texts =
        FILTERS.stream()
            .filter(filter -> !filter.startsWith("{"))
            .flatMap(filter -> QUOTED.matcher(filter).results())
            .map(found -> found.group(1))
            .toList();

    assertLogged(texts);
  }

  /** But for what Lambda logs, and what has a number or a name in it. */
  @Test
  void textThatTheRunbookLooksForIsWhatIsLogged() throws IOException {
    List<String> texts =
        SEARCHED
            .matcher(Files.readString(Path.of("../infra/runbook.md")))
            .results()
            .flatMap(found -> Arrays.stream(found.group(1).split("[|]")))
            .filter(text -> text.matches("[a-z ]+"))
            .toList();

    assertLogged(texts);
  }

  private static void assertLogged(List<String> texts) {
    assertThat(texts)
        .hasSizeGreaterThan(3)
        .allSatisfy(
            text ->
                assertThat(sources())
                    .anyMatch(
                        source ->
                            source.matches(
                                "(?s).*LOG[.](?:warn|error)f\\([^;]*%s[^;]*;.*"
                                    .formatted(Pattern.quote(text)))));
  }

  @Test
  void fieldsOfALineOfARequestAreItsCodeAndFunction() {
    List<MatchResult> compared =
        FILTERS.stream().flatMap(filter -> COMPARED.matcher(filter).results()).toList();

    assertThat(compared)
        .isNotEmpty()
        .allSatisfy(
            found ->
                assertThat(found.group(2))
                    .isIn(
                        found.group(1).equals("code")
                            ? Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList()
                            : Arrays.stream(Route.values()).map(Route::function).toList()));
    assertThat(compared).extracting(found -> found.group(1)).containsOnly("code", "function");
  }

  private static List<String> filters() {
    try {
      return FILTER
          .matcher(Files.readString(Path.of("../infra/template.yaml")))
          .results()
          .map(found -> found.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(MetricFiltersTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators read: what it names is there. {@link PagesIT} is of its commands. */
class OperatorPagesTest {

  private static final Path INFRA = Path.of("..");
  private static final Path TOP = Path.of("../..");
  private static final Path CLASSES = Path.of("org/clientele");
  private static final List<Path> SOURCES =
      List.of(
          TOP.resolve("shared-model/src/main/java").resolve(CLASSES),
          TOP.resolve("functions/src/main/java").resolve(CLASSES));

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern NAMED = Pattern.compile("`([a-z-]+/[A-Za-z/.-]+)`");

  @ParameterizedTest
  @ValueSource(strings = {"deploy.md", "operate.md", "law-india.md"})
  void everyFileThatIsLinkedToIsThere(String page) throws IOException {
    assertThat(found(LINK, page(page)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(INFRA.resolve(link)).exists());
  }

  @Test
  void everyFileAndClassThatTheLawsPageNamesIsThere() throws IOException {
    assertThat(found(NAMED, page("law-india.md")))
        .hasSizeGreaterThanOrEqualTo(10)
        .allMatch(
            name ->
                Files.exists(TOP.resolve(name))
                    || SOURCES.stream()
                        .flatMap(source -> Stream.of(name, name + ".java").map(source::resolve))
                        .anyMatch(Files::exists));
  }

  @Test
  void lawsPageSendsItsReadersToCounsel() throws IOException {
    assertThat(page("law-india.md")).startsWith("# Law: India\n\n**Have counsel confirm.**");
  }

  private static String page(String name) throws IOException {
    return Files.readString(INFRA.resolve(name));
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }
}

package org.clientele.local.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.customer.CustomerStatus;
import org.clientele.token.PaymentTokenStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ReferenceDocumentTest {

  private static final Map<String, String> CLIENT =
      Map.of("client_id", "some-client", "client_secret", "some-secret");

  private final ApiDescription description = ApiDescription.read();

  @Test
  void markdownTellsEveryOperationParameterAnswerFieldAndExample() {
    String markdown = ReferenceDocument.MARKDOWN.local(CLIENT);

    assertThat(description.operations()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(description.operations())
        .allSatisfy(
            operation ->
                assertThat(markdown)
                    .contains("\n### " + operation.id() + "\n")
                    .contains("`%s %s`".formatted(operation.method(), operation.path())));
    JsonNode schemas = description.tree().at("/components/schemas");
    assertThat(schemas.properties())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            schema -> {
              assertThat(markdown).contains("\n### " + schema.getKey() + "\n");
              assertThat(schema.getValue().path("properties").properties())
                  .allSatisfy(
                      field -> assertThat(markdown).contains("| `" + field.getKey() + "` |"));
            });
    assertThat(meanings())
        .hasSizeGreaterThan(50)
        .allSatisfy(meaning -> assertThat(markdown).contains(meaning.replace("|", "\\|")));
  }

  private List<String> meanings() {
    JsonNode components = description.tree().path("components");
    Stream<JsonNode> described =
        Stream.of(
                description.operations().stream().map(ApiDescription.Operation::node),
                Stream.of("parameters", "headers", "responses", "schemas")
                    .flatMap(kind -> ApiDescription.elements(components.path(kind))),
                ApiDescription.elements(components.path("schemas"))
                    .flatMap(schema -> ApiDescription.elements(schema.path("properties"))))
            .flatMap(nodes -> nodes);
    return described
        .map(node -> node.path("description").asText().strip())
        .filter(meaning -> !meaning.isEmpty())
        .toList();
  }

  @Test
  void markdownLinksLeadToItsHeadings() {
    String markdown = ReferenceDocument.MARKDOWN.local(CLIENT);
    String index = ReferenceDocument.LLMS.local(CLIENT);
    Set<String> headings =
        found("(?m)^#+ (.+)$", markdown)
            .map(found -> found.group(1).toLowerCase(Locale.ROOT))
            .collect(toSet());

    assertThat(found("\\]\\(#([^)]+)\\)", markdown).map(found -> found.group(1)).distinct())
        .hasSizeGreaterThan(5)
        .allMatch(headings::contains);
    assertThat(found("reference\\.md#([^)]+)\\)", index).map(found -> found.group(1)))
        .hasSameSizeAs(description.operations())
        .allMatch(headings::contains);
  }

  /** By llmstxt.org: a title, a summary, then lists of links under headings of the second level. */
  @Test
  void indexHasTheFormOfLlmsTxt() {
    List<String> lines = ReferenceDocument.LLMS.local(CLIENT).lines().toList();

    assertThat(lines.get(0)).isEqualTo("# Clientele");
    assertThat(lines.get(2)).startsWith("> ").endsWith(".");
    assertThat(lines.stream().dropWhile(line -> !line.startsWith("## ")))
        .allMatch(line -> line.isEmpty() || line.matches("## .+|- \\[.+]\\(.+\\): .+"));
  }

  @Test
  void pageHoldsTheWholeDescriptionAndNothingIsLeftToFillIn() throws IOException {
    String page = ReferenceDocument.PAGE.local(CLIENT);

    JsonNode data = data(page);
    assertThat(data.path("description")).isEqualTo(description.tree());
    assertThat(data.path("client").path("client_id").asText()).isEqualTo("some-client");
    assertThat(markup(page)).doesNotContain("{{");
  }

  /** What a browser would fetch by itself. */
  @Test
  void pageRefersToNothingThatIsNotInIt() {
    String page = ReferenceDocument.PAGE.local(CLIENT);
    String markup = markup(page);

    assertThat(found("(?:src|href)=\"([^\"]*)\"", markup).map(found -> found.group(1)))
        .contains("reference.md", "openapi.yaml")
        .allMatch(link -> link.matches("#.*|data:,|reference\\.md|openapi\\.yaml"));
    assertThat(markup).contains("default-src 'none'").doesNotContain("'unsafe-eval'");
    assertThat(page).doesNotContain("@import");
  }

  @Test
  void hostedFilesHaveNoCredentialsAndTryTheServerThatIsNamed(@TempDir Path folder)
      throws IOException {
    int exitCode =
        new CommandLine(new WriteReference())
            .execute("--server", "https://api.example.com/", folder.resolve("new").toString());

    assertThat(exitCode).isZero();
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("index.html", "openapi.yaml", "reference.md", "llms.txt");
    }
    String page = Files.readString(folder.resolve("new/index.html"));
    assertThat(data(page).has("client")).isFalse();
    assertThat(data(page).at("/description/servers/0/url").asText())
        .isEqualTo("https://api.example.com");
    assertThat(page).contains("connect-src 'self' https://api.example.com;");
    assertThat(Files.readString(folder.resolve("new/openapi.yaml")))
        .contains("url: 'https://api.example.com'")
        .doesNotContain("localhost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "ftp://host", "https://", "https://a'b", "https://h?q=1"})
  void serverThatIsNoUrlIsRefused(String server, @TempDir Path folder) {
    int exitCode =
        new CommandLine(new WriteReference()).execute("--server", server, folder.toString());

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void drawingOfACustomersLifeCycleHasTheChangesOfTheCode() throws IOException {
    assertThat(drawn("customer-status.svg"))
        .isEqualTo(changes(CustomerStatus.values(), CustomerStatus::successors));
  }

  @Test
  void drawingOfATokensLifeCycleHasTheChangesOfTheCode() throws IOException {
    assertThat(drawn("token-status.svg"))
        .isEqualTo(changes(PaymentTokenStatus.values(), PaymentTokenStatus::successors));
  }

  private static Set<String> drawn(String file) throws IOException {
    try (InputStream svg = requireNonNull(ReferencePage.class.getResourceAsStream(file))) {
      return found("data-changes=\"([^\"]*)\"", new String(svg.readAllBytes(), UTF_8))
          .flatMap(found -> Arrays.stream(found.group(1).split(", ", -1)))
          .collect(toSet());
    }
  }

  private static <T> Set<String> changes(T[] statuses, Function<T, ? extends Collection<T>> next) {
    return Arrays.stream(statuses)
        .flatMap(status -> next.apply(status).stream().map(later -> status + " " + later))
        .collect(toSet());
  }

  /** Returns a page without its scripts and styles, but for the tags that these stand between. */
  private static String markup(String page) {
    return page.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1")
        .replaceAll("(?s)<style>.*?</style>", "");
  }

  private static JsonNode data(String page) throws IOException {
    String data =
        found("(?s)<script type=\"application/json\" id=\"reference-data\">(.*?)</script>", page)
            .findFirst()
            .orElseThrow()
            .group(1);
    return new ObjectMapper().readTree(data);
  }

  private static Stream<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }
}

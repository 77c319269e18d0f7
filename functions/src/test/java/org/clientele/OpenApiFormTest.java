package org.clientele;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * {@code infra/openapi.yaml} is written in the part of OpenAPI that generators of clients and
 * renderers agree on, and has a version of its own.
 */
class OpenApiFormTest {

  private static final Path INFRA = Path.of("../infra");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  private static final Pattern VERSION_ROW =
      Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| `([0-9a-f]{12})` \\| .+ \\|$");

  /** What may be said differently while what is sent and answered stays the same. */
  private static final Set<String> WORDS =
      Set.of("description", "summary", "example", "examples", "info", "servers");

  private final JsonNode document = TestingOpenApi.read();

  /**
   * Python knows no properties of characters, Go's RE2 no lookaround, and RE2 and PCRE no escapes
   * of four digits; what is left is read alike by them, ECMAScript, Java, .NET and Rust.
   */
  @Test
  void patternsAreOfWhatTheRegularExpressionEnginesOfClientsKnow() {
    List<String> patterns = texts("pattern");

    assertThat(patterns).hasSizeGreaterThan(20);
    assertThat(patterns)
        .allMatch(pattern -> pattern.startsWith("^") && pattern.endsWith("$"))
        .noneMatch(pattern -> pattern.matches(".*(?:\\\\[pPdDwWu]|(?<!\\\\)\\(\\?|[*+?}]\\+).*"));
  }

  @Test
  void referencesAreToWholeComponents() {
    List<String> references = texts("$ref");

    assertThat(references)
        .hasSizeGreaterThan(100)
        .allMatch(reference -> reference.matches("#/components/[a-z]+/[A-Za-z-]+"))
        .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
  }

  /** Generators drop fields of merged schemas, or refuse them. */
  @Test
  void schemasAreFlat() {
    List<String> found = new ArrayList<>();
    visit(
        document,
        "",
        (path, node) ->
            node.fieldNames()
                .forEachRemaining(
                    name -> {
                      if (Set.of("allOf", "oneOf", "propertyNames", "unevaluatedProperties")
                              .contains(name)
                          || (name.equals("additionalProperties") && node.path(name).isBoolean())
                          || (name.equals("anyOf") && !isReferenceOrNull(node.path(name)))) {
                        found.add(path + "/" + name);
                      }
                    }));

    assertThat(found).isEmpty();
  }

  private static boolean isReferenceOrNull(JsonNode either) {
    return either.size() == 2
        && either.get(0).has("$ref")
        && either.get(1).path("type").asText().equals("null");
  }

  @Test
  void everyChoiceHasAName() {
    List<String> enums = new ArrayList<>();
    visit(
        document,
        "",
        (path, node) -> {
          if (node.path("enum").isArray()) {
            enums.add(path);
          }
        });

    assertThat(enums)
        .hasSizeGreaterThan(5)
        .allMatch(path -> path.matches("/components/schemas/[A-Za-z]+"));
  }

  /** A collection that is imported would send them with its first call, and with each further. */
  @Test
  void keysAndVersionsHaveNoExamplesThatToolsWouldSend() {
    assertThat(List.of("IdempotencyKey", "IfMatch"))
        .map(name -> document.at("/components/parameters/" + name))
        .allMatch(parameter -> parameter.has("schema"))
        .noneMatch(parameter -> parameter.has("example") || parameter.has("examples"));
  }

  @Test
  void everyOperationSaysWhatItDoesUnderADeclaredTag() {
    List<String> tags = document.path("tags").findValuesAsText("name");
    List<JsonNode> operations = document.path("paths").findParents("operationId").stream().toList();

    assertThat(operations)
        .hasSizeGreaterThan(8)
        .allSatisfy(
            operation -> {
              assertThat(operation.path("summary").asText()).isNotBlank().doesNotEndWith(".");
              assertThat(operation.path("description").asText()).endsWith(".");
              assertThat(operation.path("tags")).hasSize(1);
              assertThat(tags).contains(operation.path("tags").get(0).asText());
            });
  }

  /** A blank beside a backquote, or an angle bracket or asterisk outside, is not shown as meant. */
  @Test
  void codeSpansInTextsAreWhole() {
    List<String> texts =
        Stream.concat(texts("description").stream(), texts("summary").stream()).toList();

    assertThat(texts).hasSizeGreaterThan(100);
    assertThat(texts)
        .allSatisfy(
            text -> {
              assertThat(CODE.matcher(text).results().map(code -> code.group(1)))
                  .as(text)
                  .allMatch(code -> code.equals(code.strip()) && !code.isEmpty());
              assertThat(CODE.matcher(text).replaceAll("")).doesNotContain("`", "<", ">", "*");
            });
  }

  /**
   * Whoever changes what is sent or answered adds a row; texts and examples are free. Client code
   * that is generated of one version is then known to fit all with the same fingerprint.
   */
  @Test
  void versionIsThatOfTheSurface() throws IOException {
    Map<String, String> fingerprints = new TreeMap<>();
    List<String> versions = new ArrayList<>();
    Matcher row = VERSION_ROW.matcher(Files.readString(INFRA.resolve("openapi-versions.md")));
    while (row.find()) {
      versions.add(row.group(1));
      fingerprints.put(row.group(1), row.group(2));
    }
    String version = document.at("/info/version").asText();

    assertThat(versions).first().isEqualTo(version);
    assertThat(fingerprints.values()).doesNotHaveDuplicates();
    assertThat(fingerprints.get(version))
        .as("raise info.version and add a row to openapi-versions.md")
        .isEqualTo(fingerprint());
  }

  @Test
  void majorVersionIsThatOfThePaths() {
    String major = document.at("/info/version").asText().replaceFirst("\\..*", "");

    assertThat(document.path("paths").fieldNames())
        .toIterable()
        .isNotEmpty()
        // A well-known place (RFC 8615) is where it is, whatever the version.
        .allMatch(path -> path.contains("/v" + major + "/") || path.startsWith("/.well-known/"));
  }

  private String fingerprint() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(surface(document).toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the same without texts and examples, members by their names, lists in their order. */
  private static JsonNode surface(JsonNode node) {
    if (node.isArray()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> list.add(surface(element)));
      return list;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    node.properties().stream()
        .filter(member -> !WORDS.contains(member.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(member -> object.set(member.getKey(), surface(member.getValue())));
    return object;
  }

  /** Returns the texts of that name, but for those of fields that are called so. */
  private List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    visit(
        document,
        "",
        (path, node) -> {
          if (node.isTextual() && path.endsWith("/" + name) && !path.contains("/value/")) {
            texts.add(node.asText());
          }
        });
    return texts;
  }

  private static void visit(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(path, node);
    node.properties()
        .forEach(member -> visit(member.getValue(), path + "/" + member.getKey(), visitor));
    if (node.isArray()) {
      StreamSupport.stream(node.spliterator(), false)
          .forEach(element -> visit(element, path + "/-", visitor));
    }
  }
}

package org.clientele.local;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.access.Scope;
import org.clientele.api.Route;
import org.clientele.embedded.SamTemplate;
import org.clientele.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Code, template, OpenAPI and README name the same functions, routes and scopes. */
class ConsistencyTest {

  private static final int AT_LEAST = 6;
  private static final Pattern README_ROW =
      Pattern.compile("(?m)^\\| ([a-z-]+) \\| `(?:([A-Z]+) )?([^`]+)` \\| (.+) \\|$");

  @Test
  void templateAgreesWithTheCode() {
    Set<String> deployed =
        SamTemplate.read().functions().stream()
            .flatMap(
                function ->
                    function.routes().stream()
                        .map(
                            route ->
                                row(
                                    function.name(),
                                    route.method(),
                                    route.path(),
                                    function.scope())))
            .collect(toCollection(TreeSet::new));

    assertThat(deployed).hasSizeGreaterThan(AT_LEAST).isEqualTo(code());
  }

  @Test
  void openApiAgreesWithTheCode() throws IOException {
    Set<String> described = new TreeSet<>();
    section(openApi(), "paths")
        .forEach(
            (path, item) ->
                map(item)
                    .forEach(
                        (method, operation) -> {
                          if (!method.equals("parameters")) {
                            described.add(
                                row(
                                    String.valueOf(map(operation).get("operationId")),
                                    method.toUpperCase(Locale.ROOT),
                                    path,
                                    securityScope(map(operation))));
                          }
                        }));

    Set<String> code = code();
    code.removeIf(row -> row.contains("$default"));
    assertThat(described).hasSizeGreaterThanOrEqualTo(AT_LEAST).isEqualTo(code);
  }

  @Test
  void readmeAgreesWithTheCode() throws IOException {
    Set<String> listed =
        README_ROW
            .matcher(readme())
            .results()
            .map(ConsistencyTest::row)
            .collect(toCollection(TreeSet::new));

    assertThat(listed).hasSizeGreaterThan(AT_LEAST).isEqualTo(code());
  }

  @Test
  void openApiKnowsEveryErrorCode() throws IOException {
    Set<String> codes =
        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(toCollection(TreeSet::new));

    var error = section(section(section(openApi(), "components"), "schemas"), "Error");
    var described = (List<?>) section(section(error, "properties"), "code").get("enum");

    assertThat(codes).isNotEmpty();
    assertThat(requireNonNull(described)).map(String::valueOf).containsAll(codes);
  }

  @Test
  void readmesCommandsStandAlone() throws IOException {
    for (String heading : Set.of("## Run it", "## Test it")) {
      String[] block = readme().split(Pattern.quote(heading + "\n"))[1].split("```")[1].split("\n");
      assertThat(block).hasSize(2);
      assertThat(block[1]).startsWith("mvn ");
    }
  }

  private static Set<String> code() {
    return Arrays.stream(Route.values())
        .map(
            route ->
                row(
                    route.function(),
                    route.method(),
                    route.path(),
                    route.scope().map(Scope::value).orElse(null)))
        .collect(toCollection(TreeSet::new));
  }

  private static String row(String function, String method, String path, @Nullable String scope) {
    return String.join(" ", function, method, path, String.valueOf(scope));
  }

  private static String row(MatchResult cells) {
    String scope = cells.group(4);
    return row(
        cells.group(1),
        cells.group(2) == null ? "ANY" : cells.group(2),
        cells.group(3),
        scope.startsWith("`") ? scope.replace("`", "") : null);
  }

  private static @Nullable String securityScope(Map<String, Object> operation) {
    return Stream.of(operation.get("security"))
        .flatMap(list -> ((List<?>) list).stream())
        .flatMap(scheme -> map(scheme).values().stream())
        .flatMap(scopes -> ((List<?>) scopes).stream())
        .map(String::valueOf)
        .reduce((one, other) -> one + " " + other)
        .orElse(null);
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("../../README.md"));
  }

  private static Map<String, Object> openApi() throws IOException {
    return map(
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(Path.of("../openapi.yaml"))));
  }

  private static Map<String, Object> section(Map<String, Object> parent, String name) {
    return map(parent.get(name));
  }

  @SuppressWarnings("unchecked") // what YAML mappings are
  private static Map<String, Object> map(@Nullable Object mapping) {
    return (Map<String, Object>) requireNonNull(mapping);
  }
}

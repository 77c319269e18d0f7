package org.clientele.acceptance;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.funqy.Funq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.embedded.SamTemplate;
import org.clientele.error.ErrorCode;
import org.clientele.http.Route;
import org.clientele.local.LocalServer;
import org.clientele.stream.StreamEvent;
import org.clientele.testing.OpenApi;
import org.clientele.testing.OpenApi.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Code, template, OpenAPI and README say the same. */
class DescriptionsTest {

  private static final int AT_LEAST = 6;
  private static final Path README = Path.of("../../README.md");

  /** In place of the route of a function that takes messages. */
  private static final String QUEUE = "SQS";

  private static final String STREAM = "DynamoDB stream";

  private static final OpenApi OPEN_API = OpenApi.read();

  /**
   * What each of the four says of a function.
   *
   * @param route method and path, {@code $default}, {@link #QUEUE} or {@link #STREAM}
   * @param scope {@code none} if it needs no access token
   */
  private record Described(String function, String route, String scope) {

    static Described of(String function, String method, String path, String scope) {
      return new Described(function, path.equals("$default") ? path : method + " " + path, scope);
    }

    static Described ofQueue(String function) {
      return new Described(function, QUEUE, "none");
    }

    static Described ofStream(String function) {
      return new Described(function, STREAM, "none");
    }

    boolean isDefault() {
      return route.equals("$default");
    }

    boolean isOpen() {
      return !isDefault() && !Set.of(QUEUE, STREAM).contains(route);
    }
  }

  private static List<Described> code() {
    Stream<Described> routes =
        Arrays.stream(Route.values())
            .map(
                route ->
                    Described.of(
                        route.function(),
                        route.method(),
                        route.path(),
                        route.scope().map(scope -> scope.value()).orElse("none")));
    Stream<Described> queues =
        functions()
            .filter(method -> method.getRawParameterTypes().get(0).isEquivalentTo(SQSEvent.class))
            .map(method -> Described.ofQueue(method.getAnnotationOfType(Funq.class).value()));
    Stream<Described> streams = streamFunctions().map(Described::ofStream);
    return Stream.of(routes, queues, streams).flatMap(all -> all).toList();
  }

  private static Stream<String> streamFunctions() {
    return functions()
        .filter(method -> method.getRawParameterTypes().get(0).isEquivalentTo(StreamEvent.class))
        .map(method -> method.getAnnotationOfType(Funq.class).value());
  }

  private static Stream<JavaMethod> functions() {
    return new ClassFileImporter()
        .importPackages("org.clientele.function").stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Funq.class));
  }

  @Test
  void templateDeploysTheFunctionsOfTheCode() {
    List<Described> template =
        SamTemplate.read().functions().stream()
            .flatMap(
                function ->
                    function.routes().isEmpty()
                        ? Stream.of(
                            streamFunctions().anyMatch(function.name()::equals)
                                ? Described.ofStream(function.name())
                                : Described.ofQueue(function.name()))
                        : function.routes().stream()
                            .filter(route -> !route.method().equals("HEAD"))
                            .map(
                                route ->
                                    Described.of(
                                        function.name(),
                                        route.method(),
                                        route.path(),
                                        function.scope() == null ? "none" : function.scope())))
            .toList();

    assertThat(template)
        .hasSizeGreaterThanOrEqualTo(AT_LEAST)
        .containsExactlyInAnyOrderElementsOf(code())
        .filteredOn(Described::isDefault)
        .extracting(Described::function)
        .containsExactly("refuse-unknown-route");
  }

  @Test
  void templateServesHeadWhereverThereIsGet() {
    assertThat(pathsOf("HEAD"))
        .hasSizeGreaterThanOrEqualTo(4)
        .containsExactlyInAnyOrderElementsOf(pathsOf("GET"));
  }

  private static List<String> pathsOf(String method) {
    return SamTemplate.read().functions().stream()
        .flatMap(
            function ->
                function.routes().stream()
                    .filter(route -> route.method().equals(method))
                    .map(route -> function.name() + " " + route.path()))
        .toList();
  }

  @Test
  void openApiDescribesTheFunctionsOfTheCodeButForTheDefaultRoute() {
    List<Described> openApi =
        OPEN_API.endpoints().stream()
            .map(
                endpoint ->
                    Described.of(
                        endpoint.id(),
                        endpoint.method(),
                        endpoint.path(),
                        endpoint.scopes().isEmpty() ? "none" : String.join(" ", endpoint.scopes())))
            .toList();

    assertThat(openApi)
        .hasSizeGreaterThanOrEqualTo(AT_LEAST)
        .containsExactlyInAnyOrderElementsOf(code().stream().filter(Described::isOpen).toList());
  }

  @Test
  void readmeListsTheFunctionsOfTheCode() throws IOException {
    List<Described> readme =
        rows(section("Operations")).stream()
            .map(
                row ->
                    new Described(
                        row.get(0), row.get(1), row.get(2).replaceFirst("^none: .*", "none")))
            .toList();

    assertThat(readme)
        .hasSizeGreaterThanOrEqualTo(AT_LEAST)
        .containsExactlyInAnyOrderElementsOf(code());
  }

  /** A function could carry the name of one route and be served as another. */
  @Test
  void everyFunctionIsServedAsTheRouteOfItsName() {
    Map<String, Set<String>> routes =
        functions()
            .filter(method -> !method.getRawParameterTypes().get(0).isEquivalentTo(SQSEvent.class))
            .filter(
                method -> !method.getRawParameterTypes().get(0).isEquivalentTo(StreamEvent.class))
            .collect(
                toMap(
                    method -> method.getAnnotationOfType(Funq.class).value(),
                    method -> routesUsedIn(method.getOwner())));

    assertThat(routes)
        .hasSizeGreaterThanOrEqualTo(AT_LEAST)
        .isEqualTo(
            Arrays.stream(Route.values())
                .collect(toMap(Route::function, route -> Set.of(route.name()))));
  }

  private static Set<String> routesUsedIn(JavaClass function) {
    return function.getFieldAccessesFromSelf().stream()
        .filter(access -> access.getTargetOwner().isEquivalentTo(Route.class))
        .map(access -> access.getName())
        .collect(toSet());
  }

  @Test
  void openApiListsTheErrorsOfTheCode() {
    Set<String> codes = Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(toSet());

    assertThat(codes).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    assertThat(OPEN_API.errorCodes()).containsExactlyInAnyOrderElementsOf(codes);
  }

  @Test
  void readmeListsTheErrorsOfTheCodeAndWhichOfThemARetryHelps() throws IOException {
    List<List<String>> errors =
        Arrays.stream(ErrorCode.values())
            .map(
                error ->
                    List.of(
                        error.code(),
                        Integer.toString(error.httpStatus()),
                        error.isTransient() ? "yes" : "no"))
            .toList();

    List<List<String>> rows = rows(section("Errors"));

    assertThat(rows).hasSizeGreaterThanOrEqualTo(AT_LEAST).allMatch(row -> row.size() == 5);
    assertThat(rows)
        .map(row -> List.of(row.get(0), row.get(1), row.get(4)))
        .containsExactlyInAnyOrderElementsOf(errors);
  }

  static List<Endpoint> endpoints() {
    return OPEN_API.endpoints();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void everyDescribedAnswerHasAnExampleThatIsAsDescribed(Endpoint endpoint) {
    assertThat(OPEN_API.statuses(endpoint)).hasSizeGreaterThan(3).contains("429", "500", "503");
    for (String status : OPEN_API.statuses(endpoint)) {
      List<JsonNode> examples = OPEN_API.examples(endpoint, status);

      assertThat(examples).as("%s %s", endpoint.id(), status).isNotEmpty();
      assertThat(examples)
          .allSatisfy(
              example ->
                  assertThat(OPEN_API.violations(endpoint, status, example))
                      .as("%s %s: %s", endpoint.id(), status, example)
                      .isEmpty());
    }
  }

  @Test
  void examplesOfErrorsHaveTheStatusOfTheirCode() {
    List<String> wrong =
        OPEN_API.endpoints().stream()
            .flatMap(
                endpoint ->
                    OPEN_API.statuses(endpoint).stream()
                        .flatMap(status -> codes(endpoint, status))
                        .filter(code -> !isPossible(code)))
            .toList();

    assertThat(wrong).isEmpty();
  }

  private static Stream<String> codes(Endpoint endpoint, String status) {
    return OPEN_API.examples(endpoint, status).stream()
        .filter(example -> example.has("code"))
        .map(example -> example.path("code").asText() + " " + status);
  }

  private static boolean isPossible(String codeAndStatus) {
    return Arrays.stream(ErrorCode.values())
        .map(error -> error.code() + " " + error.httpStatus())
        .anyMatch(codeAndStatus::equals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Run it", "Test it"})
  void readmeSaysInOneLineHowTo(String heading) throws IOException {
    MatchResult firstBlock =
        Pattern.compile("(?ms)^```.*?\n(.*?)^```$")
            .matcher(section(heading))
            .results()
            .findFirst()
            .orElseThrow();

    assertThat(firstBlock.group(1).lines()).singleElement().asString().isNotBlank();
  }

  @Test
  void readmeListsTheOptionsOfTheLocalServer() throws IOException {
    List<String> options =
        new CommandLine(new LocalServer())
            .getCommandSpec().options().stream()
                .map(option -> option.longestName())
                .filter(name -> !List.of("--help", "--version").contains(name))
                .toList();

    assertThat(options).isNotEmpty();
    assertThat(rows(section("Run it")))
        .extracting(row -> row.get(0).replaceFirst(" .*", ""))
        .containsExactlyInAnyOrderElementsOf(options);
  }

  private static String section(String heading) throws IOException {
    return Arrays.stream(Files.readString(README).split("(?m)^## ", -1))
        .filter(section -> section.startsWith(heading + "\n"))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the rows of a section's table below its head, without backquotes. */
  private static List<List<String>> rows(String section) {
    return section
        .lines()
        .filter(line -> line.startsWith("| "))
        .skip(2)
        .map(
            line -> List.of(line.replace("`", "").replaceAll("^\\| | \\|$", "").split(" \\| ", -1)))
        .toList();
  }
}

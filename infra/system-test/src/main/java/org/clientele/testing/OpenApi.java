package org.clientele.testing;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.clientele.testing.MerchantClient.Answer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code openapi.yaml}, and whether an answer is as it says. */
public final class OpenApi {

  public static final Path FILE = Path.of("../openapi.yaml");

  private static final String DOCUMENT = "https://clientele.localhost/openapi";
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /**
   * One method of one path.
   *
   * @param id the name of its function
   * @param scopes empty if it needs no access token
   * @param takesKey whether its answers are kept under an {@code Idempotency-Key}
   * @param pointer where it stands in the document, as a JSON pointer
   */
  public record Endpoint(
      String id,
      String method,
      String path,
      List<String> scopes,
      boolean takesKey,
      String pointer) {

    private static final Pattern PARAMETER = Pattern.compile("\\{[a-z_]+}");

    public boolean serves(String givenMethod, String givenPath) {
      return method.equals(givenMethod)
          && givenPath.matches(PARAMETER.matcher(path).replaceAll("[^/]+"));
    }
  }

  private final JsonNode document;
  private final List<Endpoint> endpoints;
  private final JsonSchemaFactory schemas;

  private OpenApi(JsonNode document) {
    this.document = document;
    this.endpoints = endpoints(document.path("paths"));
    this.schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            factory ->
                factory.schemaLoaders(
                    loaders -> loaders.schemas(Map.of(DOCUMENT, document.toString()))));
  }

  public static OpenApi read() {
    try {
      Map<?, ?> yaml =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE));
      return new OpenApi(closed(new ObjectMapper().valueToTree(yaml)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets objects have what is described alone. Clients have to expect more, so the document does
   * not say that; what it does not describe must not be answered all the same.
   */
  private static JsonNode closed(JsonNode document) {
    for (JsonNode schema : document.at("/components/schemas")) {
      if (schema instanceof ObjectNode object
          && object.has("properties")
          && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
    }
    return document;
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  private List<Endpoint> endpoints(JsonNode paths) {
    return paths.properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .map(method -> endpoint(path.getKey(), method.getKey(), method.getValue())))
        .toList();
  }

  private Endpoint endpoint(String path, String method, JsonNode operation) {
    String pointer = "/paths/%s/%s".formatted(path.replace("/", "~1"), method);
    return new Endpoint(
        operation.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        operation.path("security").findValues("bearer").stream()
            .flatMap(scopes -> StreamSupport.stream(scopes.spliterator(), false))
            .map(JsonNode::asText)
            .toList(),
        IntStream.range(0, operation.path("parameters").size())
            .mapToObj(i -> document.at(resolved(pointer + "/parameters/" + i)))
            .anyMatch(parameter -> parameter.path("name").asText().equals("Idempotency-Key")),
        pointer);
  }

  /**
   * Returns the methods of each path, with some name for each of its parameters, in the form and
   * order of {@code Allow}. Where there is GET there is HEAD.
   */
  public Map<String, String> methods() {
    return endpoints.stream()
        .sorted(Comparator.comparing(Endpoint::method))
        .collect(
            groupingBy(
                endpoint -> Endpoint.PARAMETER.matcher(endpoint.path()).replaceAll("any"),
                TreeMap::new,
                mapping(
                    endpoint -> endpoint.method().replaceFirst("^GET$", "GET, HEAD"),
                    joining(", "))));
  }

  /** Returns the statuses that an operation is said to answer. */
  public List<String> statuses(Endpoint endpoint) {
    List<String> statuses = new ArrayList<>();
    document.at(endpoint.pointer() + "/responses").fieldNames().forEachRemaining(statuses::add);
    return statuses;
  }

  /** Returns the examples of an answer's body. */
  public List<JsonNode> examples(Endpoint endpoint, String status) {
    String examples = body(response(endpoint, status)) + "/examples";
    List<JsonNode> values = new ArrayList<>();
    document
        .at(examples)
        .fieldNames()
        .forEachRemaining(
            name -> values.add(document.at(resolved(examples + "/" + name) + "/value")));
    return values;
  }

  /** Returns what is wrong with the body of an answer; nothing if it is as described. */
  public Set<ValidationMessage> violations(Endpoint endpoint, String status, JsonNode body) {
    return violations(body(response(endpoint, status)) + "/schema", body);
  }

  /** Returns what is wrong with an error, of whatever endpoint. */
  public Set<ValidationMessage> violationsOfError(JsonNode body) {
    return violations("/components/schemas/ErrorResponse", body);
  }

  public List<String> errorCodes() {
    return StreamSupport.stream(
            document.at("/components/schemas/ErrorCode/enum").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /**
   * Holds an answer against the document; one of an endpoint that is not described may be anything.
   *
   * @throws AssertionError if its status is not listed, its body or a header is not as described
   */
  public void requireConforming(String method, String path, Answer answer) {
    Optional<Endpoint> served =
        endpoints.stream().filter(endpoint -> endpoint.serves(method, path)).findFirst();
    if (served.isEmpty()) {
      return;
    }
    Endpoint endpoint = served.get();
    String status = Integer.toString(answer.status());
    assertThat(statuses(endpoint)).as(endpoint.id() + " lists its statuses").contains(status);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(violations(endpoint, status, answer.json()))
        .as("%s %s against openapi.yaml: %s", endpoint.id(), status, answer.text())
        .isEmpty();
    String headers = response(endpoint, status) + "/headers";
    document
        .at(headers)
        .fieldNames()
        .forEachRemaining(name -> requireHeader(name, resolved(headers + "/" + name), answer));
  }

  private void requireHeader(String name, String pointer, Answer answer) {
    JsonNode header = document.at(pointer);
    assertThat(answer.headers().allValues(name))
        .as("header " + name)
        .hasSizeBetween(header.path("required").asBoolean() ? 1 : 0, 1)
        .allSatisfy(
            value ->
                assertThat(violations(pointer + "/schema", headerValue(header, value)))
                    .as(name + ": " + value)
                    .isEmpty());
  }

  private static JsonNode headerValue(JsonNode header, String value) {
    return header.path("schema").path("type").asText().equals("integer")
        ? MerchantClient.parse(value)
        : MerchantClient.JSON.getNodeFactory().textNode(value);
  }

  private Set<ValidationMessage> violations(String schema, JsonNode value) {
    return schemas
        .getSchema(
            SchemaLocation.of(DOCUMENT + "#" + schema),
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build())
        .validate(value);
  }

  private String response(Endpoint endpoint, String status) {
    return resolved(endpoint.pointer() + "/responses/" + status);
  }

  private static String body(String response) {
    return response + "/content/application~1json";
  }

  /** Returns what a pointer's target refers to, or the same pointer if it refers to nothing. */
  private String resolved(String pointer) {
    JsonNode reference = document.at(pointer + "/$ref");
    return reference.isTextual() ? reference.asText().substring(1) : pointer;
  }
}

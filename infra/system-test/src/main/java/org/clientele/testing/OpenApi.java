package org.clientele.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
   * @param pointer where it stands in the document, as a JSON pointer
   */
  public record Operation(
      String id, String method, String path, List<String> scopes, String pointer) {

    private static final Pattern PARAMETER = Pattern.compile("\\{[a-z_]+}");

    public boolean serves(String givenMethod, String givenPath) {
      return method.equals(givenMethod)
          && givenPath.matches(PARAMETER.matcher(path).replaceAll("[^/]+"));
    }
  }

  private final JsonNode document;
  private final List<Operation> operations;
  private final JsonSchemaFactory schemas;

  private OpenApi(JsonNode document) {
    this.document = document;
    this.operations = operations(document.path("paths"));
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
      return new OpenApi(new ObjectMapper().valueToTree(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Operation> operations() {
    return operations;
  }

  private static List<Operation> operations(JsonNode paths) {
    return paths.properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .map(method -> operation(path.getKey(), method.getKey(), method.getValue())))
        .toList();
  }

  private static Operation operation(String path, String method, JsonNode operation) {
    return new Operation(
        operation.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        operation.path("security").findValues("oauth2").stream()
            .flatMap(scopes -> StreamSupport.stream(scopes.spliterator(), false))
            .map(JsonNode::asText)
            .toList(),
        "/paths/%s/%s".formatted(path.replace("/", "~1"), method));
  }

  /** Returns the statuses that an operation is said to answer. */
  public List<String> statuses(Operation operation) {
    List<String> statuses = new ArrayList<>();
    document.at(operation.pointer() + "/responses").fieldNames().forEachRemaining(statuses::add);
    return statuses;
  }

  /** Returns the examples of an answer's body. */
  public List<JsonNode> examples(Operation operation, String status) {
    String examples = body(response(operation, status)) + "/examples";
    List<JsonNode> values = new ArrayList<>();
    document
        .at(examples)
        .fieldNames()
        .forEachRemaining(
            name -> values.add(document.at(resolved(examples + "/" + name) + "/value")));
    return values;
  }

  /** Returns what is wrong with the body of an answer; nothing if it is as described. */
  public Set<ValidationMessage> violations(Operation operation, String status, JsonNode body) {
    return violations(body(response(operation, status)) + "/schema", body);
  }

  /** Returns what is wrong with an error, of whatever route. */
  public Set<ValidationMessage> violationsOfError(JsonNode body) {
    return violations("/components/schemas/Error", body);
  }

  public List<String> errorCodes() {
    return StreamSupport.stream(
            document.at("/components/schemas/Error/properties/code/enum").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /**
   * Holds an answer against the document; one from a route that is not described may be anything.
   *
   * @throws AssertionError if its status is not listed, its body or a header is not as described
   */
  public void requireConforming(String method, String path, Answer answer) {
    Optional<Operation> served =
        operations.stream().filter(operation -> operation.serves(method, path)).findFirst();
    if (served.isEmpty()) {
      return;
    }
    Operation operation = served.get();
    String status = Integer.toString(answer.status());
    assertThat(statuses(operation)).as(operation.id() + " lists its statuses").contains(status);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(violations(operation, status, answer.json()))
        .as("%s %s against openapi.yaml: %s", operation.id(), status, answer.text())
        .isEmpty();
    String headers = response(operation, status) + "/headers";
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

  private String response(Operation operation, String status) {
    return resolved(operation.pointer() + "/responses/" + status);
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

package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.clientele.embedded.SamTemplate;
import org.clientele.embedded.SamTemplate.Permission;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Each function's role allows the calls to the tables that its packaged process makes, and no
 * other. What starts a function, and what it sends to queues, is held to its role by the rules of
 * the template.
 */
@Tag("archive")
@EnabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "in process it cannot be told which function makes a call")
class PermissionsIT {

  /**
   * Something that a function has done to a table.
   *
   * @param partitionKey "" where none is named, or several are
   */
  private record Use(String function, String action, String resource, String partitionKey) {

    boolean isAllowedBy(Permission permission) {
      return permission.action().equals(action)
          && permission.resource().equals(resource)
          && (permission.partitionKeys().isEmpty()
              || permission.partitionKeys().stream().anyMatch(this::isLike));
    }

    private boolean isLike(String pattern) {
      return partitionKey.matches(
          Stream.of(pattern.split("[*]", -1))
              .map(Pattern::quote)
              .reduce((a, b) -> a + ".*" + b)
              .get());
    }

    @Override
    public String toString() {
      return function + " " + action + " " + resource;
    }
  }

  private static final Pattern UPDATED = Pattern.compile("UPDATE \"([^\"]+)\"");
  private static final SamTemplate TEMPLATE = SamTemplate.read();
  private static final Set<Use> USES = ConcurrentHashMap.newKeySet();
  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();

  @BeforeAll
  static void doEverything() {
    STORE.watch(call -> uses(call).forEach(USES::add));
    LocalServerProcess server = STORE.startServer();
    MerchantClient owner = server.demoMerchant();
    for (Operation operation : OperationCatalogue.ALL) {
      Scene scene = Scene.of(operation, owner, STORE);
      MerchantClient caller =
          operation.takesKey() ? owner.withHeader("Idempotency-Key", scene.name()) : owner;
      operation.requireExpected(scene.request().sendBy(caller));
      withUnknownField(scene.request()).sendBy(owner);
    }
    server.kill();
  }

  /** Whether such a field is refused is a setting of the merchant, which has to be read then. */
  private static Request withUnknownField(Request request) {
    if (request.body().isEmpty()) {
      String path = request.path() + (request.path().contains("?") ? "&" : "?") + "unknown=x";
      return new Request(request.method(), path, "");
    }
    ObjectNode body = (ObjectNode) MerchantClient.parse(request.body());
    return new Request(request.method(), request.path(), body.put("unknown", "x").toString());
  }

  @AfterAll
  static void stop() {
    STORE.close();
  }

  @Test
  void everyCallThatAFunctionMakesIsAllowedByItsRole() {
    Set<String> missing = new TreeSet<>();
    for (Use use : USES) {
      if (permissions(use.function()).noneMatch(use::isAllowedBy)) {
        missing.add(use + " " + use.partitionKey());
      }
    }

    assertThat(USES).hasSizeGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  @Test
  void nothingIsAllowedThatNoFunctionDoes() {
    Set<String> excess = new TreeSet<>();
    for (SamTemplate.Function function : TEMPLATE.functions()) {
      permissions(function.name())
          .filter(permission -> uses(function).noneMatch(use -> use.isAllowedBy(permission)))
          .forEach(permission -> excess.add(function.name() + " " + permission));
    }

    assertThat(excess).isEmpty();
  }

  private static Stream<Use> uses(SamTemplate.Function function) {
    return USES.stream().filter(use -> use.function().equals(function.name()));
  }

  /** Returns what a function may do to tables, but for their streams, which Lambda reads. */
  private static Stream<Permission> permissions(String function) {
    return TEMPLATE.functions().stream()
        .filter(one -> one.name().equals(function))
        .flatMap(one -> one.permissions().stream())
        .filter(permission -> permission.action().startsWith("dynamodb:"))
        .filter(permission -> !permission.action().matches(".*(?:Stream|Records|ShardIterator).*"));
  }

  /** Returns what IAM would ask the caller's role about a call. */
  private static Stream<Use> uses(Call call) {
    if (call.caller().isEmpty()) {
      return Stream.empty();
    }
    JsonNode body = MerchantClient.parse(call.body());
    return switch (call.operation()) {
      case "TransactWriteItems" ->
          elements(body.path("TransactItems"))
              .flatMap(
                  item ->
                      item.properties().stream()
                          .map(
                              write ->
                                  use(
                                      call,
                                      write
                                          .getKey()
                                          .replaceFirst("^(Put|Update|Delete)$", "$1Item")
                                          .replaceFirst("^ConditionCheck$", "$0Item"),
                                      write.getValue())));
      case "BatchGetItem", "BatchWriteItem" ->
          body.path("RequestItems").properties().stream()
              .map(table -> use(call, call.operation(), table.getKey(), ""));
      case "BatchExecuteStatement" ->
          elements(body.path("Statements"))
              .map(statement -> UPDATED.matcher(statement.path("Statement").asText()))
              .filter(Matcher::find)
              .map(statement -> use(call, "PartiQLUpdate", statement.group(1), ""));
      default -> Stream.of(use(call, call.operation(), body));
    };
  }

  private static Use use(Call call, String action, JsonNode request) {
    String index = request.path("IndexName").asText();
    JsonNode key = request.has("Key") ? request.path("Key") : request.path("Item");
    return use(
        call,
        action,
        request.path("TableName").asText() + (index.isEmpty() ? "" : "/index/" + index),
        key.path("pk").path("S").asText());
  }

  private static Use use(Call call, String action, String resource, String partitionKey) {
    return new Use(
        call.caller(), "dynamodb:" + action, resource.replace(STORE.table(""), ""), partitionKey);
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}

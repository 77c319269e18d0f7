package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.clientele.embedded.Permission;
import org.clientele.embedded.SamTemplate;
import org.clientele.embedded.template.Part;
import org.clientele.embedded.template.Template;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.clientele.testing.TokenReports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Each function's role allows the calls to tables and queues that its packaged process makes, those
 * that Lambda makes by it for what starts the function, and no other.
 */
@Tag("archive")
@EnabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "in process it cannot be told which function makes a call")
class PermissionsIT {

  /**
   * Something that a function has done to a table or queue.
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

  private static final List<String> RECEIVE =
      List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
  private static final List<String> FOLLOW =
      List.of("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator");
  private static final String SEND = "sqs:SendMessage";

  private static final Map<String, String> LOG_SENT =
      Map.of("QUARKUS_LOG_CATEGORY__ORG_CLIENTELE_LOCAL_SQSENDPOINT__LEVEL", "DEBUG");
  private static final Pattern SENT = Pattern.compile("([a-z-]+) sends to (\\w+)$");
  private static final Pattern UPDATED = Pattern.compile("UPDATE \"([^\"]+)\"");
  private static final String NOTICE =
      """
      {"provider": "pinelabs", "merchant_id": "demo-merchant",
       "received_at": "2024-10-04T12:30:00Z",
       "body": {"event_type": "TOKEN_SUSPENDED",
                "data": {"token": {"token_id": "token-v1-noticed", "status": "SUSPENDED",
                                   "updated_at": "2024-10-04T12:29:59Z"}}}}
      """;

  private static final SamTemplate TEMPLATE = SamTemplate.read();
  private static final Set<Use> USES = ConcurrentHashMap.newKeySet();

  /** What get-jwk-set has asked for of an item that it may not read all of. */
  private static final Set<List<String>> READ_OF_KEYS = ConcurrentHashMap.newKeySet();

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();

  @BeforeAll
  static void doEverything() throws IOException {
    STORE.watch(PermissionsIT::note);
    LocalServerProcess server = STORE.startServer(LOG_SENT);
    MerchantClient owner = server.demoMerchant();
    for (Operation operation : OperationCatalogue.ALL) {
      Scene scene = Scene.of(operation, owner, STORE);
      MerchantClient caller =
          operation.takesKey() ? owner.withHeader("Idempotency-Key", scene.name()) : owner;
      operation.requireExpected(scene.request().sendBy(caller));
      withUnknownField(scene.request()).sendBy(owner);
      // Whichever function is asked for the next cursor makes it.
      deleteItem("#cursor-key", "cursor-key");
    }
    refuseUndefinedField(owner);
    recordTokenOfFullCustomer(owner);
    defineFieldOfFullMerchant(owner);
    count(owner);
    indexNobody(owner);
    sendToQueues(owner);
    noteSent(server.end("TERM").output());
    noteLambdas();
  }

  private static void note(Call call) {
    uses(call).forEach(USES::add);
    if (call.caller().equals("get-jwk-set")) {
      JsonNode body = MerchantClient.parse(call.body());
      READ_OF_KEYS.add(
          Stream.of(body.path("ProjectionExpression").asText().split(", *"))
              .map(name -> body.path("ExpressionAttributeNames").path(name).asText(name))
              .toList());
    }
  }

  /** Messages that nobody can make anything of are given up, and what is due is done. */
  private static void sendToQueues(MerchantClient owner) {
    for (String path : List.of("/local/tokens", "/local/notices")) {
      assertThat(owner.post(path, "{\"type\": \"nothing\"}").status()).isEqualTo(422);
    }
    assertThat(owner.post("/local/notices", NOTICE).json().at("/messages/0/type").asText())
        .isEqualTo("token.changed");
    for (String path : List.of("/local/sweep", "/local/deregistrations")) {
      assertThat(owner.post(path, "{}").status()).isEqualTo(200);
    }
  }

  private static void noteSent(List<String> lines) {
    lines.stream()
        .map(SENT::matcher)
        .filter(Matcher::find)
        .map(sent -> new Use(sent.group(1), SEND, sent.group(2), ""))
        .forEach(USES::add);
  }

  /**
   * Lambda receives from queues, follows streams and gives up what it read there, as a function.
   */
  private static void noteLambdas() throws IOException {
    Template service = template("template.yaml");
    Part kept = template("data.yaml").root().at("Outputs");
    for (Part function : service.functions()) {
      Part variables = function.at("Properties", "Environment", "Variables");
      String name = variables.at("QUARKUS_FUNQY_EXPORT").text();
      for (Part event : function.at("Properties", "Events").members()) {
        Part source = event.at("Properties");
        String queue = source.at("Queue").reference();
        String table = kept.at(source.at("Stream").reference(), "Value").reference();
        String failed = source.at("DestinationConfig", "OnFailure", "Destination").reference();
        RECEIVE.forEach(action -> noteLambda(name, action, queue));
        FOLLOW.forEach(action -> noteLambda(name, action, table));
        noteLambda(name, "dynamodb:ListStreams", table.isEmpty() ? "" : table + "/stream/*");
        noteLambda(name, SEND, failed);
      }
    }
  }

  private static Template template(String file) throws IOException {
    return Template.of(Files.readString(TestingProject.TOP.resolve("infra").resolve(file)));
  }

  private static void noteLambda(String function, String action, String resource) {
    if (!resource.isEmpty()) {
      USES.add(new Use(function, action, resource, ""));
    }
  }

  /** A request that is refused for what is decided with its key looks whether that is free. */
  private static void refuseUndefinedField(MerchantClient owner) {
    assertThat(
            owner
                .withHeader("Idempotency-Key", "undefined")
                .post(
                    "/api/v1/customer",
                    "{\"merchant_customer_reference\": \"undefined\","
                        + " \"custom_fields\": {\"undefined\": \"x\"}}")
                .status())
        .isEqualTo(400);
  }

  /** A count that is too high is corrected before a token is refused. */
  private static void recordTokenOfFullCustomer(MerchantClient owner) {
    var reports = new TokenReports(owner);
    String customerId = reports.customer("full");
    putCount("#" + customerId, "token-count", 500);
    reports.record(TokenReports.message(customerId, "full", "ACTIVE"));
  }

  /** The hundredth field takes the place of a deleted one that was never used. */
  private static void defineFieldOfFullMerchant(MerchantClient owner) {
    String path = "/api/v1/custom-fields/";
    Request unused = new Request("PUT", path + "unused", "{\"type\": \"string\"}");
    assertThat(unused.sendBy(owner).status()).isEqualTo(200);
    assertThat(new Request("DELETE", unused.path(), "").sendBy(owner).status()).isEqualTo(200);
    putCount("#settings", "custom-field-count", 100);
    assertThat(new Request("PUT", path + "hundredth", unused.body()).sendBy(owner).status())
        .isEqualTo(200);
  }

  private static void count(MerchantClient owner) {
    assertThat(owner.get("/api/v1/customers?count=approximate").status()).isEqualTo(200);
  }

  /** No operation takes a customer's item away, but whoever answers for the data may. */
  private static void indexNobody(MerchantClient owner) {
    Operation operation = OperationCatalogue.named("index-customers: new customer");
    Request created = Scene.of(operation, owner, STORE).request();
    operation.requireExpected(created.sendBy(owner));
    String taken = created.body().replace("NewImage", "OldImage");
    operation.requireExpected(new Request("POST", created.path(), taken).sendBy(owner));
  }

  private static void putCount(String partition, String sortKey, int count) {
    Map<String, AttributeValue> item = new HashMap<>(key(partition, sortKey));
    item.put("count", AttributeValue.fromN(Integer.toString(count)));
    STORE.client().putItem(put -> put.tableName(STORE.table("CustomersTable")).item(item));
  }

  private static void deleteItem(String partition, String sortKey) {
    STORE
        .client()
        .deleteItem(
            delete -> delete.tableName(STORE.table("CustomersTable")).key(key(partition, sortKey)));
  }

  private static Map<String, AttributeValue> key(String partition, String sortKey) {
    return Map.of(
        "pk", AttributeValue.fromS(LocalServerProcess.DEMO_MERCHANT + partition),
        "sk", AttributeValue.fromS(sortKey));
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
          .flatMap(PermissionsIT::parts)
          .filter(permission -> uses(function).noneMatch(use -> use.isAllowedBy(permission)))
          .forEach(permission -> excess.add(function.name() + " " + permission));
    }

    assertThat(excess).isEmpty();
  }

  /** Returns what a permission allows, for each form of partition keys by itself. */
  private static Stream<Permission> parts(Permission all) {
    return all.partitionKeys().isEmpty()
        ? Stream.of(all)
        : all.partitionKeys().stream()
            .map(key -> new Permission(all.action(), all.resource(), List.of(key)));
  }

  /** As its role demands; that the role does is a rule of the template. */
  @Test
  void nothingButThePublicPartIsReadOfTheSigningKeys() {
    assertThat(READ_OF_KEYS)
        .isNotEmpty()
        .allSatisfy(names -> assertThat(names).isSubsetOf("pk", "public_keys", "revoked_clients"));
  }

  private static Stream<Use> uses(SamTemplate.Function function) {
    return USES.stream().filter(use -> use.function().equals(function.name()));
  }

  /** Returns what a function may do to tables and queues. */
  private static Stream<Permission> permissions(String function) {
    return TEMPLATE.functions().stream()
        .filter(one -> one.name().equals(function))
        .flatMap(one -> one.permissions().stream())
        .filter(permission -> permission.action().matches("(?:dynamodb|sqs):.*"));
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

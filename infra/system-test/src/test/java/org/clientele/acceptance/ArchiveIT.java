package org.clientele.acceptance;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.error.ErrorCode.NOT_FOUND;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.UNAUTHORIZED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.clientele.embedded.SamTemplate;
import org.clientele.error.ErrorCode;
import org.clientele.testing.DueTokens;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TokenReports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is deployed: the processes of an archive serve the template's routes and queues. */
@Tag("archive")
@EnabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "there are no processes without an archive")
@TestMethodOrder(OrderAnnotation.class)
class ArchiveIT {

  private static final SamTemplate TEMPLATE = SamTemplate.read();
  private static final String CUSTOMER = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";
  private static final String EXPIRY = "2024-10-31T18:30:00.000000Z";
  private static final String AFTER = "2024-10-31T18:40:00Z";

  private static final int STARTS_AT_ONCE = 6;

  /** Orders after that of tests without one. */
  private static final int LATE = Order.DEFAULT + 1;

  private static final int LAST = LATE + 1;

  private static final Queue<String> CALLS_AT_START = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static LocalServerProcess server;

  @BeforeAll
  static void startServer() {
    server = STORE.startServer("--now", SharedServer.NOW);
  }

  @AfterAll
  static void stopServer() {
    server.kill();
    STORE.close();
  }

  private static String newName() {
    return "archive-" + NAMES.incrementAndGet();
  }

  private static Answer invoke(String function, JsonNode event) {
    return server.anyone().post("/local/functions/" + function, event.toString());
  }

  /** Some at once, and first, because each function's process has to start. */
  @Test
  @Order(1)
  void everyRouteIsServedByItsFunctionWhichRefusesAStrangerAllButThePublicKeys() throws Exception {
    Map<SamTemplate.Route, CompletableFuture<HttpResponse<String>>> answers = new HashMap<>();
    STORE.plan(ArchiveIT::seenAtStart);
    for (SamTemplate.Function function : TEMPLATE.functions()) {
      for (SamTemplate.Route route : function.routes()) {
        String path = route.path().replaceAll("\\{[a-z_]+}", "nobody");
        answers.put(
            route,
            sendAsync(route.method().replace("ANY", "POST"), path.replace("$default", "/nowhere")));
        if (answers.size() % STARTS_AT_ONCE == 0) {
          CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new)).join();
        }
      }
    }

    assertThat(answers).hasSizeGreaterThan(10);
    for (var sent : answers.entrySet()) {
      HttpResponse<String> answer = sent.getValue().get(120, SECONDS);
      Optional<ErrorCode> refusal = refusal(sent.getKey());
      assertThat(answer.statusCode())
          .as("%s: %s", sent.getKey(), answer.body())
          .isEqualTo(refusal.map(ErrorCode::httpStatus).orElse(200));
      assertThat(MerchantClient.parse(answer.body()).path("code").asText())
          .isEqualTo(
              sent.getKey().method().equals("HEAD") ? "" : refusal.map(ErrorCode::code).orElse(""));
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("Request-ID").orElse("")).isNotEmpty();
    }
  }

  private static DynamoDbFault seenAtStart(FaultyDynamoDb.Call call) {
    CALLS_AT_START.add(call.operation());
    return DynamoDbFault.NONE;
  }

  /** The strangers' requests themselves reach no store; two at once start two processes. */
  @Test
  @Order(2)
  void functionThatNeedsAnAccessTokenHasReadFromTheStoreBeforeItsFirstRequest() {
    STORE.heal();

    long functions =
        TEMPLATE.functions().stream().filter(function -> function.scope() != null).count();
    assertThat(CALLS_AT_START).hasSizeGreaterThanOrEqualTo((int) functions).containsOnly("GetItem");
  }

  private static Optional<ErrorCode> refusal(SamTemplate.Route route) {
    return switch (route.path()) {
      case "/.well-known/jwks.json" -> Optional.empty();
      case "/api/auth/v1/token" -> Optional.of(INVALID_REQUEST);
      case "$default" -> Optional.of(NOT_FOUND);
      default -> Optional.of(UNAUTHORIZED);
    };
  }

  /** Sends a request whose answer is not held against the description. */
  private static CompletableFuture<HttpResponse<String>> sendAsync(
      String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString("{}"))
            .header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().sendAsync(request.build(), BodyHandlers.ofString());
  }

  @Test
  void accessTokenIsIssuedFromWhatIsStored() {
    int calls = STORE.calls();

    String token =
        server.anyone().issuedAccessToken(LocalServerProcess.DEMO_MERCHANT, "demo-secret");

    assertThat(STORE.calls()).isGreaterThan(calls);
    assertThat(server.anyone().withAccessToken(token).get(CUSTOMER).status()).isEqualTo(200);
  }

  @Test
  void unreadableMessageOfTheSweepComesAgain() {
    ObjectNode event = MerchantClient.JSON.createObjectNode();
    putMessage(event, "unreadable", "no JSON");

    Answer answer = invoke("sweep-expired-tokens", event);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"unreadable\"}]}");
  }

  @Test
  void functionThatIsNotThereIsNotFound() {
    Answer answer = invoke("no-such-function", MerchantClient.parse("{}"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.field("code")).isEqualTo(NOT_FOUND.code());
  }

  @Test
  void batchOfTenWithThreeBadOnesStoresSevenAndReportsThree() {
    var tokens = new TokenReports(server.demoMerchant());
    String customerId = tokens.customer(newName());
    ObjectNode event = MerchantClient.JSON.createObjectNode();
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      bodies.add(TokenReports.message(customerId, newName(), "ACTIVE").toString());
    }
    bodies.set(2, "{}");
    bodies.set(5, "no JSON");
    bodies.set(9, TokenReports.message("cust-v1-nobody", newName(), "ACTIVE").toString());
    for (int i = 0; i < bodies.size(); i++) {
      putMessage(event, "m" + i, bodies.get(i));
    }

    Answer answer = invoke("record-tokens", event);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("batchItemFailures"))
        .extracting(failure -> failure.path("itemIdentifier").asText())
        .containsExactly("m2", "m5", "m9");
    assertThat(tokens.of(customerId)).hasSize(7);
  }

  @Test
  void poisonMessageBecomesADeadLetterOfIdentifiersAlone() {
    var tokens = new TokenReports(server.demoMerchant());
    ObjectNode poison = TokenReports.message("cust-v1-nobody", newName(), "ACTIVE");
    TokenReports.token(poison).put("status_reason", "content of the message");

    Answer letter = tokens.deliver(poison.toString());

    assertThat(letter.status()).as(letter.text()).isEqualTo(422);
    assertThat(letter.field("code")).isEqualTo(ErrorCode.CUSTOMER_NOT_FOUND.code());
    assertThat(letter.field("customer_id")).isEqualTo("cust-v1-nobody");
    assertThat(letter.text()).doesNotContain("content of the message");
  }

  @Test
  void messageOutlastsAnOutage() {
    var tokens = new TokenReports(server.demoMerchant());
    String customerId = tokens.customer(newName());
    ObjectNode event = MerchantClient.JSON.createObjectNode();
    putMessage(event, "m", TokenReports.message(customerId, newName(), "ACTIVE").toString());
    ((ObjectNode) event.at("/Records/0/attributes")).put("SentTimestamp", "0");
    STORE.plan(call -> DynamoDbFault.RESET);

    Answer during = invoke("record-tokens", event);
    STORE.heal();
    Answer afterwards = invoke("record-tokens", event);

    assertThat(during.text()).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m\"}]}");
    assertThat(afterwards.text()).isEqualTo("{\"batchItemFailures\":[]}");
    assertThat(tokens.of(customerId)).hasSize(1);
  }

  private static void putMessage(ObjectNode event, String id, String body) {
    ArrayNode records = event.withArrayProperty("Records");
    ObjectNode message = records.addObject().put("messageId", id).put("body", body);
    message.put("eventSource", "aws:sqs");
    message.putObject("attributes").put("ApproximateReceiveCount", "1");
  }

  @ParameterizedTest
  @MethodSource("queueFunctions")
  void eventWithoutMessagesIsAnsweredAndLogged(String function) {
    ObjectNode event = MerchantClient.JSON.createObjectNode();
    event.putArray("Records");

    Answer answer = invoke(function, event);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"batchItemFailures\":[]}");
    server.awaitLine(
        line -> line.matches(".*" + function + ": an event without (messages|records).*"));
  }

  @ParameterizedTest
  @MethodSource("queueFunctions")
  void eventThatIsNotFromAQueueIsAnErrorAndLogged(String function) {
    for (String event : List.of("{}", "null")) {
      Answer answer = invoke(function, MerchantClient.parse(event));

      assertThat(answer.status()).as("%s: %s", event, answer.text()).isEqualTo(502);
      assertThat(answer.field("message")).contains(function + " threw ");
      server.awaitLine(
          line -> line.contains(function) && line.matches(".*is not (from SQS|of a stream).*"));
    }
  }

  static List<String> queueFunctions() {
    return TEMPLATE.functions().stream()
        .filter(function -> function.routes().isEmpty())
        .map(SamTemplate.Function::name)
        .toList();
  }

  /** After the others, because moving the clock replaces every process that is used again. */
  @Test
  @Order(LATE)
  void tickBecomesAMessageForEachShardAndDueTokensAreDeactivated() {
    var tokens = new TokenReports(server.demoMerchant());
    String table = STORE.table("CustomersTable");
    var items = DueTokens.put(STORE, tokens, 60, 30, EXPIRY);
    assertThat(DueTokens.isAnyLeft(STORE, EXPIRY)).isTrue();

    setClock(AFTER);
    Answer swept = server.anyone().post("/local/sweep", "{}");

    assertThat(swept.status()).as(swept.text()).isEqualTo(200);
    assertThat(swept.json().path("messages").asInt()).isGreaterThanOrEqualTo(1 + 64);
    assertThat(DueTokens.isAnyLeft(STORE, EXPIRY)).isFalse();
    assertThat(STORE.client().scanPaginator(scan -> scan.tableName(table)).items())
        .filteredOn(item -> items.containsKey(customerId(text(item, "pk"))))
        .filteredOn(item -> text(item, "sk").startsWith("token#"))
        .hasSize(60)
        .allMatch(item -> text(item, "status").equals("DEACTIVATED"));
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    return requireNonNull(item.get(attribute)).s();
  }

  private static String customerId(String partitionKey) {
    return partitionKey.substring(partitionKey.indexOf('#') + 1);
  }

  private static void setClock(String now) {
    Answer answer = server.anyone().post("/local/clock", "{\"now\": \"%s\"}".formatted(now));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void clockOfProcessesCannotBeStopped() {
    String stopped = "{\"now\": \"%s\", \"stopped\": true}".formatted(AFTER);

    Answer answer = server.anyone().post("/local/clock", stopped);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.field("message")).contains("archive");
  }

  @Test
  void requestsAtOnceAreAllServed() {
    MerchantClient client = server.demoMerchant();

    List<Integer> statuses =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(
                i ->
                    client.post(
                        "/api/v1/customer",
                        "{\"merchant_customer_reference\": \"%s\"}".formatted(newName())))
            .map(Answer::status)
            .toList();

    assertThat(statuses).hasSize(16).containsOnly(201);
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "RESET"})
  void storeThatIsNotThereIsAnsweredUnavailableAndTheProcessGoesOn(DynamoDbFault fault)
      throws Exception {
    MerchantClient client = server.demoMerchant();
    assertThat(client.get(CUSTOMER).status()).isEqualTo(200);
    List<ProcessHandle> processes = processes("get-customer");
    STORE.plan(call -> fault);

    Answer unavailable = client.get(CUSTOMER);
    STORE.heal();
    Answer afterwards = client.get(CUSTOMER);

    assertThat(unavailable.status()).isEqualTo(503);
    assertThat(unavailable.field("code")).isEqualTo(SERVICE_UNAVAILABLE.code());
    assertThat(unavailable.header("Retry-After")).isNotEmpty();
    assertThat(afterwards.status()).isEqualTo(200);
    assertThat(processes).isNotEmpty();
    assertThat(processes("get-customer")).containsExactlyInAnyOrderElementsOf(processes);
  }

  @Test
  void processThatDiesOverARequestIsAnsweredAsTheGatewayDoesAndReplaced() throws Exception {
    MerchantClient client = server.demoMerchant();
    assertThat(client.get(CUSTOMER).status()).isEqualTo(200);
    var called = new CountDownLatch(1);
    STORE.plan(
        call -> {
          called.countDown();
          return DynamoDbFault.SILENT;
        });

    CompletableFuture<HttpResponse<String>> lost =
        sendAsync("GET", CUSTOMER, "Authorization", "Bearer " + server.accessToken());
    assertThat(called.await(60, SECONDS)).isTrue();
    end(processes("get-customer"));
    HttpResponse<String> answer = lost.get(60, SECONDS);
    STORE.heal();

    assertInternalServerError(answer);
    assertThat(client.get(CUSTOMER).status()).isEqualTo(200);
  }

  @Test
  void processThatDoesNotAnswerInTimeIsAnsweredAsTheGatewayDoesAndReplaced() throws Exception {
    MerchantClient client = server.demoMerchant();
    assertThat(client.get(CUSTOMER).status()).isEqualTo(200);
    List<ProcessHandle> stopped = processes("get-customer");
    for (ProcessHandle process : stopped) {
      new ProcessBuilder("kill", "-s", "STOP", Long.toString(process.pid())).start().waitFor();
    }

    HttpResponse<String> answer;
    try {
      // One that is stopped before it asks for its next event has as long to ask as to answer.
      answer =
          sendAsync("GET", CUSTOMER, "Authorization", "Bearer " + server.accessToken())
              .get(120, SECONDS);
    } finally {
      end(stopped);
    }

    assertInternalServerError(answer);
    assertThat(client.get(CUSTOMER).status()).isEqualTo(200);
  }

  private static void end(List<ProcessHandle> processes) throws Exception {
    assertThat(processes).isNotEmpty();
    processes.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : processes) {
      process.onExit().get(60, SECONDS);
    }
  }

  private static void assertInternalServerError(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
  }

  @Test
  void processesEndWhenTheServerIsKilledThoseThatAreStartingToo() throws Exception {
    var own = LocalServerProcess.start();
    assertThat(own.demoMerchant().get(CUSTOMER).status()).isEqualTo(200);
    List<ProcessHandle> idle = own.functionProcesses();
    var request =
        HttpRequest.newBuilder(URI.create(own.url() + CUSTOMER + "/tokens"))
            .header("Authorization", "Bearer " + own.accessToken())
            .build();
    var lost = HttpClient.newHttpClient().sendAsync(request, BodyHandlers.discarding());
    while (own.functionProcesses().size() == idle.size()) {
      assertThat(lost).isNotDone();
    }
    List<ProcessHandle> processes = own.functionProcesses();

    own.kill();

    assertThat(idle).isNotEmpty();
    for (ProcessHandle process : processes) {
      assertThat(process.onExit().get(60, SECONDS).isAlive()).isFalse();
    }
  }

  @Test
  @Order(LAST)
  void processesAndWhatWasUnpackedGoWithTheServer() throws Exception {
    List<ProcessHandle> processes = server.functionProcesses();
    Path unpacked =
        Files.readSymbolicLink(Path.of("/proc", "" + processes.get(0).pid(), "cwd"))
            .resolve("../..")
            .normalize();

    server.end("TERM");

    for (ProcessHandle process : processes) {
      assertThat(process.onExit().get(10, SECONDS).isAlive()).isFalse();
    }
    assertThat(unpacked.getFileName().toString()).startsWith("clientele-");
    assertThat(unpacked).doesNotExist();
  }

  /** Returns the processes of one function. */
  private static List<ProcessHandle> processes(String function) throws Exception {
    List<ProcessHandle> processes = new ArrayList<>();
    for (ProcessHandle process : server.functionProcesses()) {
      String environment = Files.readString(Path.of("/proc", "" + process.pid(), "environ"));
      if (environment.contains("AWS_LAMBDA_FUNCTION_NAME=" + function + "\0")) {
        processes.add(process);
      }
    }
    return processes;
  }
}

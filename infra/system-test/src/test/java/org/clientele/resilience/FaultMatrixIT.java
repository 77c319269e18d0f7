package org.clientele.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.merchant.MerchantId;
import org.clientele.store.ClientRepository;
import org.clientele.store.KeyedRequest;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.TableInvariants;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Every operation, every call it makes to the store, everything that may become of that call, once
 * and lastingly.
 */
@TestMethodOrder(OrderAnnotation.class)
class FaultMatrixIT {

  private static final long SEED = TestScale.seed();
  private static final int QUICK = 150;
  private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final String DOCUMENTED = "demo-merchant#cust-v1-0811030624-aa-RBDgpR";
  private static final String SECRET = "secret";

  private static FaultyDynamoDb store;
  private static LocalServerProcess server;
  private static MerchantClient client;

  @BeforeAll
  static void start() {
    store = FaultyDynamoDb.start();
    server = store.startServer();
    client = server.demoMerchant();
  }

  @BeforeEach
  void disturbScenes() {
    store.plan(
        call ->
            Scene.DISTURBED.stream()
                .filter(scene -> scene.concerns(call))
                .findFirst()
                .map(scene -> scene.next(call))
                .orElse(DynamoDbFault.NONE));
  }

  @AfterAll
  static void stop() throws IOException {
    store.heal();
    assertThat(server.end("TERM").output()).noneMatch(line -> line.contains("unexpected failure"));
    store.close();
  }

  /** What there is before an operation. */
  private enum Before {
    NOTHING,
    API_CLIENT,
    CUSTOMER,
    CUSTOMER_WITH_TOKEN
  }

  /**
   * What is asked of the service, and what is true when it is done, however often.
   *
   * @param version that the customer has; 0 if there is none
   * @param field of the answer, which has this value
   * @param keyed whether it comes with an idempotency key
   */
  private record Operation(
      String name,
      Before before,
      Function<Scene, Answer> request,
      int status,
      int version,
      String field,
      String value,
      boolean keyed) {

    Operation withKey() {
      return new Operation(
          name + " with a key", before, request, status, version, field, value, true);
    }

    void requireTrue(Answer answer) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(status);
      assertThat(answer.field(field)).as(answer.text()).isEqualTo(value);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Operation> WRITES =
      List.of(
          new Operation(
              "create",
              Before.NOTHING,
              scene -> scene.create("Ravi"),
              201,
              1,
              "first_name",
              "Ravi",
              false),
          new Operation(
              "repeated create",
              Before.CUSTOMER,
              scene -> scene.create("Ravi"),
              201,
              1,
              "first_name",
              "Ravi",
              false),
          new Operation(
              "create of a taken reference",
              Before.CUSTOMER,
              scene -> scene.create("Zoya"),
              422,
              1,
              "code",
              "DUPLICATE_REQUEST",
              false),
          new Operation(
              "update",
              Before.CUSTOMER,
              scene -> scene.patch("first_name", "Meera"),
              200,
              2,
              "first_name",
              "Meera",
              false),
          new Operation(
              "update without change",
              Before.CUSTOMER,
              scene -> scene.patch("first_name", "Ravi"),
              200,
              1,
              "first_name",
              "Ravi",
              false),
          new Operation(
              "update of the mobile number",
              Before.CUSTOMER,
              scene -> scene.patch("mobile_number", "9222222222"),
              200,
              2,
              "mobile_number",
              "9222222222",
              false),
          new Operation(
              "update of the reference",
              Before.CUSTOMER,
              scene -> scene.patch("merchant_customer_reference", scene.name + "-new"),
              200,
              2,
              "first_name",
              "Ravi",
              false),
          new Operation(
              "update in vain",
              Before.NOTHING,
              scene -> scene.patch("first_name", "Meera"),
              404,
              0,
              "code",
              "CUSTOMER_NOT_FOUND",
              false),
          new Operation(
              "delete",
              Before.CUSTOMER,
              scene -> scene.patch("status", "DELETED"),
              200,
              2,
              "status",
              "DELETED",
              false));

  private static final List<Operation> OTHERS =
      List.of(
          new Operation(
              "lookup", Before.CUSTOMER, Scene::lookup, 200, 1, "first_name", "Ravi", false),
          new Operation(
              "lookup in vain",
              Before.NOTHING,
              Scene::lookup,
              404,
              0,
              "code",
              "CUSTOMER_NOT_FOUND",
              false),
          new Operation(
              "get",
              Before.CUSTOMER,
              scene -> client.get(scene.path()),
              200,
              1,
              "first_name",
              "Ravi",
              false),
          new Operation(
              "list of tokens",
              Before.CUSTOMER_WITH_TOKEN,
              scene -> client.get(scene.path() + "/tokens"),
              200,
              1,
              "total_tokens",
              "1",
              false),
          new Operation(
              "issue of a token",
              Before.API_CLIENT,
              Scene::issueToken,
              200,
              0,
              "token_type",
              "Bearer",
              false),
          new Operation(
              "refused issue of a token",
              Before.NOTHING,
              Scene::issueToken,
              422,
              0,
              "code",
              "USER_AUTHENTICATION_FAILED",
              false));

  private static final List<Operation> OPERATIONS =
      Stream.of(WRITES.stream(), WRITES.stream().map(Operation::withKey), OTHERS.stream())
          .flatMap(Function.identity())
          .toList();

  /**
   * What goes wrong.
   *
   * @param call which call of the operation meets the fault, from 1
   * @param lasting whether all later ones meet it too
   */
  private record Case(Operation operation, int call, DynamoDbFault fault, boolean lasting) {

    DynamoDbFault fault(int number, Call met) {
      boolean meant = lasting ? number >= call : number == call;
      return meant && fault.mayStrike(met) ? fault : DynamoDbFault.NONE;
    }
  }

  /** A customer, or the place of one, that no other case touches. */
  private static final class Scene {

    static final Set<Scene> DISTURBED = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;
    private final Set<String> marks = new HashSet<>();
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final Case disturbance;
    private String customerId = "";

    Scene(Case disturbance) {
      this.name = "scene-%05d".formatted(NUMBER.incrementAndGet());
      this.disturbance = disturbance;
      marks.add(name);
      marks.add(
          KeyedRequest.of(new MerchantId("demo-merchant"), "any", name, "any", Instant.EPOCH)
              .keyHash());
      switch (disturbance.operation().before()) {
        case NOTHING -> {
          // as it is
        }
        case API_CLIENT -> putClient();
        case CUSTOMER -> putCustomer();
        case CUSTOMER_WITH_TOKEN -> {
          putCustomer();
          putToken();
        }
      }
    }

    private void putCustomer() {
      Answer created = create(client, "Ravi");
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      customerId = created.field("customer_id");
      marks.add(customerId);
    }

    private void putClient() {
      marks.add("signing-key");
      var merchant =
          new ApiClient(
              name,
              ClientSecret.hash(SECRET),
              new MerchantId("demo-merchant"),
              EnumSet.allOf(Scope.class),
              false);
      store
          .client()
          .putItem(put -> put.tableName("ClientsTable").item(ClientRepository.item(merchant)));
    }

    /** Stores the documented token for this customer. */
    private void putToken() {
      var items =
          store
              .client()
              .query(
                  query ->
                      query
                          .tableName("CustomersTable")
                          .keyConditionExpression("pk = :pk AND begins_with(sk, :token)")
                          .expressionAttributeValues(
                              Map.of(
                                  ":pk", AttributeValue.fromS(DOCUMENTED),
                                  ":token", AttributeValue.fromS("token#"))))
              .items();
      assertThat(items).hasSize(1);
      Map<String, AttributeValue> token = new HashMap<>(items.get(0));
      token.put("pk", AttributeValue.fromS("demo-merchant#" + customerId));
      store.client().putItem(put -> put.tableName("CustomersTable").item(token));
    }

    boolean concerns(Call call) {
      return marks.stream().anyMatch(call.body()::contains);
    }

    DynamoDbFault next(Call call) {
      synchronized (calls) {
        calls.add(call);
        return disturbance.fault(calls.size(), call);
      }
    }

    Answer ask() {
      return disturbance.operation().request().apply(this);
    }

    Answer askDisturbed() {
      DISTURBED.add(this);
      try {
        return ask();
      } finally {
        DISTURBED.remove(this);
      }
    }

    /** Returns who asks; with a key it is always the same. */
    private MerchantClient caller() {
      return disturbance.operation().keyed() ? client.withHeader("Idempotency-Key", name) : client;
    }

    Answer create(String firstName) {
      return create(caller(), firstName);
    }

    private Answer create(MerchantClient caller, String firstName) {
      return caller.post(
          "/api/v1/customer",
          body("merchant_customer_reference", name)
              .put("mobile_number", "9111111111")
              .put("first_name", firstName)
              .toString());
    }

    Answer lookup() {
      return client.get(
          "/api/v1/customer?country_code=91&mobile_number=9111111111&merchant_customer_reference="
              + name);
    }

    Answer patch(String field, String value) {
      return caller().patch(path(), body(field, value).toString());
    }

    Answer issueToken() {
      return server.anyone().issueToken(name, SECRET);
    }

    String path() {
      return "/api/v1/customer/" + (customerId.isEmpty() ? name : customerId);
    }

    /** Returns the customer as it is now; where none was at first, that of the answer. */
    Answer stored(Answer answer) {
      return client.get(
          customerId.isEmpty() ? "/api/v1/customer/" + answer.field("customer_id") : path());
    }

    private static ObjectNode body(String field, String value) {
      return MerchantClient.JSON.createObjectNode().put(field, value);
    }
  }

  @Test
  void callerIsToldTheTruthOrToTryAgainAndTryingAgainDoesWhatWasAskedOnce() throws Exception {
    Map<Operation, List<Case>> cases = sample(cases());
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    Queue<Case> answered = new ConcurrentLinkedQueue<>();
    ExecutorService callers = Executors.newFixedThreadPool(cases.size());

    cases.forEach(
        (operation, all) ->
            callers.execute(
                () -> all.forEach(disturbance -> run(disturbance, failures, answered))));
    callers.shutdown();
    assertThat(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    int count = cases.values().stream().mapToInt(List::size).sum();
    System.out.printf(
        "FaultMatrixIT: seed %d, %d cases, %d of them answered as without the fault%n",
        SEED, count, answered.size());
    assertThat(failures).isEmpty();
    assertThat(TableInvariants.requireHeld(store.client())).isPositive();
  }

  /** A call that is lost once is made again, and finds what it has done. */
  @Order(1)
  @ParameterizedTest
  @EnumSource(names = {"CLOSED_AFTER_COMMIT", "RESET_AFTER_COMMIT"})
  void answerThatIsLostOnceIsNotMissed(DynamoDbFault fault) {
    for (Operation operation : OPERATIONS) {
      for (int call = 1; call <= calls(operation).size(); call++) {
        var scene = new Scene(new Case(operation, call, fault, false));

        Answer answer = scene.askDisturbed();

        operation.requireTrue(answer);
      }
    }
  }

  /**
   * The call is made again; another has changed the customer by then. First, because later the SDK
   * may have no retries to spare.
   */
  @Order(1)
  @ParameterizedTest
  @EnumSource(names = {"NONE", "ITEM_IN_TRANSACTION", "THROTTLED", "FAILED"})
  void changeWhoseAnswerWasLostIsNotMadeAgainOverAnothers(DynamoDbFault second) {
    var scene = new Scene(new Case(OPERATIONS.get(0), 1, DynamoDbFault.NONE, false));
    Answer created = scene.create("Asha");
    String path = "/api/v1/customer/" + created.field("customer_id");
    var calls = new AtomicInteger();
    store.plan(
        call -> {
          if (!call.operation().equals("PutItem") || !scene.concerns(call)) {
            return DynamoDbFault.NONE;
          }
          return switch (calls.incrementAndGet()) {
            case 1 -> DynamoDbFault.CLOSED_AFTER_COMMIT;
            case 2 -> {
              assertThat(client.patch(path, "{\"first_name\": \"Zoya\"}").status()).isEqualTo(200);
              yield second;
            }
            default -> DynamoDbFault.NONE;
          };
        });

    Answer answer = client.patch(path, "{\"first_name\": \"Meera\"}");

    assertThat(calls).hasValueGreaterThan(2);
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(client.get(path).field("first_name")).isEqualTo("Zoya");
    assertThat(client.get(path).header("etag")).isEqualTo("\"3\"");
  }

  /** Returns the calls that an operation makes when nothing goes wrong. */
  private static List<Call> calls(Operation operation) {
    var scene = new Scene(new Case(operation, 1, DynamoDbFault.NONE, false));
    operation.requireTrue(scene.askDisturbed());
    assertThat(scene.calls).as("calls of " + operation).isNotEmpty();
    return scene.calls;
  }

  /** Returns all that can go wrong. */
  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Operation operation : OPERATIONS) {
      List<Call> calls = calls(operation);
      for (int i = 0; i < calls.size(); i++) {
        for (DynamoDbFault fault : EnumSet.complementOf(EnumSet.of(DynamoDbFault.NONE))) {
          if (fault.mayStrike(calls.get(i))) {
            cases.add(new Case(operation, i + 1, fault, false));
            if (fault.mayLast()) {
              cases.add(new Case(operation, i + 1, fault, true));
            }
          }
        }
      }
    }
    return cases;
  }

  private static void run(Case disturbance, Queue<String> failures, Queue<Case> answered) {
    try {
      if (holds(disturbance)) {
        answered.add(disturbance);
      }
    } catch (AssertionError | RuntimeException e) {
      failures.add(disturbance + ": " + e);
    }
  }

  /** Returns whether the caller did not notice. */
  private static boolean holds(Case disturbance) {
    Operation operation = disturbance.operation();
    var scene = new Scene(disturbance);

    long begun = System.nanoTime();
    Answer disturbed = scene.askDisturbed();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Answer repeated = scene.ask();

    operation.requireTrue(repeated);
    assertThat(took).isLessThan(FUNCTION_TIMEOUT);
    assertThat(scene.calls).hasSizeGreaterThanOrEqualTo(disturbance.call());
    boolean unnoticed = disturbed.status() == operation.status();
    if (!unnoticed) {
      assertThat(disturbed.status()).as(disturbed.text()).isIn(409, 429, 503);
      assertThat(disturbed.header("retry-after")).isNotEmpty();
    } else if (operation.before() == Before.API_CLIENT) {
      operation.requireTrue(disturbed);
    } else {
      assertThat(disturbed.text()).isEqualTo(repeated.text());
    }
    if (operation.keyed()) {
      Answer replayed = scene.ask();
      // Of the errors only 422 is kept under a key.
      assertThat(replayed.header("idempotent-replayed"))
          .isEqualTo(operation.status() == 404 ? "" : "true");
      assertThat(replayed.text()).isEqualTo(repeated.text());
      assertThat(replayed.header("etag")).isEqualTo(repeated.header("etag"));
    }
    if (operation.version() > 0) {
      assertThat(scene.stored(repeated).header("etag"))
          .isEqualTo("\"" + operation.version() + "\"");
    }
    return unnoticed;
  }

  private static Map<Operation, List<Case>> sample(List<Case> cases) {
    List<Case> shuffled = new ArrayList<>(cases);
    Collections.shuffle(shuffled, new Random(SEED));
    Map<Operation, List<Case>> sample = new HashMap<>();
    shuffled
        .subList(0, TestScale.of(QUICK, shuffled.size()))
        .forEach(one -> sample.computeIfAbsent(one.operation(), key -> new ArrayList<>()).add(one));
    return sample;
  }
}

package org.clientele.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
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
import java.util.stream.Stream;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
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

/**
 * Every operation, every call it makes to the store, everything that may become of that call, once
 * and lastingly.
 */
@TestMethodOrder(OrderAnnotation.class)
class FaultMatrixIT {

  private static final long SEED = TestScale.seed();
  private static final int QUICK_OF_EACH = 12;
  private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static FaultyDynamoDb store;
  private static LocalServerProcess server;
  private static MerchantClient owner;

  @BeforeAll
  static void start() {
    store = FaultyDynamoDb.start();
    server = store.startServer();
    owner = server.demoMerchant();
    // The demo data's due tokens, which are no test's.
    assertThat(owner.post("/local/sweep", "{}").status()).isEqualTo(200);
  }

  @BeforeEach
  void disturb() {
    store.plan(
        call ->
            Attempt.DISTURBED.stream()
                .filter(attempt -> attempt.scene.isConcernedBy(call))
                .findFirst()
                .map(attempt -> attempt.next(call))
                .orElse(DynamoDbFault.NONE));
  }

  @AfterAll
  static void stop() throws IOException {
    store.heal();
    assertThat(server.end("TERM").output()).noneMatch(line -> line.contains("unexpected failure"));
    store.close();
  }

  /**
   * An operation and how its caller sends it.
   *
   * @param keyed whether with an idempotency key
   */
  private record Use(Operation operation, boolean keyed) {

    static List<Use> all() {
      return OperationCatalogue.ALL.stream()
          .flatMap(
              operation ->
                  operation.takesKey()
                      ? Stream.of(new Use(operation, false), new Use(operation, true))
                      : Stream.of(new Use(operation, false)))
          .toList();
    }

    @Override
    public String toString() {
      return operation + (keyed ? ", with a key" : "");
    }
  }

  /**
   * What goes wrong.
   *
   * @param call which call of the operation meets the fault, from 1
   * @param lasting whether all later ones meet it too
   */
  private record Case(Use use, int call, DynamoDbFault fault, boolean lasting) {

    DynamoDbFault fault(int number, Call met) {
      boolean meant = lasting ? number >= call : number == call;
      return meant && fault.mayStrike(met) ? fault : DynamoDbFault.NONE;
    }
  }

  /** A case that is tried, in a scene of its own. */
  private static final class Attempt {

    static final Set<Attempt> DISTURBED = ConcurrentHashMap.newKeySet();

    private final Case disturbance;
    private final Scene scene;
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

    Attempt(Case disturbance) {
      this.disturbance = disturbance;
      this.scene = Scene.of(disturbance.use().operation(), owner);
    }

    DynamoDbFault next(Call call) {
      synchronized (calls) {
        calls.add(call);
        return disturbance.fault(calls.size(), call);
      }
    }

    Answer ask() {
      return scene
          .request()
          .sendBy(
              disturbance.use().keyed()
                  ? owner.withHeader("Idempotency-Key", scene.name())
                  : owner);
    }

    Answer askDisturbed() {
      DISTURBED.add(this);
      try {
        return ask();
      } finally {
        DISTURBED.remove(this);
      }
    }
  }

  @Test
  void callerIsToldTheTruthOrToTryAgainAndTryingAgainDoesWhatWasAskedOnce() throws Exception {
    Map<String, List<Case>> cases = sample(cases());
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    Queue<Case> answered = new ConcurrentLinkedQueue<>();
    ExecutorService callers = Executors.newFixedThreadPool(cases.size());

    cases.forEach(
        (function, all) ->
            callers.execute(
                () -> all.forEach(disturbance -> run(disturbance, failures, answered))));
    callers.shutdown();
    assertThat(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    int count = cases.values().stream().mapToInt(List::size).sum();
    assertThat(failures).isEmpty();
    System.out.printf(
        "FaultMatrixIT: seed %d, %d cases of %d functions, %d answered as without the fault, %s%n",
        SEED, count, cases.size(), answered.size(), TableInvariants.requireHeld(store));
  }

  /** A call that is lost once is made again, and finds what it has done. */
  @Order(1)
  @ParameterizedTest
  @EnumSource(names = {"CLOSED_AFTER_COMMIT", "RESET_AFTER_COMMIT"})
  void answerThatIsLostOnceIsNotMissed(DynamoDbFault fault) {
    for (Use use : Use.all()) {
      for (int call = 1; call <= calls(use).size(); call++) {
        var attempt = new Attempt(new Case(use, call, fault, false));

        Answer answer = attempt.askDisturbed();

        use.operation().requireExpected(answer);
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
    Scene scene = Scene.of(operation("update-customer: name"), owner);
    Request read = Request.get("/api/v1/customer/" + scene.customerId());
    var calls = new AtomicInteger();
    store.plan(
        call -> {
          if (!call.operation().equals("PutItem") || !scene.isConcernedBy(call)) {
            return DynamoDbFault.NONE;
          }
          return switch (calls.incrementAndGet()) {
            case 1 -> DynamoDbFault.CLOSED_AFTER_COMMIT;
            case 2 -> {
              assertThat(owner.patch(read.path(), "{\"first_name\": \"Zoya\"}").status())
                  .isEqualTo(200);
              yield second;
            }
            default -> DynamoDbFault.NONE;
          };
        });

    Answer answer = scene.request().sendBy(owner);

    assertThat(calls).hasValueGreaterThan(2);
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(read.sendBy(owner).field("first_name")).isEqualTo("Zoya");
    assertThat(read.sendBy(owner).header("etag")).isEqualTo("\"3\"");
  }

  private static Operation operation(String name) {
    return OperationCatalogue.ALL.stream()
        .filter(operation -> operation.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the calls that an operation makes when nothing goes wrong. */
  private static List<Call> calls(Use use) {
    var attempt = new Attempt(new Case(use, 1, DynamoDbFault.NONE, false));
    use.operation().requireExpected(attempt.askDisturbed());
    assertThat(attempt.calls.isEmpty())
        .as("no calls of " + use)
        .isEqualTo(use.operation().function().equals("refuse-unknown-route"));
    return attempt.calls;
  }

  /** Returns all that can go wrong. */
  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Use use : Use.all()) {
      List<Call> calls = calls(use);
      for (int i = 0; i < calls.size(); i++) {
        for (DynamoDbFault fault : EnumSet.complementOf(EnumSet.of(DynamoDbFault.NONE))) {
          if (fault.mayStrike(calls.get(i))) {
            cases.add(new Case(use, i + 1, fault, false));
            if (fault.mayLast()) {
              cases.add(new Case(use, i + 1, fault, true));
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
    Operation operation = disturbance.use().operation();
    var attempt = new Attempt(disturbance);

    long begun = System.nanoTime();
    Answer disturbed = attempt.askDisturbed();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    boolean unnoticed = disturbed.status() == operation.status();
    if (unnoticed) {
      operation.requireExpected(disturbed);
      operation.requireDone(attempt.scene, disturbed, store);
    }
    Answer repeated = attempt.ask();

    operation.requireExpected(repeated);
    assertThat(attempt.calls).hasSizeGreaterThanOrEqualTo(disturbance.call());
    boolean isMessage = attempt.scene.request().isMessage();
    if (!isMessage) {
      // The local server delivers a message that failed again before it answers.
      assertThat(took).isLessThan(FUNCTION_TIMEOUT);
    }
    if (!unnoticed) {
      assertThat(disturbed.status()).as(disturbed.text()).isIn(409, 429, 503);
      assertThat(isMessage || !disturbed.header("retry-after").isEmpty()).isTrue();
    }
    if (unnoticed && !isMessage && operation.needsAccessToken()) {
      assertThat(disturbed.text()).isEqualTo(repeated.text());
    }
    if (disturbance.use().keyed()) {
      Answer replayed = attempt.ask();
      // Of the errors only 422 is kept under a key.
      assertThat(replayed.header("idempotent-replayed"))
          .isEqualTo(operation.status() == 404 ? "" : "true");
      assertThat(replayed.text()).isEqualTo(repeated.text());
      assertThat(replayed.header("etag")).isEqualTo(repeated.header("etag"));
    }
    operation.requireDone(attempt.scene, repeated, store);
    return unnoticed;
  }

  /** Returns cases by function: the calls of some functions can be told by one scene at a time. */
  private static Map<String, List<Case>> sample(List<Case> cases) {
    List<Case> shuffled = new ArrayList<>(cases);
    Collections.shuffle(shuffled, new Random(SEED));
    Map<String, List<Case>> sample = new LinkedHashMap<>();
    shuffled.forEach(
        one ->
            sample
                .computeIfAbsent(one.use().operation().function(), name -> new ArrayList<>())
                .add(one));
    int each = TestScale.of(QUICK_OF_EACH, cases.size());
    sample.replaceAll((function, all) -> all.subList(0, Math.min(each, all.size())));
    return sample;
  }
}

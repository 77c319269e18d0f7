package org.clientele.resilience;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.DynamoDbFault.End;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.QueueBatch;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.clientele.testing.TableInvariants;
import org.clientele.testing.TableInvariants.Kind;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation, every call it makes to the store, everything that may become of that call, once
 * and lastingly.
 */
@TestMethodOrder(OrderAnnotation.class)
class FaultMatrixIT {

  private static final long SEED = TestScale.seed();
  private static final Set<String> WITHOUT_CALLS =
      Set.of(
          "map-provider-notices: notice that says nothing that is kept",
          "refuse-unknown-route: unknown path",
          "sweep-expired-tokens: tick",
          "send-deregistrations: tick");

  /**
   * One after the other: the first makes calls about what other operations have stored, and the
   * second one that any makes which needs settings.
   */
  private static final List<String> AFTER_THE_OTHERS =
      List.of("send-deregistrations", "list-custom-fields");

  private static final int QUICK_OF_EACH = 5;

  /** After which a function gives up a call of the store. */
  private static final Duration CALL = Duration.ofSeconds(2);

  private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final Set<DynamoDbFault> LOST =
      EnumSet.of(DynamoDbFault.CLOSED_AFTER_COMMIT, DynamoDbFault.RESET_AFTER_COMMIT);
  private static final Map<Use, List<Call>> CALLS = new HashMap<>();

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
      this.scene = Scene.of(disturbance.use().operation(), owner, store);
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
    List<Case> sample = sample(cases());
    var unnoticed = new AtomicInteger();

    requireEach(sample, disturbance -> unnoticed.addAndGet(holds(disturbance) ? 1 : 0));

    Map<Kind, Integer> items = TableInvariants.requireHeld(store);
    System.out.printf(
        "FaultMatrixIT: seed %d, %d cases, %d answered as without the fault, %s%n",
        SEED, sample.size(), unnoticed.get(), items);
    assertThat(items).containsOnlyKeys(Kind.values());
  }

  /** A call that is lost once is made again, and finds what it has done. */
  @Order(1)
  @Test
  void answerThatIsLostOnceIsNotMissed() throws Exception {
    List<Case> lost =
        cases().stream().filter(one -> LOST.contains(one.fault()) && !one.lasting()).toList();

    requireEach(
        sample(lost),
        one -> one.use().operation().requireExpected(new Attempt(one).askDisturbed()));
  }

  /**
   * The call is made again; another has changed the customer by then. First, because later the SDK
   * may have no retries to spare. A call may be out of time on a loaded machine; then it must hold
   * of another customer.
   */
  @Order(1)
  @DisabledIfSystemProperty(
      named = "clientele.archive",
      matches = ".+",
      disabledReason = "a second process starts more slowly than the first one's call ends")
  @ParameterizedTest
  @EnumSource(names = {"NONE", "ITEM_IN_TRANSACTION", "THROTTLED", "FAILED"})
  void changeWhoseAnswerWasLostIsNotMadeAgainOverAnothers(DynamoDbFault second) {
    Answer answer;
    long begun;
    int tries = 0;
    do {
      Scene scene = Scene.of(OperationCatalogue.named("update-customer: name"), owner, store);
      begun = System.nanoTime();
      answer = answerThoughAnotherChangedWhatWasLost(scene, second);
      tries++;
    } while (answer.status() == 503 && System.nanoTime() - begun > CALL.toNanos() && tries < 5);

    // A store that knows the transaction's token says that it was made.
    assertThat(answer.status()).as(answer.text()).isIn(200, 409);
  }

  private Answer answerThoughAnotherChangedWhatWasLost(Scene scene, DynamoDbFault second) {
    Request read = Request.get("/api/v1/customer/" + scene.customerId());
    var calls = new AtomicInteger();
    var another = new CompletableFuture<Answer>();
    store.plan(
        call -> {
          if (!call.operation().equals("TransactWriteItems") || !scene.isConcernedBy(call)) {
            return DynamoDbFault.NONE;
          }
          return switch (calls.incrementAndGet()) {
            case 1 -> DynamoDbFault.CLOSED_AFTER_COMMIT;
            case 2 -> {
              another.complete(owner.patch(read.path(), "{\"first_name\": \"Zoya\"}"));
              yield second;
            }
            default -> DynamoDbFault.NONE;
          };
        });

    Answer answer = scene.request().sendBy(owner);

    assertThat(another).succeedsWithin(FUNCTION_TIMEOUT).returns(200, Answer::status);
    assertThat(calls).hasValueGreaterThan(2);
    assertThat(read.sendBy(owner).field("first_name")).isEqualTo("Zoya");
    assertThat(read.sendBy(owner).header("etag")).isEqualTo("\"3\"");
    return answer;
  }

  /** Returns the calls that an operation makes when nothing goes wrong. */
  private static List<Call> calls(Use use) {
    return CALLS.computeIfAbsent(use, FaultMatrixIT::observedCalls);
  }

  private static List<Call> observedCalls(Use use) {
    var attempt = new Attempt(new Case(use, 1, DynamoDbFault.NONE, false));
    use.operation().requireExpected(attempt.askDisturbed());
    assertThat(attempt.calls.isEmpty())
        .as("no calls of " + use)
        .isEqualTo(WITHOUT_CALLS.contains(use.operation().toString()));
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

  /**
   * Tries cases, those of a function one after the other: calls of some cannot be told apart, and
   * those of a few not from calls of others.
   */
  private static void requireEach(List<Case> cases, Consumer<Case> rule) throws Exception {
    Map<String, List<Case>> byFunction =
        cases.stream()
            .collect(groupingBy(one -> one.use().operation().function(), HashMap::new, toList()));
    List<List<Case>> later =
        AFTER_THE_OTHERS.stream()
            .map(function -> byFunction.getOrDefault(function, List.of()))
            .toList();
    byFunction.keySet().removeAll(AFTER_THE_OTHERS);
    assertThat(byFunction).hasSizeGreaterThan(10);
    requireAtOnce(byFunction.values(), rule);
    for (List<Case> alone : later) {
      requireAtOnce(List.of(alone), rule);
    }
  }

  private static void requireAtOnce(Collection<List<Case>> byFunction, Consumer<Case> rule)
      throws Exception {
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    ExecutorService callers = Executors.newCachedThreadPool();
    byFunction.forEach(
        all -> callers.execute(() -> all.forEach(one -> attempt(one, rule, failures))));
    callers.shutdown();
    assertThat(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(failures).isEmpty();
  }

  private static void attempt(Case disturbance, Consumer<Case> rule, Queue<String> failures) {
    try {
      rule.accept(disturbance);
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
    boolean isBatch = attempt.scene.request().isBatch();
    boolean unnoticed =
        isBatch ? operation.isExpected(disturbed) : disturbed.status() == operation.status();
    if (unnoticed) {
      operation.requireExpected(disturbed);
    }
    // What a sweep leaves because single statements failed is asked again.
    if (unnoticed && disturbance.fault().end() != End.PARTLY) {
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
    if (!unnoticed && isBatch) {
      assertThat(QueueBatch.failures(disturbed))
          .isEqualTo(operation.isOfStream() ? List.of(0) : List.of(0, 1));
    } else if (!unnoticed) {
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

  /** Returns all cases or, of the quick ones, some of each function and one of each fault. */
  private static List<Case> sample(List<Case> cases) {
    List<Case> shuffled = new ArrayList<>(cases);
    Collections.shuffle(shuffled, new Random(SEED));
    int ofEach = TestScale.of(QUICK_OF_EACH, cases.size());
    Map<String, Integer> functions = new HashMap<>();
    Set<List<Object>> faults = new HashSet<>();
    return shuffled.stream()
        .filter(
            one -> {
              boolean isNewFault = faults.add(List.of(one.fault(), one.lasting()));
              String function = one.use().operation().function();
              return functions.merge(function, 1, Integer::sum) <= ofEach || isNewFault;
            })
        .toList();
  }
}

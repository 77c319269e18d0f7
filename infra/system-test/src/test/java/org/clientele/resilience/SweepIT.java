package org.clientele.resilience;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.clientele.testing.Deadline;
import org.clientele.testing.DueTokens;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.QueueBatch;
import org.clientele.testing.TemporaryCustomers;
import org.clientele.testing.TestScale;
import org.clientele.testing.TokenReports;
import org.clientele.time.Timestamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Expired tokens are stored as deactivated, each once, whatever happens meanwhile. */
@DisabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "the clocks of an archive's processes cannot be stopped")
class SweepIT {

  private static final String BEFORE = "2024-10-31T18:00:00Z";
  private static final String EXPIRY = "2024-10-31T18:30:00.000000Z";
  private static final String AFTER = "2024-10-31T18:40:00Z";
  private static final String LATER = "2025-10-31T18:30:00.000000Z";

  private static final int DUE = TestScale.of(300, 10_000);
  private static final int DUE_PER_CUSTOMER = 100;
  private static final int SWEEPS = TestScale.of(2, 4);
  private static final int KILLS = TestScale.of(1, 50);
  private static final int CALLS_OF_A_LIFE = 30;
  private static final int PERCENT_STRUCK = TestScale.of(10, 20);
  private static final int RENEWALS = TestScale.of(60, 5_000);
  private static final int THREADS = 5;
  private static final int RENEWALS_AT_ONCE = 20;

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static LocalServerProcess server;

  @BeforeAll
  static void startServer() {
    server = STORE.startServer("--now", BEFORE);
    sweep();
  }

  @AfterAll
  static void stopServer() {
    server.close();
    STORE.close();
  }

  private static String newName() {
    return "swept-" + NAMES.incrementAndGet();
  }

  private static void stopClock(String now) {
    stopClock(server, now);
  }

  private static void stopClock(LocalServerProcess server, String now) {
    Answer stopped =
        server.anyone().post("/local/clock", "{\"now\": \"%s\", \"stopped\": true}".formatted(now));
    assertThat(stopped.status()).as(stopped.text()).isEqualTo(200);
  }

  /** Returns a client whose access token is good at the server's time. */
  private static MerchantClient client() {
    MerchantClient anyone = server.anyone();
    return anyone.withAccessToken(
        anyone.issuedAccessToken(LocalServerProcess.DEMO_MERCHANT, "demo-secret"));
  }

  private static void sweep() {
    Answer swept = server.anyone().post("/local/sweep", "{}");
    assertThat(swept.status()).as(swept.text()).isEqualTo(200);
  }

  /** Sweeps the shard of a token alone, which takes a fraction of the time. */
  private static void sweepShardOf(JsonNode token) {
    Answer swept =
        QueueBatch.of(
                "sweep-expired-tokens", List.of(DueTokens.message(token.path("token_id").asText())))
            .sendBy(server.anyone());
    assertThat(swept.status()).isEqualTo(200);
    assertThat(QueueBatch.failures(swept)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-02-29T23:59:59.999999Z",
        "2024-10-31T18:30:00Z",
        "2024-10-31T18:30:00.5Z",
        "2024-12-31T23:59:59.999999Z",
        "2025-01-01T00:00:00Z",
        "2025-01-01T00:00:00.000001Z"
      })
  void tokenIsGoodToTheLastMicrosecondWhoeverReadsIt(String expiredAt) {
    Instant expiry = Instant.parse(expiredAt);
    stopClock(expiry.minus(1, ChronoUnit.MICROS).toString());
    MerchantClient before = client();
    var tokens = new TokenReports(before);
    String customerId = activeCustomer(before);
    ObjectNode message = TokenReports.expiring(customerId, newName(), expiredAt);
    tokens.record(message.put("occurred_at", "2024-01-01T00:00:00Z"));
    JsonNode good = tokens.only(customerId);
    String path = TokenReports.path(customerId) + "/" + good.path("token_id").asText();
    String choice = "{\"token_id\": \"%s\"}".formatted(good.path("token_id").asText());
    String customer = "/api/v1/customer/" + customerId;
    Answer chosen = before.put(customer + "/default-token", choice);
    sweepShardOf(good);

    assertThat(good.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(before.get(path).json()).isEqualTo(good);
    assertThat(chosen.status()).as(chosen.text()).isEqualTo(200);
    assertThat(before.get(customer).json().path("default_token_id"))
        .isEqualTo(good.path("token_id"));

    stopClock(expiredAt);
    MerchantClient after = client();
    JsonNode expired = after.get(path).json();
    JsonNode listed = new TokenReports(after).only(customerId);
    Answer withoutDefault = after.get(customer);
    Answer refused = after.put(customer + "/default-token", choice);
    sweepShardOf(good);
    Map<String, AttributeValue> tooEarly = only(STORE, message);
    stopClock(expiry.plusSeconds(60).toString());
    sweepShardOf(good);

    assertThat(text(tooEarly, "status")).isEqualTo("ACTIVE");
    assertThat(text(only(STORE, message), "status")).isEqualTo("DEACTIVATED");
    requireExpired(expired, Timestamp.format(expiry));
    assertThat(listed).isEqualTo(expired);
    assertThat(withoutDefault.json().has("default_token_id")).isFalse();
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(after.get(path).json()).isEqualTo(expired);
    assertThat(new TokenReports(after).only(customerId)).isEqualTo(expired);
    assertThat(after.get(customer).json()).isEqualTo(withoutDefault.json());
  }

  private static String activeCustomer(MerchantClient client) {
    String customerId = new TokenReports(client).customer(newName());
    Answer activated =
        client.patch("/api/v1/customer/" + customerId, TemporaryCustomers.status("ACTIVE"));
    assertThat(activated.status()).as(activated.text()).isEqualTo(200);
    return customerId;
  }

  private static void requireExpired(JsonNode token, String expiry) {
    assertThat(token.path("status").asText()).isEqualTo("DEACTIVATED");
    assertThat(token.path("status_reason").asText()).isEqualTo("payment token expired");
    assertThat(token.path("expired_at").asText()).isEqualTo(expiry);
    assertThat(token.path("updated_at").asText()).isEqualTo(expiry);
  }

  @Test
  void tokenThatIsRenewedBetweenTheSweepsReadAndItsWriteIsLeftAlone() {
    stopClock(BEFORE);
    var tokens = new TokenReports(client());
    ObjectNode message = TokenReports.expiring(tokens.customer(newName()), newName(), EXPIRY);
    tokens.record(message);
    stopClock(AFTER);
    var renewed = new AtomicBoolean();
    STORE.plan(
        call -> {
          if (isSweepsWrite(call) && !renewed.getAndSet(true)) {
            tokens.record(renewal(message));
          }
          return DynamoDbFault.NONE;
        });

    sweep();
    STORE.heal();

    assertThat(renewed).isTrue();
    requireRenewed(only(STORE, message), 2);
  }

  @Test
  void renewalThatTheSweepOvertakesRevivesTheToken() {
    stopClock(BEFORE);
    var tokens = new TokenReports(client());
    ObjectNode message = TokenReports.expiring(tokens.customer(newName()), newName(), EXPIRY);
    tokens.record(message);
    stopClock(AFTER);
    var swept = new AtomicBoolean();
    STORE.plan(
        call -> {
          if (call.operation().equals("TransactWriteItems")) {
            // A write that is repeated while the sweep takes its time must not overtake it.
            synchronized (swept) {
              if (!swept.getAndSet(true)) {
                sweep();
              }
            }
          }
          return DynamoDbFault.NONE;
        });

    tokens.record(renewal(message));
    STORE.heal();

    assertThat(swept).isTrue();
    requireRenewed(only(STORE, message), 3);
  }

  @Test
  void everyRenewalCountsHoweverItMeetsTheSweep() throws Exception {
    long seed = TestScale.seed();
    var random = new Random(seed);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    int revivals = 0;
    for (int i = 0; i < RENEWALS; i += RENEWALS_AT_ONCE) {
      stopClock(BEFORE);
      var tokens = new TokenReports(client());
      String customerId = tokens.customer(newName());
      List<ObjectNode> messages = new ArrayList<>();
      for (int j = 0; j < RENEWALS_AT_ONCE; j++) {
        ObjectNode message = TokenReports.expiring(customerId, newName(), EXPIRY);
        tokens.record(message);
        messages.add(message);
      }
      Collections.shuffle(messages, random);
      stopClock(AFTER);
      // The sweep begins after as many renewals as chance will have it.
      var begin = new CountDownLatch(random.nextInt(RENEWALS_AT_ONCE));

      Future<?> sweep =
          threads.submit(
              () -> {
                assertThat(begin.await(1, TimeUnit.MINUTES)).isTrue();
                sweep();
                return true;
              });
      List<Callable<Integer>> work = new ArrayList<>();
      for (ObjectNode message : messages) {
        work.add(
            () -> {
              Answer answer = tokens.deliver(renewal(message).toString());
              begin.countDown();
              return answer.status();
            });
      }
      List<Future<Integer>> answers = threads.invokeAll(work);
      sweep.get();

      Map<String, Map<String, AttributeValue>> items = byReference(STORE, customerId);
      for (int j = 0; j < RENEWALS_AT_ONCE; j++) {
        var item = requireNonNull(items.get(reference(messages.get(j))));
        assertThat(answers.get(j).get()).isEqualTo(200);
        // Its version says whether it was swept before.
        boolean revived = AttributeValue.fromN("3").equals(item.get("version"));
        requireRenewed(item, revived ? 3 : 2);
        revivals += revived ? 1 : 0;
      }
    }
    threads.shutdown();
    System.out.printf(
        "SweepIT: seed %d, %d tokens renewed, %d of them swept before%n", seed, RENEWALS, revivals);
    assertThat(revivals).isLessThan(RENEWALS);
  }

  private static boolean isSweepsWrite(Call call) {
    return call.operation().equals("BatchExecuteStatement");
  }

  private static ObjectNode renewal(ObjectNode message) {
    ObjectNode renewal = TokenReports.after(message).put("occurred_at", BEFORE);
    TokenReports.token(renewal).put("expired_at", LATER);
    return renewal;
  }

  private static void requireRenewed(Map<String, AttributeValue> item, int version) {
    assertThat(text(item, "status")).isEqualTo("ACTIVE");
    assertThat(text(item, "expired_at")).isEqualTo(LATER);
    assertThat(item).containsKey("expiry_shard").doesNotContainKey("expired");
    assertThat(item.get("version")).isEqualTo(AttributeValue.fromN(Integer.toString(version)));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return requireNonNull(item.get(name), name).s();
  }

  private static String reference(ObjectNode message) {
    return TokenReports.token(message).path("merchant_token_reference").asText();
  }

  private static Map<String, AttributeValue> only(FaultyDynamoDb store, ObjectNode message) {
    String customerId = TokenReports.token(message).path("customer_id").asText();
    return requireNonNull(byReference(store, customerId).get(reference(message)));
  }

  private static Map<String, Map<String, AttributeValue>> byReference(
      FaultyDynamoDb store, String customerId) {
    return store.itemsOf(customerId).stream()
        .filter(item -> text(item, "sk").startsWith("token#"))
        .collect(toMap(item -> text(item, "merchant_token_reference"), Function.identity()));
  }

  /** Returns when the fatal call is made, or when there are none left to make. */
  private static void awaitFatalCall(CountDownLatch fatal, List<Future<Answer>> sweeps)
      throws InterruptedException {
    var deadline = Deadline.start();
    while (!fatal.await(50, TimeUnit.MILLISECONDS)) {
      deadline.requireNotPassed("the fatal call");
      if (sweeps.stream().allMatch(Future::isDone)) {
        return;
      }
    }
  }

  /** Sweeps of servers that are killed, over a store that is short of capacity. */
  @Test
  void everyDueTokenIsSweptOnceThoughSweepsOverlapFailAndDie() throws Exception {
    long seed = TestScale.seed();
    var random = new Random(seed);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (var store = FaultyDynamoDb.start()) {
      LocalServerProcess mortal = store.startServer("--now", BEFORE);
      Map<String, List<Map<String, AttributeValue>>> due =
          DueTokens.put(
              store, new TokenReports(mortal.demoMerchant()), DUE, DUE_PER_CUSTOMER, EXPIRY);
      stopClock(mortal, AFTER);
      var living = new AtomicReference<>(mortal);
      var ended = new AtomicBoolean();
      List<String> customers = List.copyOf(due.keySet());
      Future<Integer> reader = threads.submit(() -> readAll(living, customers, ended));
      int swept = 0;
      for (int i = 0; i < KILLS; i++) {
        var fatal = new CountDownLatch(1 + random.nextInt(CALLS_OF_A_LIFE));
        store.plan(call -> struck(call, random, fatal));
        List<Future<Answer>> sweeps = sweeps(mortal, threads);
        awaitFatalCall(fatal, sweeps);
        mortal.kill();
        for (Future<Answer> sweep : sweeps) {
          swept += isAnswered(sweep) ? 1 : 0;
        }
        store.heal();
        mortal = store.startServer("--now", AFTER);
        living.set(mortal);
      }
      store.plan(call -> struck(call, random, new CountDownLatch(0)));
      var deadline = Deadline.start();
      do {
        deadline.requireNotPassed("all due tokens to be swept");
        for (Future<Answer> sweep : sweeps(mortal, threads)) {
          swept += isAnswered(sweep) ? 1 : 0;
        }
      } while (DueTokens.isAnyLeft(store, EXPIRY));
      store.heal();
      ended.set(true);
      int reads = reader.get();

      assertThat(reads).isPositive();
      due.forEach((customerId, items) -> requireEachSweptOnce(store, customerId, items));
      System.out.printf(
          "SweepIT: seed %d, %d due tokens, %d kills, %d sweeps to their end, %d reads%n",
          seed, DUE, KILLS, swept, reads);
      mortal.close();
    }
    threads.shutdown();
  }

  private static DynamoDbFault struck(Call call, Random random, CountDownLatch fatal) {
    if (isSweepsWrite(call)) {
      fatal.countDown();
    }
    if (random.nextInt(100) >= PERCENT_STRUCK) {
      return DynamoDbFault.NONE;
    }
    return switch (random.nextInt(5)) {
      case 0 -> DynamoDbFault.THROTTLED;
      case 1 -> DynamoDbFault.THROUGHPUT_EXCEEDED;
      case 2 -> DynamoDbFault.REQUEST_LIMIT_EXCEEDED;
      case 3 -> isSweepsWrite(call) ? DynamoDbFault.STATEMENTS_THROTTLED : DynamoDbFault.NONE;
      default -> DynamoDbFault.CLOSED_AFTER_COMMIT;
    };
  }

  private static List<Future<Answer>> sweeps(LocalServerProcess sweeper, ExecutorService threads) {
    return Stream.generate(() -> threads.submit(() -> sweeper.anyone().post("/local/sweep", "{}")))
        .limit(SWEEPS)
        .toList();
  }

  private static boolean isAnswered(Future<Answer> sweep) throws InterruptedException {
    try {
      return sweep.get().status() == 200;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(UncheckedIOException.class);
      return false;
    }
  }

  /** Returns how often it could read: no answer may tell what has been swept from what has not. */
  private static int readAll(
      AtomicReference<LocalServerProcess> living, List<String> customers, AtomicBoolean ended) {
    int reads = 0;
    var deadline = Deadline.start();
    for (int i = 0; !ended.get(); i++) {
      deadline.requireNotPassed("the last sweep");
      try {
        MerchantClient client = requireNonNull(living.get()).demoMerchant();
        Answer answer = client.get(TokenReports.path(customers.get(i % customers.size())));
        if (answer.status() == 200) {
          assertThat(answer.json().path("total_tokens").asInt()).isPositive();
          answer.json().path("tokens").forEach(token -> requireExpired(token, EXPIRY));
          reads++;
        } else {
          assertThat(answer.status()).as(answer.text()).isIn(429, 503);
        }
      } catch (UncheckedIOException e) {
        // that server is dead
      }
    }
    return reads;
  }

  private static void requireEachSweptOnce(
      FaultyDynamoDb store, String customerId, List<Map<String, AttributeValue>> due) {
    List<Map<String, AttributeValue>> expected =
        due.stream()
            .map(
                item -> {
                  Map<String, AttributeValue> swept = new HashMap<>(item);
                  swept.put("status", AttributeValue.fromS("DEACTIVATED"));
                  swept.put("expired", AttributeValue.fromBool(true));
                  swept.put("updated_at", AttributeValue.fromS(EXPIRY));
                  swept.put("version", AttributeValue.fromN("2"));
                  swept.remove("expiry_shard");
                  return swept;
                })
            .toList();
    assertThat(byReference(store, customerId).values())
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}

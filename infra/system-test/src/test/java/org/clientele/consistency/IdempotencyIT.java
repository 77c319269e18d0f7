package org.clientele.consistency;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.clientele.id.MerchantId;
import org.clientele.store.idempotency.IdempotentRequest;
import org.clientele.testing.Deadline;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.TableInvariants;
import org.clientele.testing.TemporaryCustomers;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One idempotency key is one effect and one answer, whoever asks and how often. */
class IdempotencyIT {

  private static final int ROUNDS = TestScale.of(10, 200);
  private static final int CALLERS = 16;

  /** The server's clock, which no other has. */
  private static final Duration AHEAD = Duration.ofDays(365);

  private static final AtomicInteger NAMES = new AtomicInteger();

  private static FaultyDynamoDb store;
  private static LocalServerProcess server;
  private static MerchantClient client;
  private static ExecutorService callers;

  @BeforeAll
  static void start() {
    store = FaultyDynamoDb.start();
    server = store.startServer("--now", Instant.now().plus(AHEAD).toString());
    client = server.demoMerchant();
    callers = Executors.newFixedThreadPool(CALLERS);
  }

  @AfterAll
  static void stop() throws IOException {
    callers.shutdown();
    TableInvariants.requireHeld(store);
    assertThat(server.end("TERM").output()).noneMatch(line -> line.contains("unexpected failure"));
    store.close();
  }

  private static String uniqueName() {
    return "named-" + NAMES.incrementAndGet();
  }

  private static Answer create(MerchantClient caller, String key, String reference, String name) {
    return caller
        .withHeader("Idempotency-Key", key)
        .post(
            "/api/v1/customer",
            "{\"merchant_customer_reference\": \"%s\", \"first_name\": \"%s\"}"
                .formatted(reference, name));
  }

  private static Answer rename(Answer customer, String key, String name) {
    return client
        .withHeader("Idempotency-Key", key)
        .patch(path(customer), "{\"first_name\": \"%s\"}".formatted(name));
  }

  private static Answer created() {
    String name = uniqueName();
    Answer created = create(client, name, name, "Asha");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created;
  }

  private static String path(Answer customer) {
    return "/api/v1/customer/" + customer.field("customer_id");
  }

  private static boolean isReplayed(Answer answer) {
    return answer.header("idempotent-replayed").equals("true");
  }

  /** Asks 16 times at once, each time until there is an answer, and returns the answers. */
  private static List<Answer> askAtOnce(Callable<Answer> request) throws Exception {
    Callable<Answer> persistent =
        () -> {
          var deadline = Deadline.start();
          Answer answer = request.call();
          while (answer.status() == 409 || answer.status() == 503) {
            assertThat(answer.header("retry-after")).isNotEmpty();
            deadline.requireNotPassed("an answer that is final");
            answer = request.call();
          }
          return answer;
        };
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> answer : callers.invokeAll(Collections.nCopies(CALLERS, persistent))) {
      answers.add(answer.get());
    }
    return answers;
  }

  private static void assertAlike(List<Answer> answers) {
    assertThat(answers).extracting(Answer::status).containsOnly(answers.get(0).status());
    assertThat(answers).extracting(Answer::text).containsOnly(answers.get(0).text());
    assertThat(answers)
        .extracting(answer -> answer.header("etag"))
        .containsOnly(answers.get(0).header("etag"));
    assertThat(answers).filteredOn(answer -> !isReplayed(answer)).hasSize(1);
  }

  @Test
  void createsAtOnceUnderOneKeyAreOneCustomerAndOneAnswer() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String name = uniqueName();

      List<Answer> answers = askAtOnce(() -> create(client, name, name, "Asha"));

      assertAlike(answers);
      assertThat(answers.get(0).status()).isEqualTo(201);
      assertThat(client.get(path(answers.get(0))).text()).isEqualTo(answers.get(0).text());
    }
    System.out.printf("IdempotencyIT: %d rounds of %d creates at once%n", ROUNDS, CALLERS);
  }

  @Test
  void changesAtOnceUnderOneKeyAreOneVersionAndOneAnswer() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Answer customer = created();
      String key = uniqueName();

      List<Answer> answers = askAtOnce(() -> rename(customer, key, "Meera"));

      assertAlike(answers);
      assertThat(answers.get(0).status()).isEqualTo(200);
      assertThat(client.get(path(customer)).header("etag")).isEqualTo("\"2\"");
    }
    System.out.printf("IdempotencyIT: %d rounds of %d changes at once%n", ROUNDS, CALLERS);
  }

  @Test
  void otherPayloadUnderTheKeyIsRefusedAndDoesNothing() {
    Answer customer = created();
    String key = uniqueName();
    Answer renamed = rename(customer, key, "Meera");

    Answer refused = rename(customer, key, "Zoya");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.field("code")).isEqualTo("DUPLICATE_REQUEST");
    assertThat(client.get(path(customer)).text()).isEqualTo(renamed.text());
  }

  @Test
  void keyUsedForOneCustomerIsRefusedForAnother() {
    Answer customer = created();
    Answer other = created();
    String key = uniqueName();
    rename(customer, key, "Meera");

    Answer refused = rename(other, key, "Meera");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(client.get(path(other)).text()).isEqualTo(other.text());
  }

  @Test
  void keyIsAnotherForEachMerchantAndOperation() {
    String key = uniqueName();
    Answer first = create(client, key, key, "Asha");

    Answer othersCustomer = create(server.otherMerchant(), key, key, "Asha");
    Answer change = rename(first, key, "Meera");

    assertThat(othersCustomer.status()).isEqualTo(201);
    assertThat(othersCustomer.field("customer_id")).isNotEqualTo(first.field("customer_id"));
    assertThat(change.header("etag")).isEqualTo("\"2\"");
    assertThat(List.of(first, othersCustomer, change)).noneMatch(IdempotencyIT::isReplayed);
  }

  @Test
  void invalidRequestLeavesItsKeyFree() {
    String key = uniqueName();
    Answer refused = create(client, key, key, "<script>");

    Answer created = create(client, key, key, "Asha");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(created.status()).isEqualTo(201);
    assertThat(isReplayed(created)).isFalse();
  }

  @Test
  void requestThatTheStoreFailedLeavesItsKeyFree() {
    String key = uniqueName();
    store.plan(call -> call.body().contains(key) ? DynamoDbFault.UNAVAILABLE : DynamoDbFault.NONE);
    Answer failed = create(client, key, key, "Asha");
    store.heal();

    Answer created = create(client, key, key, "Asha");

    assertThat(failed.status()).isEqualTo(503);
    assertThat(created.status()).isEqualTo(201);
    assertThat(isReplayed(created)).isFalse();
  }

  @Test
  void refusalByTheOperationIsRepeatedAlsoWhenItsReasonIsGone() {
    Answer customer = created();
    String reference = customer.field("merchant_customer_reference");
    String key = uniqueName();
    Answer refused = create(client, key, reference, "Zoya");
    client.patch(path(customer), TemporaryCustomers.status("DELETED"));

    Answer again = create(client, key, reference, "Zoya");
    Answer underAnother = create(client, uniqueName(), reference, "Zoya");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(again.status()).isEqualTo(422);
    assertThat(again.text()).isEqualTo(refused.text());
    assertThat(isReplayed(again)).isTrue();
    assertThat(underAnother.status()).isEqualTo(201);
  }

  @Test
  void keyIsFreeAgainAfter24HoursOfTheServersClock() {
    Answer customer = created();
    String key = uniqueName();
    Answer first = rename(customer, key, "Meera");
    rename(customer, uniqueName(), "Zoya");
    Instant now = Instant.now().plus(AHEAD);

    Instant expiry = expiry(key);
    setExpiry(key, now.plus(Duration.ofHours(1)));
    Answer replayed = rename(customer, key, "Meera");
    setExpiry(key, now.minus(Duration.ofHours(1)));
    Answer afresh = rename(customer, key, "Meera");

    assertThat(expiry).isCloseTo(now.plus(Duration.ofHours(24)), within(1, ChronoUnit.MINUTES));
    assertThat(replayed.text()).isEqualTo(first.text());
    assertThat(isReplayed(replayed)).isTrue();
    assertThat(isReplayed(afresh)).isFalse();
    assertThat(afresh.header("etag")).isEqualTo("\"4\"");
  }

  private static Map<String, AttributeValue> itemKey(String key) {
    var request =
        IdempotentRequest.of(
            new MerchantId("demo-merchant"), "update-customer", key, "any", Instant.EPOCH);
    return Map.of(
        "pk",
        AttributeValue.fromS(
            "%s#%s#%s".formatted(request.merchantId(), request.operation(), request.keyHash())));
  }

  private static Instant expiry(String key) {
    var response =
        store
            .client()
            .getItem(get -> get.tableName(store.table("RequestsTable")).key(itemKey(key)));
    return Instant.ofEpochSecond(
        Long.parseLong(requireNonNull(response.item().get("expires_at")).n()));
  }

  private static void setExpiry(String key, Instant expiry) {
    store
        .client()
        .updateItem(
            update ->
                update
                    .tableName(store.table("RequestsTable"))
                    .key(itemKey(key))
                    .updateExpression("SET expires_at = :expiry")
                    .expressionAttributeValues(
                        Map.of(
                            ":expiry",
                            AttributeValue.fromN(Long.toString(expiry.getEpochSecond())))));
  }
}

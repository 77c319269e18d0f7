package org.clientele.acceptance;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.clientele.testing.Deadline;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.clientele.testing.TestScale;
import org.clientele.testing.TokenReports;
import org.clientele.token.PaymentTokenStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Messages {@code token.recorded} come more than once and in any order; each is applied once. */
class RecordTokensIT {

  private static final int MESSAGES = TestScale.of(100, 1_000);
  private static final int TOKENS = 12;
  private static final int CUSTOMERS = 4;
  private static final int THREADS = 8;
  private static final int DELIVERIES = 5;
  private static final int MOST_TOKENS = 500;

  /** Stands in a message as its content, which no dead letter may show. */
  private static final String CONTENT = "what-nobody-else-may-read";

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final JsonSchema SCHEMA = schema();
  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static LocalServerProcess server;
  private static TokenReports tokens;
  private static String anyone;

  @BeforeAll
  static void startServer() {
    server = STORE.startServer("--now", SharedServer.NOW);
    tokens = new TokenReports(server.demoMerchant());
    anyone = customer();
  }

  @AfterAll
  static void stopServer() {
    server.close();
    STORE.close();
  }

  private static String newName() {
    return "recorded-" + NAMES.incrementAndGet();
  }

  private static String customer() {
    return tokens.customer(newName());
  }

  @Test
  void everyTokenIsAsItsNewestReportHasItWhateverTheOrderAndTheRepetitions() throws Exception {
    long seed = TestScale.seed();
    var random = new Random(seed);
    List<String> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      customers.add(customer());
    }
    int poison = MESSAGES / 100;
    Map<String, ObjectNode> newest = new HashMap<>();
    List<String> deliveries = new ArrayList<>();
    for (int i = 0; i < TOKENS; i++) {
      int reports = (MESSAGES - poison + i) / TOKENS;
      for (ObjectNode report : history(customers.get(i % CUSTOMERS), newName(), reports, random)) {
        newest.put(TokenReports.token(report).path("merchant_token_reference").asText(), report);
        int times = 1 + random.nextInt(DELIVERIES);
        deliveries.addAll(Collections.nCopies(times, report.toString()));
      }
    }
    for (int i = 0; i < poison; i++) {
      deliveries.add(Poison.values()[random.nextInt(Poison.values().length)].message());
    }
    Collections.shuffle(deliveries, random);

    Map<Integer, Integer> answers = deliver(deliveries, customers);

    Map<String, JsonNode> stored = byReference(customers);
    assertThat(stored).hasSize(TOKENS).containsOnlyKeys(newest.keySet());
    stored.forEach((reference, token) -> requireSame(token, requireNonNull(newest.get(reference))));
    assertThat(answers).isEqualTo(Map.of(200, deliveries.size() - poison, 422, poison));
    System.out.printf(
        "RecordTokensIT: seed %d, %d messages delivered %d times, %d tokens, %d dead letters%n",
        seed, MESSAGES, deliveries.size(), stored.size(), poison);
  }

  /** Returns what is said of a token in its life, which may end at any report. */
  private static List<ObjectNode> history(
      String customerId, String reference, int reports, Random random) {
    List<ObjectNode> history = new ArrayList<>();
    PaymentTokenStatus status = PaymentTokenStatus.INITIATED;
    for (int i = 1; i <= reports; i++) {
      ObjectNode report = TokenReports.message(customerId, reference, status.name());
      report.put("source_sequence", i);
      TokenReports.token(report)
          .put("status_reason", "report " + i)
          .putObject("merchant_metadata")
          .put("report", Integer.toString(i));
      history.add(report);
      status = next(status, i < reports - 1, random);
    }
    return history;
  }

  private static PaymentTokenStatus next(
      PaymentTokenStatus status, boolean staysAlive, Random random) {
    List<PaymentTokenStatus> next = new ArrayList<>(status.successors());
    next.add(status);
    next.removeIf(successor -> staysAlive && successor.isFinal());
    return next.get(random.nextInt(next.size()));
  }

  /** Delivers at once, while somebody reads, and returns how often which answer was given. */
  private static Map<Integer, Integer> deliver(List<String> deliveries, List<String> customers)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    var ended = new AtomicBoolean();
    Future<Integer> reader = threads.submit(() -> requireNoStepBack(customers, ended));
    List<Callable<Answer>> work = new ArrayList<>();
    for (String delivery : deliveries) {
      work.add(() -> tokens.deliver(delivery));
    }
    Map<Integer, Integer> answers = new HashMap<>();
    for (Future<Answer> answer : threads.invokeAll(work)) {
      answers.merge(answer.get().status(), 1, Integer::sum);
    }
    ended.set(true);
    assertThat(reader.get()).isPositive();
    threads.shutdown();
    return answers;
  }

  /** Returns how many tokens it has seen. */
  private static int requireNoStepBack(List<String> customers, AtomicBoolean ended) {
    Map<String, Integer> seen = new HashMap<>();
    var deadline = Deadline.start();
    while (!ended.get()) {
      deadline.requireNotPassed("the last delivery");
      byReference(customers)
          .forEach(
              (reference, token) -> {
                int report = token.path("merchant_metadata").path("report").asInt();
                assertThat(report).isGreaterThanOrEqualTo(seen.getOrDefault(reference, 1));
                seen.put(reference, report);
              });
    }
    return seen.size();
  }

  private static Map<String, JsonNode> byReference(List<String> customers) {
    return customers.stream()
        .flatMap(customer -> tokens.of(customer).stream())
        .collect(toMap(token -> token.path("merchant_token_reference").asText(), token -> token));
  }

  private static void requireSame(JsonNode token, ObjectNode report) {
    TokenReports.token(report)
        .properties()
        .forEach(field -> assertThat(token.path(field.getKey())).isEqualTo(field.getValue()));
  }

  /** Messages that will never be recorded. */
  private enum Poison {
    MALFORMED("INVALID_REQUEST") {
      @Override
      String message() {
        String whole = TokenReports.message(customer(), newName(), "ACTIVE").toString();
        return whole.replace("\"UPI\"}", "\"UPI\", \"status_reason\": \"" + CONTENT + "\"");
      }
    },
    CARD_NUMBER("CARD_DATA_NOT_ALLOWED") {
      @Override
      String message() {
        return about(customer(), CONTENT + " 4111 1111 1111 1111");
      }
    },
    UNKNOWN_CUSTOMER("CUSTOMER_NOT_FOUND") {
      @Override
      String message() {
        return about("cust-v1-nobody", CONTENT);
      }
    },
    DELETED_CUSTOMER("INVALID_USER_ACCOUNT") {
      @Override
      String message() {
        String deleted = customer();
        server
            .demoMerchant()
            .patch("/api/v1/customer/" + deleted, TemporaryCustomers.status("DELETED"));
        return about(deleted, CONTENT);
      }
    },
    OTHER_MERCHANT("CUSTOMER_NOT_FOUND") {
      @Override
      String message() {
        return about(new TokenReports(server.otherMerchant()).customer(newName()), CONTENT);
      }
    };

    private final String code;

    Poison(String code) {
      this.code = code;
    }

    abstract String message();

    private static String about(String customerId, String text) {
      ObjectNode message = TokenReports.message(customerId, newName(), "ACTIVE");
      TokenReports.token(message).put("status_reason", text);
      return message.toString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void deadLetterShowsWhoseMessageItIsAndNothingOfItsContent(Poison poison) {
    Answer letter = tokens.deliver(poison.message());

    assertThat(letter.status()).isEqualTo(422);
    assertThat(letter.field("code")).isEqualTo(poison.code);
    assertThat(letter.text()).doesNotContain(CONTENT).doesNotContainPattern("4111 ?1111");
    assertThat(Set.copyOf(letter.json().propertyStream().map(Map.Entry::getKey).toList()))
        .isSubsetOf(
            "message_id",
            "function",
            "code",
            "message",
            "reason",
            "merchant_id",
            "source",
            "source_sequence",
            "notification_id",
            "customer_id",
            "merchant_token_reference",
            "provider_token_id");
    if (poison != Poison.MALFORMED) {
      assertThat(letter.field("source")).isEqualTo("tsp");
      assertThat(letter.json().path("source_sequence").asInt()).isEqualTo(1);
    }
  }

  @Test
  void referenceOfAnotherCustomersTokenIsRefused() {
    String owner = customer();
    String other = customer();
    ObjectNode message = TokenReports.message(owner, newName(), "ACTIVE");
    tokens.record(message);
    ObjectNode stolen = TokenReports.after(message);
    TokenReports.token(stolen).put("customer_id", other);

    String code = tokens.refused(stolen);

    assertThat(code).isEqualTo("DUPLICATE_REQUEST");
    assertThat(tokens.of(other)).isEmpty();
    assertThat(tokens.only(owner).path("status").asText()).isEqualTo("ACTIVE");
  }

  /**
   * Reports may be lost between two that arrive, so what is reached by way of others is allowed.
   */
  @ParameterizedTest
  @EnumSource
  void statusMayBecomeWhatItLeadsToAlone(PaymentTokenStatus from) {
    Set<PaymentTokenStatus> reached =
        switch (from) {
          case INITIATED -> EnumSet.allOf(PaymentTokenStatus.class);
          case ACTIVE, SUSPENDED ->
              EnumSet.of(
                  PaymentTokenStatus.ACTIVE,
                  PaymentTokenStatus.SUSPENDED,
                  PaymentTokenStatus.DEACTIVATED);
          // It may be tried again.
          case FAILED -> EnumSet.allOf(PaymentTokenStatus.class);
          case DEACTIVATED -> EnumSet.of(from);
        };

    for (PaymentTokenStatus to : PaymentTokenStatus.values()) {
      String customerId = customer();
      ObjectNode message = TokenReports.message(customerId, newName(), from.name());
      tokens.record(message);
      ObjectNode change = TokenReports.after(message);
      TokenReports.token(change).put("status", to.name());

      Answer answer = tokens.deliver(change.toString());

      boolean allowed = reached.contains(to);
      assertThat(answer.status()).as("%s to %s", from, to).isEqualTo(allowed ? 200 : 422);
      assertThat(answer.field("code")).isEqualTo(allowed ? "" : "INVALID_USER_ACCOUNT");
      assertThat(tokens.only(customerId).path("status").asText())
          .isEqualTo((allowed ? to : from).name());
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "clientele.full", matches = ".*")
  void customerHasAtMost500TokensThatHaveNotEnded() {
    String customerId = customer();
    ObjectNode last = TokenReports.message(customerId, newName(), "ACTIVE");
    tokens.record(last);
    for (int i = 1; i < MOST_TOKENS; i++) {
      last = TokenReports.message(customerId, newName(), "ACTIVE");
      tokens.record(last);
    }

    String code = tokens.refused(TokenReports.message(customerId, newName(), "ACTIVE"));
    ObjectNode end = TokenReports.after(last);
    TokenReports.token(end).put("status", "DEACTIVATED");
    tokens.record(end);
    tokens.record(TokenReports.message(customerId, newName(), "ACTIVE"));

    assertThat(code).isEqualTo("INVALID_USER_ACCOUNT");
    assertThat(tokens.of(customerId)).hasSize(MOST_TOKENS + 1);
  }

  @Test
  void consentIsKeptWhenTheTokenIsRemoved() {
    String customerId = customer();
    ObjectNode message = TokenReports.message(customerId, newName(), "ACTIVE");
    TokenReports.token(message)
        .put("consented_at", "2024-10-04T11:59:59.5Z")
        .put("consent_reference", "consent-1");
    tokens.record(message);
    String id = tokens.only(customerId).path("token_id").asText();

    Answer deleted =
        server
            .demoMerchant()
            .post(
                TokenReports.path(customerId) + "/" + id + "/delete",
                "{\"merchant_unique_reference\": \"removal-1\"}");

    assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
    assertThat(requireNonNull(item(customerId, id).get("sources")).l())
        .singleElement()
        .satisfies(
            source ->
                assertThat(source.m())
                    .containsEntry("consented_at", AttributeValue.fromS("2024-10-04T11:59:59.500Z"))
                    .containsEntry("consent", AttributeValue.fromS("consent-1")));
  }

  private static Map<String, AttributeValue> item(String customerId, String tokenId) {
    return STORE
        .client()
        .getItem(
            get ->
                get.tableName(STORE.table("CustomersTable"))
                    .consistentRead(true)
                    .key(
                        Map.of(
                            "pk",
                            AttributeValue.fromS(
                                LocalServerProcess.DEMO_MERCHANT + "#" + customerId),
                            "sk",
                            AttributeValue.fromS("token#" + tokenId))))
        .item();
  }

  @Test
  void noticeInItsProvidersWordsChangesTheToken() {
    String customerId = customer();
    ObjectNode message = TokenReports.message(customerId, newName(), "ACTIVE");
    TokenReports.token(message).put("provider_token_id", "token-v1-" + customerId);
    tokens.record(message.put("source", "pinelabs"));
    String notice =
        """
        {"provider": "pinelabs", "merchant_id": "demo-merchant",
         "received_at": "2024-10-04T12:30:00Z",
         "body": {"event_type": "TOKEN_SUSPENDED",
                  "data": {"token": {"token_id": "token-v1-%s", "status": "SUSPENDED",
                                     "updated_at": "2024-10-04T12:29:59Z"}}}}
        """
            .formatted(customerId);

    Answer taken = server.anyone().post("/local/notices", notice);

    assertThat(taken.status()).as(taken.text()).isEqualTo(200);
    assertThat(taken.json().at("/messages/0/type").asText()).isEqualTo("token.changed");
    JsonNode token = tokens.only(customerId);
    assertThat(token.path("status").asText()).isEqualTo("SUSPENDED");
    assertThat(token.at("/status_cause/provider_code").asText()).isEqualTo("TOKEN_SUSPENDED");
  }

  @Test
  void renewalCountsThoughItOccurredAndComesAfterTheExpiryAndTheSweep() {
    ObjectNode due = TokenReports.expiring(customer(), newName(), "2024-10-05T00:10:00Z");
    ObjectNode swept = TokenReports.expiring(customer(), newName(), "2024-10-05T00:10:00Z");
    tokens.record(due);
    tokens.record(swept);
    setClock("2024-10-05T00:20:00Z");

    tokens.record(renewal(due, "2024-10-05T00:15:00Z"));
    server.anyone().post("/local/sweep", "{}");
    String expired = status(swept);
    tokens.record(renewal(swept, "2024-10-05T00:15:00Z"));

    assertThat(expired).isEqualTo("DEACTIVATED");
    assertThat(status(due)).isEqualTo("ACTIVE");
    assertThat(status(swept)).isEqualTo("ACTIVE");
    setClock(SharedServer.NOW);
  }

  private static void setClock(String now) {
    server.anyone().post("/local/clock", "{\"now\": \"%s\"}".formatted(now));
  }

  private static String status(ObjectNode message) {
    String customerId = TokenReports.token(message).path("customer_id").asText();
    return tokens.only(customerId).path("status").asText();
  }

  private static ObjectNode renewal(ObjectNode message, String occurredAt) {
    ObjectNode renewal = TokenReports.after(message).put("occurred_at", occurredAt);
    TokenReports.token(renewal).put("expired_at", "2025-10-31T18:30:00Z");
    return renewal;
  }

  /** A message and whether it is to be recorded. */
  private record Sample(String name, boolean valid, Consumer<ObjectNode> change) {

    @Override
    public String toString() {
      return (valid ? "valid: " : "invalid: ") + name;
    }
  }

  static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (String field :
        List.of("type", "source", "source_sequence", "occurred_at", "merchant_id", "token")) {
      samples.add(new Sample("without " + field, false, message -> message.remove(field)));
      samples.add(new Sample("null " + field, false, message -> message.putNull(field)));
      samples.add(new Sample("object as " + field, false, message -> message.putObject(field)));
      samples.add(new Sample("true as " + field, false, message -> message.put(field, true)));
    }
    for (String field :
        List.of("customer_id", "merchant_token_reference", "status", "payment_method")) {
      samples.add(ofToken("without " + field, false, token -> token.remove(field)));
      samples.add(ofToken("null " + field, false, token -> token.putNull(field)));
      samples.add(ofToken("number as " + field, false, token -> token.put(field, 1)));
      samples.add(ofToken("empty " + field, false, token -> token.put(field, "")));
    }
    for (String field :
        List.of(
            "expired_at",
            "status_reason",
            "merchant_metadata",
            "card_data",
            "is_compliant",
            "consented_at",
            "consent_reference")) {
      samples.add(ofToken("null " + field, true, token -> token.putNull(field)));
      samples.add(ofToken("number as " + field, false, token -> token.put(field, 1)));
      samples.add(ofToken("array as " + field, false, token -> token.putArray(field)));
    }
    samples.add(new Sample("as it is", true, message -> {}));
    samples.add(new Sample("other member", true, message -> message.put("other", 1)));
    samples.add(new Sample("other type", false, message -> message.put("type", "token.other")));
    samples.add(new Sample("empty source", false, message -> message.put("source", "")));
    samples.add(new Sample("longest source", true, message -> message.put("source", of(64, "s"))));
    samples.add(new Sample("long source", false, message -> message.put("source", of(65, "s"))));
    samples.add(new Sample("source with space", false, message -> message.put("source", "a b")));
    samples.add(new Sample("source with line", false, message -> message.put("source", "tsp\nx")));
    samples.add(sequence("0", true));
    samples.add(sequence("-1", false));
    samples.add(sequence("9223372036854775807", true));
    samples.add(sequence("9223372036854775808", false));
    samples.add(sequence("1.5", false));
    samples.add(sequence("\"1\"", false));
    for (String time :
        List.of(
            "2024-10-04T12:00:00Z",
            "2024-10-04T12:00:00.1Z",
            "2024-10-04T12:00:00.123456789Z",
            "2024-10-04t17:30:00.5+05:30",
            "2024-10-04T12:00:00-00:00",
            "2024-10-04T12:00:00z",
            "2024-02-29T23:59:59+23:59")) {
      samples.addAll(times(time, true));
    }
    for (String time :
        List.of(
            "",
            "2024-10-04",
            "2024-10-04T12:00:00",
            "2024-10-04 12:00:00Z",
            "2024-10-04T12:00Z",
            "2024-10-04T12:00:00.Z",
            "2024-10-04T12:00:00.1234567890Z",
            "2024-10-04T12:00:00+0530",
            "2024-10-04T12:00:00+05",
            "2024-10-04T12:00:00+24:00",
            "2024-10-04T12:00:00+05:60",
            "2024-10-04T24:00:00Z",
            "2024-10-04T12:60:00Z",
            "2024-10-04T23:59:60Z",
            "2024-13-04T12:00:00Z",
            "2024-10-32T12:00:00Z",
            "9999-12-31T24:00:00Z",
            "+10000-01-01T00:00:00Z",
            "12024-10-04T12:00:00Z")) {
      samples.addAll(times(time, false));
    }
    samples.add(ofToken("long id", false, token -> token.put("customer_id", of(51, "c"))));
    samples.add(reference(of(50, "r"), true));
    samples.add(reference(of(51, "r"), false));
    samples.add(reference("with.dot", false));
    samples.add(ofToken("small status", false, token -> token.put("status", "active")));
    samples.add(ofToken("other status", false, token -> token.put("status", "USED")));
    samples.add(ofToken("other method", false, token -> token.put("payment_method", "CASH")));
    samples.add(text("status_reason", of(200, "😀"), true));
    samples.add(text("status_reason", of(201, "a"), false));
    samples.add(text("status_reason", "", true));
    samples.add(text("consent_reference", of(100, "a"), true));
    samples.add(text("consent_reference", of(101, "a"), false));
    samples.add(metadata(of(256, "k"), of(512, "v"), true));
    samples.add(metadata(of(257, "k"), "v", false));
    samples.add(metadata("k", of(513, "v"), false));
    samples.add(metadata("", "v", false));
    samples.add(metadata("k", "", true));
    samples.add(
        ofToken("null value", false, token -> token.putObject("merchant_metadata").putNull("k")));
    samples.add(
        ofToken("number value", false, token -> token.putObject("merchant_metadata").put("k", 1)));
    samples.add(ofToken("10 pairs", true, token -> pairs(token, 10)));
    samples.add(ofToken("11 pairs", false, token -> pairs(token, 11)));
    samples.add(ofToken("empty metadata", true, token -> pairs(token, 0)));
    samples.add(ofToken("compliant", true, token -> token.put("is_compliant", true)));
    samples.add(ofToken("text flag", false, token -> token.put("is_compliant", "true")));
    samples.add(
        ofToken("card data of UPI", false, token -> token.putObject("card_data").put("emi", true)));
    samples.add(ofToken("empty card data of UPI", false, token -> token.putObject("card_data")));
    samples.add(card("whole", true, RecordTokensIT::putCard));
    samples.add(card("empty", true, card -> {}));
    samples.add(card("other member", true, card -> card.put("other", "x")));
    for (String field : List.of("last4_digit", "card_type", "country_code", "network_name")) {
      samples.add(card("null " + field, true, card -> card.putNull(field)));
      samples.add(card("number as " + field, false, card -> card.put(field, 1234)));
    }
    samples.add(card("three digits", false, card -> card.put("last4_digit", "123")));
    samples.add(card("five digits", false, card -> card.put("last4_digit", "12345")));
    samples.add(card("other digits", false, card -> card.put("last4_digit", "१२३४")));
    samples.add(card("prepaid", false, card -> card.put("card_type", "PREPAID")));
    samples.add(card("small letters", false, card -> card.put("country_code", "in")));
    samples.add(card("three letters", false, card -> card.put("country_code", "IND")));
    for (String field : List.of("network_name", "issuer_name", "card_category")) {
      samples.add(card("longest " + field, true, card -> card.put(field, of(50, "a"))));
      samples.add(card("long " + field, false, card -> card.put(field, of(51, "a"))));
    }
    for (String flag : List.of("international", "emi", "cvv_required")) {
      samples.add(card("null " + flag, true, card -> card.putNull(flag)));
      samples.add(card("text as " + flag, false, card -> card.put(flag, "true")));
      samples.add(card("number as " + flag, false, card -> card.put(flag, 1)));
    }
    return samples;
  }

  private static Sample ofToken(String name, boolean valid, Consumer<ObjectNode> change) {
    return new Sample(name, valid, message -> change.accept(TokenReports.token(message)));
  }

  private static Sample card(String name, boolean valid, Consumer<ObjectNode> change) {
    return ofToken(
        "card, " + name,
        valid,
        token -> change.accept(token.put("payment_method", "CARD").putObject("card_data")));
  }

  private static void putCard(ObjectNode card) {
    card.put("last4_digit", "1234").put("card_type", "CREDIT").put("country_code", "IN");
    card.put("network_name", "Visa").put("issuer_name", "HDFC Bank").put("card_category", "GOLD");
    card.put("international", false).put("emi", true).put("cvv_required", true);
  }

  private static Sample sequence(String number, boolean valid) {
    return new Sample(
        "sequence " + number,
        valid,
        message -> message.set("source_sequence", MerchantClient.parse(number)));
  }

  private static List<Sample> times(String time, boolean valid) {
    return List.of(
        new Sample("occurred_at " + time, valid, message -> message.put("occurred_at", time)),
        text("expired_at", time, valid),
        text("consented_at", time, valid));
  }

  private static Sample text(String field, String text, boolean valid) {
    String name = "%s of %d: %.30s".formatted(field, text.length(), text);
    return ofToken(name, valid, token -> token.put(field, text));
  }

  private static Sample reference(String reference, boolean valid) {
    return text("merchant_token_reference", reference, valid);
  }

  private static Sample metadata(String key, String value, boolean valid) {
    return ofToken(
        "metadata %d, %d".formatted(key.length(), value.length()),
        valid,
        token -> token.putObject("merchant_metadata").put(key, value));
  }

  private static void pairs(ObjectNode token, int count) {
    ObjectNode metadata = token.putObject("merchant_metadata");
    for (int i = 0; i < count; i++) {
      metadata.put("k" + i, "v");
    }
  }

  private static String of(int length, String character) {
    return character.repeat(length);
  }

  private static JsonSchema schema() {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(Files.readString(Path.of("../token-recorded.schema.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** No pattern tells these from the times that there are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29T12:00:00Z",
        "2024-11-31T12:00:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-01:00"
      })
  void timeThatIsNoneOrOfAnotherYearThanTheSchemaSaysIsRefused(String time) {
    String customerId = customer();
    for (String pointer : List.of("/occurred_at", "/token/expired_at", "/token/consented_at")) {
      ObjectNode message = TokenReports.message(customerId, newName(), "ACTIVE");
      String name = pointer.replaceFirst(".*/", "");
      ((ObjectNode) message.at(pointer.replaceFirst("/[^/]*$", ""))).put(name, time);

      Answer answer = tokens.deliver(message.toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(422);
      assertThat(answer.field("reason")).isEqualTo(pointer.substring(1).replace('/', '.'));
    }
    assertThat(tokens.of(customerId)).isEmpty();
  }

  @Test
  void timesAreKeptInUtcToTheMicrosecond() {
    String customerId = customer();
    String latest = "9999-12-31t23:59:59.999999999z";

    tokens.record(TokenReports.expiring(customerId, newName(), "2025-10-04T17:30:00.5+05:30"));
    tokens.record(TokenReports.expiring(customerId, newName(), latest));

    assertThat(tokens.of(customerId))
        .extracting(token -> token.path("expired_at").asText() + token.path("status").asText())
        .containsExactlyInAnyOrder(
            "2025-10-04T12:00:00.500000ZACTIVE", "9999-12-31T23:59:59.999999ZACTIVE");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void schemaAgreesWithTheFunction(Sample sample) {
    ObjectNode message = TokenReports.message(anyone, newName(), "ACTIVE");
    sample.change().accept(message);

    boolean described = SCHEMA.validate(message).isEmpty();
    Answer answer = tokens.deliver(message.toString());

    assertThat(described).isEqualTo(sample.valid());
    assertThat(answer.status()).as(answer.text()).isEqualTo(sample.valid() ? 200 : 422);
    assertThat(answer.field("code")).isEqualTo(sample.valid() ? "" : "INVALID_REQUEST");
  }
}

package org.clientele.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static org.clientele.token.PaymentTokenStatus.FAILED;
import static org.clientele.token.PaymentTokenStatus.INITIATED;
import static org.clientele.token.PaymentTokenStatus.SUSPENDED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.clientele.TestingApi;
import org.clientele.TestingLog;
import org.clientele.TestingNotices;
import org.clientele.TestingSettings;
import org.clientele.TestingTokens;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.queue.TestingSqs;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.token.DeregistrationRepository;
import org.clientele.store.token.DeregistrationRepository.Due;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.Deregistration;
import org.clientele.token.Deregistration.Holder;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** From a removal to the provider's answer, by way of the real table. */
class OutboxTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:00:00Z");
  private static final Instant DEADLINE = NOW.plusSeconds(24 * 3600);
  private static final TokenRemoval REMOVAL = new TokenRemoval("removal-1", null);

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final TestingSqs sqs = new TestingSqs();
  private final Settings settings = TestingSettings.of();
  private final CustomerRepository customers = dynamoDb.customers(settings);
  private final PaymentTokenRepository tokens = dynamoDb.tokens(settings);
  private final TokenReportRepository reports = dynamoDb.reports(settings);
  private final DeregistrationRepository deregistrations = dynamoDb.deregistrations(settings);
  private final Outbox outbox =
      new Outbox(deregistrations, sqs.sender(), TestingApi.json(settings), settings);
  private final MerchantId merchant = new MerchantId(UUID.randomUUID().toString());
  private Customer customer = customer("ref");

  @BeforeEach
  void clear() {
    dynamoDb.clearOutbox();
  }

  @Test
  void tickBecomesAMessageForEachShard() {
    outbox.begin();

    assertThat(sqs.sent(settings.outboxQueue()))
        .containsExactlyElementsOf(
            IntStream.range(0, 8)
                .mapToObj(shard -> "{\"type\":\"deregistrations.send\",\"shard\":" + shard + "}")
                .toList());
  }

  @Test
  void providerIsAskedOnceHoweverOftenTheTokenIsRemoved() throws JsonProcessingException {
    PaymentToken token = record("a", 1, ACTIVE);
    remove(token);
    remove(token);

    sendAll();
    remove(token);
    sendAll();

    assertThat(sent()).hasSize(1);
    assertThat(sent().get(0))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"type": "token.deregistration.requested",
                     "notification_id": "removal:%1$s",
                     "occurred_at": "2026-01-31T23:00:00.000000Z",
                     "merchant_id": "%2$s", "customer_id": "%3$s", "token_id": "%1$s",
                     "merchant_token_reference": "a",
                     "sources": [{"source": "tsp"}],
                     "cause": {"by": "customer", "reason": "Removed by the customer"},
                     "deadline": "2026-02-01T23:00:00.000000Z"}
                    """
                        .formatted(token.id(), merchant, customer.id())));
  }

  @Test
  void tokenIsSeenRemovedBeforeItsProviderIsAsked() {
    PaymentToken token = record("a", 1, ACTIVE);

    remove(token);

    assertThat(tokens.get(merchant, customer.id(), token.id()).status()).isEqualTo(DEACTIVATED);
    assertThat(sent()).isEmpty();
  }

  @Test
  void changeThatIsNoRemovalAsksNobody() {
    record("a", 1, ACTIVE);
    record("a", 2, SUSPENDED);
    record("a", 3, DEACTIVATED);

    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void killAtAnyWriteLosesNoMessageAndRepeatsTheSameOne() {
    int writes = 0;
    boolean killed = true;
    while (killed) {
      dynamoDb.clearOutbox();
      PaymentToken first = record("first-" + writes, 1, ACTIVE);
      PaymentToken second = record("second-" + writes, 1, INITIATED);
      dynamoDb.killAfterWrites(writes);
      killed = isKilled(() -> remove(first));
      killed |= isKilled(() -> remove(second));
      for (int shard = 0; shard < DeregistrationRepository.SHARDS; shard++) {
        int each = shard;
        killed |= isKilled(() -> outbox.send(each, NOW));
      }
      dynamoDb.interfereOnce(() -> {});

      remove(first);
      remove(second);
      sendAll();

      assertThat(messagesOf(first)).hasSize(1);
      assertThat(messagesOf(second)).hasSize(1);
      assertThat(deregistrations.unanswered()).hasSize(2);
      writes++;
    }
    assertThat(writes).isEqualTo(5);
  }

  @Test
  void messageThatIsNotStoredAsSentIsSentAgainAsItWas() {
    remove(record("a", 1, ACTIVE));
    dynamoDb.killAfterWrites(0);
    assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::sendAll);

    sendAll();
    sendAll();

    assertThat(sent()).hasSize(2);
    assertThat(sent().get(0)).isEqualTo(sent().get(1));
  }

  @Test
  void queueThatFailsLosesNothing() {
    remove(record("a", 1, ACTIVE));
    var broken = new TestingSqs();
    broken.fail(SdkClientException.create("down"));
    var failing = new Outbox(deregistrations, broken.sender(), TestingApi.json(settings), settings);

    assertThatThrownBy(
            () -> IntStream.range(0, 8).forEach(shard -> failing.send(shard, NOW.plusSeconds(9))))
        .isInstanceOf(SdkClientException.class);
    assertThat(deregistrations.unanswered()).isEmpty();

    sendAll();
    assertThat(sent()).hasSize(1);
  }

  @Test
  void deletedCustomersLivingTokensAreAskedForEachByItself() {
    PaymentToken living = record("living", 1, ACTIVE);
    PaymentToken suspended = record("suspended", 1, SUSPENDED);
    record("failed", 1, FAILED);
    record("ended", 1, DEACTIVATED);
    record("expired", 1, ACTIVE, "2026-01-31T22:59:59Z");
    PaymentToken expiring = record("expiring", 1, ACTIVE, "2026-01-31T23:00:01Z");
    deleteCustomer();
    assertThat(dynamoDb.outbox()).hasSize(1);

    sendAll(NOW.plusSeconds(600));
    sendAll(NOW.plusSeconds(1200));

    assertThat(sent())
        .extracting(message -> message.path("token_id").asText())
        .containsExactlyInAnyOrder(
            living.id().value(), suspended.id().value(), expiring.id().value());
    assertThat(sent())
        .allSatisfy(
            message -> {
              assertThat(message.at("/cause/by").asText()).isEqualTo("merchant");
              assertThat(message.path("occurred_at").asText())
                  .isEqualTo("2026-01-31T23:00:00.000000Z");
            });
    assertThat(deregistrations.unanswered()).hasSize(3);
    assertThat(dynamoDb.outbox()).hasSize(3);
  }

  @Test
  void customerOfMoreTokensThanATransactionTakesIsDeletedByOneWriteAndAsksForAll() {
    List<PaymentToken> saved =
        IntStream.range(0, 120).mapToObj(i -> record("t-" + i, 1, ACTIVE)).toList();
    dynamoDb.forgetRequests();
    deleteCustomer();
    assertThat(dynamoDb.requests()).hasSize(2);
    dynamoDb.killAfterWrites(77);
    assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::sendAll);

    sendAll();

    assertThat(tokenIdsSent())
        .isEqualTo(new TreeSet<>(saved.stream().map(token -> token.id().value()).toList()));
    assertThat(deregistrations.unanswered()).hasSize(120);
  }

  @Test
  void tokenOfADeletedCustomerThatIsStoredAsSentIsNotSentAgainAfterAKill() {
    List.of("a", "b", "c").forEach(reference -> record(reference, 1, ACTIVE));
    deleteCustomer();
    dynamoDb.killAfterWrites(5);
    assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::sendAll);
    List<Deregistration> stored = deregistrations.unanswered();
    assertThat(stored).hasSize(2);

    sendAll();

    assertThat(deregistrations.unanswered()).hasSize(3).containsAll(stored);
    stored.forEach(
        asked ->
            assertThat(sent())
                .filteredOn(
                    message -> message.path("token_id").asText().equals(asked.tokenId().value()))
                .hasSize(1));
  }

  @Test
  void whatWasSentSinceItWasFoundIsNotSentAgain() {
    remove(record("a", 1, ACTIVE));
    List<Due> found =
        IntStream.range(0, DeregistrationRepository.SHARDS)
            .mapToObj(deregistrations::toSend)
            .flatMap(page -> page.due().stream())
            .toList();
    assertThat(found).hasSize(1);
    assertThat(deregistrations.open(found.get(0))).hasSize(1);

    sendAll();

    assertThat(deregistrations.open(found.get(0))).isEmpty();
  }

  @Test
  void tokenThatEndsWhileItsCustomerIsBeingSentIsNotAskedFor() {
    record("a", 1, ACTIVE);
    deleteCustomer();
    dynamoDb.interfereOnce(() -> record("a", 2, DEACTIVATED));

    sendAll();

    assertThat(sent()).isEmpty();
    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void tokenWhoseReferenceIsAnothersByNowIsNotAskedFor() {
    record("a", 1, ACTIVE);
    deleteCustomer();
    customer = customer("ref");
    reports.record(report("tsp", "a", 2, ACTIVE, null, "2026-01-31T23:30:00Z", null), NOW);

    sendAll();

    assertThat(sent()).isEmpty();
    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void removalOfATokenWhoseProviderIsAskedAlreadyAsksOnlyOnce() {
    PaymentToken token = record("a", 1, ACTIVE);
    deleteCustomer();
    sendAll();

    PaymentToken removed = remove(token);
    sendAll();

    assertThat(removed.removal()).isEqualTo(REMOVAL);
    assertThat(dynamoDb.get(token)).isEqualTo(removed);
    assertThat(sent()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = PaymentTokenStatus.class,
      names = {"DEACTIVATED", "FAILED"})
  void reportThatEndsTheTokenIsTheAnswerSentOrNot(PaymentTokenStatus end) {
    remove(record("sent", 1, ACTIVE));
    sendAll();
    remove(record("not-sent", 1, ACTIVE));

    record("sent", 2, end);
    record("not-sent", 2, end);

    assertThat(dynamoDb.outbox()).isEmpty();
    sendAll();
    assertThat(sent()).hasSize(1);
  }

  @Test
  void deletedCustomersTokenIsAnsweredForAsWell() {
    record("a", 1, ACTIVE);
    deleteCustomer();
    sendAll();

    record("a", 2, DEACTIVATED);

    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void reportOfALivingTokenAnOlderOneOrOneOfAnotherProviderIsNoAnswer() {
    remove(record("a", 3, ACTIVE));

    record("a", 2, DEACTIVATED);
    record("a", 4, ACTIVE);
    record("a", 5, SUSPENDED);
    reports.record(report("other", "a", 9, DEACTIVATED, null, "2026-01-31T23:30:00Z", null), NOW);

    assertThat(dynamoDb.outbox()).hasSize(1);
  }

  @Test
  void answerWhoseFunctionDiesBeforeItIsStoredIsStoredWhenItComesAgain() {
    remove(record("a", 1, ACTIVE));
    dynamoDb.killAfterWrites(0);
    assertThatExceptionOfType(SdkClientException.class)
        .isThrownBy(() -> record("a", 2, DEACTIVATED));
    assertThat(dynamoDb.outbox()).hasSize(1);

    record("a", 2, DEACTIVATED);

    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void answerThatComesWhileItIsBeingSentStays() {
    remove(record("a", 1, ACTIVE));
    dynamoDb.interfereOnce(() -> record("a", 2, DEACTIVATED));

    sendAll();

    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void tokenOfTwoProvidersIsDoneOnceBothHaveAnswered() throws JsonProcessingException {
    PaymentToken token = remove(record("a", 1, ACTIVE));
    Deregistration one = Deregistration.ofRemoval(token).orElseThrow();
    var both =
        new Deregistration(
            one.merchantId(),
            one.customerId(),
            one.tokenId(),
            one.merchantTokenReference(),
            List.of(new Holder("other", "provider-token-1"), new Holder("tsp", null)),
            one.trigger(),
            one.occurredAt(),
            null,
            1);
    dynamoDb.put(DeregistrationItem.of(both));
    sendAll();
    assertThat(sent().get(0).path("sources"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"source": "other", "provider_token_id": "provider-token-1"},
                     {"source": "tsp"}]
                    """));

    deregistrations.close(token, "nobody");
    deregistrations.close(token, "tsp");
    deregistrations.close(token, "tsp");

    assertThat(deregistrations.unanswered())
        .singleElement()
        .satisfies(
            open -> {
              assertThat(open.holders()).containsExactly(both.holders().get(0));
              assertThat(open.deadline()).isEqualTo(DEADLINE);
            });
    deregistrations.close(token, "other");
    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void providersThatAnswerAtOnceAreBothHeard() {
    PaymentToken token = record("a", 1, ACTIVE);
    reports.record(report("other", "a", 1, ACTIVE, null, "2026-01-31T22:59:00Z", null), NOW);
    remove(token);
    dynamoDb.interfereOnce(() -> deregistrations.close(token, "other"));

    deregistrations.close(token, "tsp");

    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void newTokenByALaterConsentWithdrawsWhatWouldEndIt() {
    remove(record("a", 1, ACTIVE));

    PaymentToken again =
        reports
            .record(
                report("tsp", "a", 2, ACTIVE, null, "2026-01-31T23:30:00Z", "2026-01-31T23:20:00Z"),
                NOW)
            .token();

    assertThat(again.removal()).isNull();
    assertThat(dynamoDb.outbox()).isEmpty();
  }

  @Test
  void everyPageOfAShardIsSentAndAKillRepeatsNoMoreThanABatch() {
    Deregistration one = Deregistration.ofRemoval(remove(record("a", 1, ACTIVE))).orElseThrow();
    dynamoDb.clearOutbox();
    TestingTokens.idsInShard(0, 260)
        .forEach(id -> dynamoDb.put(DeregistrationItem.of(ofToken(id, one, NOW))));
    dynamoDb.killAfterWrites(0);
    assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> outbox.send(0, NOW));
    assertThat(sent()).hasSize(10);

    outbox.send(0, NOW);

    assertThat(tokenIdsSent()).hasSize(260);
    assertThat(sent()).hasSize(270);
  }

  @Test
  void unansweredAreListedTheLongestDueFirst() {
    Deregistration one = Deregistration.ofRemoval(remove(record("a", 1, ACTIVE))).orElseThrow();
    dynamoDb.clearOutbox();
    List<Integer> seconds = List.of(5, 2, 9, 1, 7, 3);
    seconds.forEach(
        i -> dynamoDb.put(DeregistrationItem.of(ofToken("token-" + i, one, NOW.plusSeconds(i)))));

    sendAll();

    assertThat(deregistrations.unanswered())
        .extracting(Deregistration::occurredAt)
        .containsExactlyElementsOf(seconds.stream().sorted().map(NOW::plusSeconds).toList());
  }

  private static Deregistration ofToken(String id, Deregistration other, Instant occurredAt) {
    return new Deregistration(
        other.merchantId(),
        other.customerId(),
        new PaymentTokenId(id),
        other.merchantTokenReference(),
        other.holders(),
        other.trigger(),
        occurredAt,
        null,
        1);
  }

  @Test
  void whatIsNotAnsweredIsOverdueFromItsDeadlineOn() throws JsonProcessingException {
    remove(record("a", 1, ACTIVE));
    sendAll();
    remove(record("b", 1, ACTIVE));

    assertThat(total("overdue", DEADLINE)).isZero();
    assertThat(total("overdue", DEADLINE.plusNanos(1_000))).isEqualTo(2);
  }

  @Test
  void lineSaysHowLateTheOldestWasAndIsTakenForMetrics() throws JsonProcessingException {
    remove(record("a", 1, ACTIVE));
    sendAll();
    remove(record("b", 1, ACTIVE));

    try (var log = new TestingLog(Outbox.class)) {
      sendAll(NOW.plusSeconds(90));

      assertThat(log.lines()).hasSize(8);
      List<JsonNode> lines =
          log.lines().stream().map(OutboxTest::json).filter(line -> has(line, "sent")).toList();
      assertThat(lines).hasSize(1);
      JsonNode line = lines.get(0);
      assertThat(line.path("function").asText()).isEqualTo("send-deregistrations");
      assertThat(line.path("lag_seconds").asInt()).isEqualTo(90);
      assertThat(line.path("unreadable").asInt()).isZero();
      assertThat(line.at("/_aws/Timestamp").asLong()).isEqualTo(NOW.plusSeconds(90).toEpochMilli());
      JsonNode directive = line.at("/_aws/CloudWatchMetrics/0");
      assertThat(directive.path("Namespace").asText()).isEqualTo("clientele-test");
      assertThat(StreamSupport.stream(directive.path("Metrics").spliterator(), false))
          .extracting(metric -> metric.path("Name").asText())
          .containsExactlyInAnyOrder("sent", "unreadable", "overdue", "lag_seconds")
          .allMatch(name -> line.path(name).isNumber());
    }
  }

  @Test
  void itemThatCannotBeReadIsCountedAndKeepsNoneBehindIt() throws JsonProcessingException {
    PaymentToken first = record("a", 1, ACTIVE);
    remove(first);
    remove(record("b", 1, ACTIVE));
    var broken = new HashMap<>(item(first));
    broken.put("trigger", AttributeValue.fromS("NOTHING"));
    dynamoDb.put(broken);

    assertThat(total("unreadable", NOW)).isEqualTo(1);

    assertThat(sent())
        .extracting(message -> message.path("merchant_token_reference").asText())
        .containsExactly("b");
    assertThat(item(first)).isEqualTo(broken);
  }

  private Map<String, AttributeValue> item(PaymentToken token) {
    return dynamoDb.outbox().stream()
        .filter(item -> item.entrySet().containsAll(DeregistrationItem.key(token).entrySet()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean has(JsonNode line, String name) {
    return line.path(name).asInt() > 0;
  }

  /** Sends all shards, and returns the sum of what their lines say. */
  private int total(String name, Instant now) throws JsonProcessingException {
    try (var log = new TestingLog(Outbox.class)) {
      sendAll(now);
      return log.lines().stream()
          .filter(line -> line.startsWith("{"))
          .mapToInt(line -> json(line).path(name).asInt())
          .sum();
    }
  }

  private static boolean isKilled(Runnable operation) {
    try {
      operation.run();
      return false;
    } catch (SdkClientException e) {
      return true;
    }
  }

  private void sendAll() {
    sendAll(NOW);
  }

  private void sendAll(Instant now) {
    IntStream.range(0, DeregistrationRepository.SHARDS).forEach(shard -> outbox.send(shard, now));
  }

  private List<JsonNode> sent() {
    return sqs.sent(settings.deregistrationsQueue()).stream().map(OutboxTest::json).toList();
  }

  private Set<JsonNode> messagesOf(PaymentToken token) {
    return Set.copyOf(
        sent().stream()
            .filter(message -> message.path("token_id").asText().equals(token.id().value()))
            .distinct()
            .toList());
  }

  private Set<String> tokenIdsSent() {
    Set<String> ids = new TreeSet<>();
    sent().forEach(message -> ids.add(message.path("token_id").asText()));
    return ids;
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Customer customer(String reference) {
    var details =
        new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
    return customers.insert(
        Customer.create(CustomerId.random(NOW), merchant, details, NOW.minusSeconds(60)));
  }

  private void deleteCustomer() {
    customers.update(
        merchant, customer.id(), read -> read.update(read.details(), CustomerStatus.DELETED, NOW));
  }

  private PaymentToken remove(PaymentToken token) {
    return tokens.update(
        merchant,
        customer.id(),
        token.id(),
        read -> read.remove(REMOVAL, NOW),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());
  }

  private PaymentToken record(String reference, long sequence, PaymentTokenStatus status) {
    return record(reference, sequence, status, null);
  }

  private PaymentToken record(
      String reference, long sequence, PaymentTokenStatus status, @Nullable String expiry) {
    return reports
        .record(
            report("tsp", reference, sequence, status, expiry, "2026-01-31T22:59:00Z", null),
            NOW.minusSeconds(30))
        .token();
  }

  private TokenNotice report(
      String source,
      String reference,
      long sequence,
      PaymentTokenStatus status,
      @Nullable String expiry,
      String occurredAt,
      @Nullable String consentedAt) {
    return TestingNotices.active(merchant, NOW)
        .from(source)
        .at(sequence, Instant.parse(occurredAt))
        .in(status)
        .with(TokenField.EXPIRED_AT, expiry == null ? null : Instant.parse(expiry))
        .with(TokenField.CONSENTED_AT, consentedAt == null ? null : Instant.parse(consentedAt))
        .of(customer, reference);
  }
}

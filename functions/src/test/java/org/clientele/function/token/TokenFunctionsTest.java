package org.clientele.function.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.TestingApi;
import org.clientele.TestingClock;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.TestingTokens;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.queue.QueueAdapter;
import org.clientele.queue.TestingSqs;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.sweep.TestingTimer;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations on payment tokens, event in and answer out, of a clock that moves on. */
class TokenFunctionsTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final Instant NOW = TestingIdentityProvider.NOW;
  private static final String OCCURRED_AT = "2026-01-31T11:00:00Z";

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final TestingSqs sqs = new TestingSqs();
  private final CustomerRepository customers = dynamoDb.customers(SETTINGS);
  private final PaymentTokenRepository tokens = dynamoDb.tokens(SETTINGS);
  private final ApiGatewayAdapter gateway =
      TestingApi.gateway(PROVIDER.verifier(), SETTINGS, new TestingClock(NOW));
  private final QueueAdapter queue =
      TestingApi.queue(sqs.sender(), SETTINGS, new TestingClock(NOW));
  private final RecordTokensFunction recordTokens =
      new RecordTokensFunction(
          queue, dynamoDb.reports(SETTINGS), TestingApi.json(SETTINGS), SETTINGS);
  private final String reference = UUID.randomUUID().toString();
  private final Customer customer = customer();

  @Test
  void batchIsRecordedButForTheMessagesThatAreReported() throws JsonProcessingException {
    SQSEvent event =
        event(
            IntStream.range(0, 10)
                .mapToObj(
                    i -> i % 4 == 2 ? "{" : recorded(reference + i, "\"2027-01-01T00:00:00Z\"")));

    List<String> failed = failed(event);

    assertThat(failed).containsExactly("m-2", "m-6");
    JsonNode list =
        body(new ListTokensFunction(gateway, tokens).handle(request(Map.of())).getBody());
    assertThat(list.path("total_tokens").asInt()).isEqualTo(8);
    assertThat(list.path("tokens"))
        .allSatisfy(token -> assertThat(token.path("status").asText()).isEqualTo("ACTIVE"));
  }

  @Test
  void reportWithATimeThatIsNoneIsGivenUpByThatField() throws JsonProcessingException {
    SQSEvent event = event(Stream.of(recorded(reference, "\"2027-02-30T00:00:00Z\"")));
    long hourBefore = NOW.minusSeconds(3_600).toEpochMilli();
    event.getRecords().get(0).setAttributes(Map.of("SentTimestamp", Long.toString(hourBefore)));

    assertThat(failed(event)).isEmpty();

    List<String> letters = sqs.sent(SETTINGS.tokensDeadLetterQueue());
    assertThat(letters).hasSize(1);
    assertThat(body(letters.get(0)).path("code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(body(letters.get(0)).path("reason").asText()).isEqualTo("token.expired_at");
  }

  @Test
  void cardThatNeverExpiresAndFieldsThatAreNotKnownAreCounted() throws JsonProcessingException {
    String expiresAt = recorded(reference, "\"2027-01-01T00:00:00Z\"");
    String misspelt = expiresAt.replace("expired_at", "expires_at").replace("UPI", "CARD");
    assertThat(misspelt).contains("expires_at", "CARD");

    try (var log = new TestingLog(RecordTokensFunction.class)) {
      assertThat(failed(event(Stream.of(expiresAt, misspelt)))).isEmpty();

      JsonNode line = body(log.onlyLine(Level.INFO));
      assertThat(line.path("cards_without_expiry").asInt()).isEqualTo(1);
      assertThat(line.path("unknown_fields").asInt()).isEqualTo(1);
      assertThat(line.at("/_aws/CloudWatchMetrics/0/Metrics")).hasSize(3);
      assertThat(line.toString()).doesNotContain(reference);
    }
  }

  @Test
  void changeIsRecordedAndOneOfARemovedTokenIsCountedAndNoDeadLetter()
      throws JsonProcessingException {
    failed(event(Stream.of(recorded(reference, "\"2027-01-01T00:00:00Z\""))));
    assertThat(failed(event(Stream.of(changed("n-1", "11:10", "SUSPENDED"))))).isEmpty();
    PaymentToken token = tokens.list(customer.merchantId(), customer.id()).tokens().get(0);
    assertThat(token.status()).isEqualTo(PaymentTokenStatus.SUSPENDED);
    tokens.update(
        customer.merchantId(),
        customer.id(),
        token.id(),
        read -> read.remove(new TokenRemoval("removal-1", null), NOW),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());
    SQSEvent late = event(Stream.of(changed("n-2", "11:20", "ACTIVE")));
    long hourBefore = NOW.minusSeconds(3_600).toEpochMilli();
    late.getRecords().get(0).setAttributes(Map.of("SentTimestamp", Long.toString(hourBefore)));

    try (var log = new TestingLog(RecordTokensFunction.class)) {
      assertThat(failed(late)).isEmpty();

      assertThat(body(log.onlyLine(Level.INFO)).path("reports_after_removal").asInt()).isEqualTo(1);
    }
    assertThat(sqs.sent(SETTINGS.tokensDeadLetterQueue())).isEmpty();
  }

  @Test
  void tokenIsAnsweredAsItIsNow() throws JsonProcessingException {
    PaymentToken token = save(ACTIVE, NOW);

    var answer = new GetTokenFunction(gateway, tokens).handle(request(Map.of(), token));

    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
    assertThat(body(answer.getBody()).path("status").asText()).isEqualTo("DEACTIVATED");
  }

  @Test
  void deletionIsReplayedUnderItsKey() throws JsonProcessingException {
    PaymentToken token = save(ACTIVE, null);
    var function =
        new DeleteTokenFunction(
            gateway, TestingApi.idempotency(dynamoDb.requests(SETTINGS), SETTINGS), tokens);
    var request = request(Map.of("idempotency-key", reference), token);
    request.setBody("{\"merchant_unique_reference\": \"removal-1\"}");

    var first = function.handle(request);
    var again = function.handle(request);

    assertThat(first.getStatusCode()).as(first.getBody()).isEqualTo(200);
    assertThat(body(first.getBody()).path("merchant_unique_reference").asText())
        .isEqualTo("removal-1");
    assertThat(again.getBody()).isEqualTo(first.getBody());
    assertThat(first.getHeaders()).doesNotContainKey("Idempotent-Replayed");
    assertThat(again.getHeaders()).containsEntry("Idempotent-Replayed", "true");
    assertThat(dynamoDb.get(token).status()).isEqualTo(PaymentTokenStatus.DEACTIVATED);
    assertThat(dynamoDb.get(token).updatedAt()).isEqualTo(NOW);
  }

  @Test
  void tokenIsFoundByItsIdAloneAndItsCustomersTokensByTheCustomersId()
      throws JsonProcessingException {
    failed(event(Stream.of(recorded(reference, "\"2027-01-01T00:00:00Z\""))));
    PaymentToken token = recordedToken();
    var function = new GetTokenByIdFunction(gateway, tokens);
    var ended = named(customer.id().value());
    ended.setRawQueryString("status=DEACTIVATED");

    var one = function.handle(named(token.id().value()));
    var all = function.handle(named(customer.id().value()));
    var unknown = function.handle(named("token-none"));

    assertThat(body(one.getBody()))
        .isEqualTo(
            body(new GetTokenFunction(gateway, tokens).handle(request(Map.of(), token)).getBody()));
    assertThat(body(one.getBody()).path("token_id").asText()).isEqualTo(token.id().value());
    assertThat(body(all.getBody()))
        .isEqualTo(
            body(new ListTokensFunction(gateway, tokens).handle(request(Map.of())).getBody()));
    assertThat(body(all.getBody()).path("total_tokens").asInt()).isEqualTo(1);
    assertThat(body(function.handle(ended).getBody()).path("total_tokens").asInt()).isZero();
    assertThat(unknown.getStatusCode()).isEqualTo(404);
    assertThat(body(unknown.getBody()).path("code").asText()).isEqualTo("TOKEN_NOT_FOUND");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "{}",
        "{\"merchant_unique_reference\":null}",
        "{\"merchant_unique_reference\":\"\"}"
      })
  void deletionByTheIdAloneNeedsNoBodyAndHasNoReferenceThen(@Nullable String sent)
      throws JsonProcessingException {
    failed(event(Stream.of(recorded(reference, "\"2027-01-01T00:00:00Z\""))));
    PaymentToken token = recordedToken();
    var request = named(token.id().value());
    request.setBody(sent);

    var answer = deleteTokenById().handle(request);

    assertThat(body(answer.getBody()))
        .isEqualTo(
            body(
                "{\"token_id\": \"%s\", \"customer_id\": \"%s\", \"status\": \"DEACTIVATED\"}"
                    .formatted(token.id(), customer.id())));
    assertThat(dynamoDb.get(token).removal()).isEqualTo(TokenRemoval.withoutReference());
    assertThat(deleteTokenById().handle(request).getBody()).isEqualTo(answer.getBody());
  }

  @Test
  void deletionByTheIdAloneTakesTheBodyOfTheOther() throws JsonProcessingException {
    failed(event(Stream.of(recorded(reference, "\"2027-01-01T00:00:00Z\""))));
    PaymentToken token = recordedToken();
    var bad = named(token.id().value());
    bad.setBody("{\"merchant_metadata\": {\"why\": \"lost\"}}");
    var request = named(token.id().value());
    request.setBody(
        "{\"merchant_unique_reference\": \"r-1\", \"merchant_metadata\": {\"why\": \"lost\"}}");

    assertThat(deleteTokenById().handle(bad).getStatusCode()).isEqualTo(400);
    var answer = deleteTokenById().handle(request);

    assertThat(body(answer.getBody()).path("merchant_unique_reference").asText()).isEqualTo("r-1");
    assertThat(dynamoDb.get(token).removal())
        .isEqualTo(new TokenRemoval("r-1", Map.of("why", "lost")));
  }

  @Test
  void keyOfADeletionByTheIdAloneIsOfOnePayload() throws JsonProcessingException {
    failed(event(Stream.of(recorded(reference, "\"2027-01-01T00:00:00Z\""))));
    var request = named(recordedToken().id().value());
    request.getHeaders().put("idempotency-key", reference);

    var first = deleteTokenById().handle(request);
    var again = deleteTokenById().handle(request);
    request.setBody("{\"merchant_unique_reference\": \"r-1\"}");
    var other = deleteTokenById().handle(request);

    assertThat(first.getStatusCode()).as(first.getBody()).isEqualTo(200);
    assertThat(again.getBody()).isEqualTo(first.getBody());
    assertThat(again.getHeaders()).containsEntry("Idempotent-Replayed", "true");
    assertThat(other.getStatusCode()).isEqualTo(422);
  }

  @Test
  void tokenToWhoseIdNothingLeadsIsFoundWithItsCustomerAlone() {
    PaymentToken token = save(ACTIVE, null);

    assertThat(
            new GetTokenFunction(gateway, tokens).handle(request(Map.of(), token)).getStatusCode())
        .isEqualTo(200);
    assertThat(
            new GetTokenByIdFunction(gateway, tokens)
                .handle(named(token.id().value()))
                .getStatusCode())
        .isEqualTo(404);
    assertThat(deleteTokenById().handle(named(token.id().value())).getStatusCode()).isEqualTo(404);
  }

  @Test
  void defaultIsSetAndClearedOnlyByACallerThatKnowsTheCustomer() throws JsonProcessingException {
    PaymentToken token = save(ACTIVE, null);
    var set = new SetDefaultTokenFunction(gateway, dynamoDb.defaults(SETTINGS));
    var clear = new ClearDefaultTokenFunction(gateway, dynamoDb.defaults(SETTINGS));
    String wanted = "{\"token_id\": \"" + token.id() + "\"}";

    var unknowing = request(Map.of("if-match", "\"7\""));
    unknowing.setBody(wanted);
    var knowing = request(Map.of("if-match", "\"1\""));
    knowing.setBody(wanted);

    assertThat(set.handle(unknowing).getStatusCode()).isEqualTo(412);
    var answer = set.handle(knowing);
    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
    assertThat(body(answer.getBody()).path("default_token_id").asText())
        .isEqualTo(token.id().value());
    assertThat(clear.handle(unknowing).getStatusCode()).isEqualTo(412);
    var cleared = clear.handle(request(Map.of("if-match", "\"2\"")));
    assertThat(cleared.getStatusCode()).as(cleared.getBody()).isEqualTo(200);
    assertThat(body(cleared.getBody()).has("default_token_id")).isFalse();
  }

  @Test
  void tickBecomesTheShardsAndAShardIsSwept() {
    var function =
        new SweepExpiredTokensFunction(
            queue,
            TestingTimer.sweep(
                dynamoDb.dueTokens(SETTINGS), sqs.sender(), TestingApi.json(SETTINGS), SETTINGS));
    dynamoDb.clearShard(0);
    PaymentToken due = TestingTokens.inShard(0, 1, NOW.minusSeconds(60)).get(0);
    dynamoDb.put(List.of(due));

    function.handle(event(Stream.of("{\"type\": \"tokens.sweep\", \"shard\": 0}")));
    assertThat(sqs.sent(SETTINGS.sweepQueue())).isEmpty();
    assertThat(dynamoDb.get(due).status()).isEqualTo(PaymentTokenStatus.DEACTIVATED);

    function.handle(event(Stream.of("{\"type\": \"tokens.sweep\"}")));
    assertThat(sqs.sent(SETTINGS.sweepQueue())).hasSize(64);
  }

  private Customer customer() {
    var details =
        new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
    Instant before = NOW.minusSeconds(60);
    return customers.insert(
        Customer.create(CustomerId.random(before), new MerchantId("m"), details, before));
  }

  private PaymentToken recordedToken() {
    return tokens.list(customer.merchantId(), customer.id()).tokens().get(0);
  }

  private DeleteTokenByIdFunction deleteTokenById() {
    return new DeleteTokenByIdFunction(
        gateway, TestingApi.idempotency(dynamoDb.requests(SETTINGS), SETTINGS), tokens);
  }

  private APIGatewayV2HTTPEvent named(String id) {
    var request = request(Map.of());
    request.setPathParameters(Map.of("token_id", id));
    return request;
  }

  private PaymentToken save(PaymentTokenStatus status, @Nullable Instant expiry) {
    PaymentToken token = TestingTokens.token(customer.id(), reference, status, expiry);
    dynamoDb.put(List.of(token));
    return token;
  }

  private APIGatewayV2HTTPEvent request(Map<String, String> headers, PaymentToken... token) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("authorization", PROVIDER.authorization("tokens:read tokens:write"));
    all.put("content-type", "application/json");
    Map<String, String> path = new HashMap<>(Map.of("customer_id", customer.id().value()));
    for (PaymentToken named : token) {
      path.put("token_id", named.id().value());
    }
    return APIGatewayV2HTTPEvent.builder().withHeaders(all).withPathParameters(path).build();
  }

  private String recorded(String tokenReference, String expiry) {
    return """
    {"type": "token.recorded", "source": "tsp", "source_sequence": 1, "occurred_at": "%s",
     "merchant_id": "m",
     "token": {"customer_id": "%s", "merchant_token_reference": "%s", "status": "ACTIVE",
               "payment_method": "UPI", "expired_at": %s}}
    """
        .formatted(OCCURRED_AT, customer.id(), tokenReference, expiry);
  }

  private String changed(String id, String time, String status) {
    return """
    {"type": "token.changed", "source": "tsp", "notification_id": "%s",
     "occurred_at": "2026-01-31T%s:00Z", "merchant_id": "m",
     "token": {"merchant_token_reference": "%s"}, "change": {"status": "%s"}}
    """
        .formatted(id, time, reference, status);
  }

  private List<String> failed(SQSEvent event) {
    return recordTokens.handle(event).getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static SQSEvent event(Stream<String> bodies) {
    List<String> all = bodies.toList();
    var event = new SQSEvent();
    event.setRecords(
        IntStream.range(0, all.size()).mapToObj(i -> message("m-" + i, all.get(i))).toList());
    return event;
  }

  private static SQSMessage message(String id, String body) {
    var message = new SQSMessage();
    message.setMessageId(id);
    message.setBody(body);
    return message;
  }

  private static JsonNode body(String json) throws JsonProcessingException {
    return new ObjectMapper().readTree(json);
  }
}

package org.clientele.function.token;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.clientele.TestingApi;
import org.clientele.TestingClock;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.queue.TestingSqs;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.token.KeptCardData;
import org.clientele.token.PaymentToken;
import org.clientele.token.TokenField;
import org.clientele.token.TokenRemoval;
import org.junit.jupiter.api.Test;

/** What is stored and answered of cards, as the setting says. */
class KeptCardDataTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Instant NOW = TestingIdentityProvider.NOW;
  private static final MerchantId MERCHANT = new MerchantId("m");
  private static final Settings FULL = TestingSettings.of();
  private static final Settings MINIMAL =
      TestingSettings.of(Map.of("CLIENTELE_CARD_DATA", "minimal"));
  private static final Set<String> ALL =
      TokenField.CARD_DATA.stream().map(TokenField::key).collect(toSet());
  private static final Set<String> KEPT = Set.of("last4_digit", "issuer_name");

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final String reference = UUID.randomUUID().toString();
  private final Customer customer = customer();

  @Test
  void minimalIsTheLastFourDigitsAndTheIssuersName() {
    Set<String> dropped =
        KeptCardData.MINIMAL.dropped().stream().map(TokenField::key).collect(toSet());

    assertThat(KeptCardData.FULL.dropped()).isEmpty();
    assertThat(dropped).hasSize(ALL.size() - KEPT.size()).doesNotContainAnyElementsOf(KEPT);
    assertThat(FULL.cardData()).isEqualTo(KeptCardData.FULL);
  }

  @Test
  void allThatIsReportedIsStoredAndAnsweredInFull() throws Exception {
    record(FULL, recorded(1, "ACTIVE"));

    assertThat(stored()).isEqualTo(ALL);
    assertThat(answered(FULL)).isEqualTo(ALL);
  }

  @Test
  void whatIsNotAllowedIsNeverStored() throws Exception {
    record(MINIMAL, recorded(1, "ACTIVE"));
    assertThat(stored()).isEqualTo(KEPT);

    record(MINIMAL, changed(2));

    assertThat(stored()).isEqualTo(KEPT);
    assertThat(answered(FULL)).isEqualTo(KEPT);
  }

  @Test
  void whatIsStoredFromBeforeIsNotAnswered() throws Exception {
    record(FULL, recorded(1, "ACTIVE"));

    assertThat(answered(MINIMAL)).isEqualTo(KEPT);
  }

  @Test
  void whatIsStoredFromBeforeGoesWithTheNextReport() throws Exception {
    record(FULL, recorded(1, "ACTIVE"));

    record(MINIMAL, suspended(2));

    assertThat(stored()).isEqualTo(KEPT);
  }

  @Test
  void whatIsStoredFromBeforeGoesWithTheRemoval() throws Exception {
    record(FULL, recorded(1, "ACTIVE"));
    PaymentTokenRepository tokens = dynamoDb.tokens(MINIMAL);

    tokens.update(
        MERCHANT,
        customer.id(),
        token().id(),
        read -> read.remove(TokenRemoval.withoutReference(), NOW),
        ChangeOrigin.UNKNOWN_REQUEST,
        IdempotentWrite.none());

    assertThat(stored()).isEqualTo(KEPT);
  }

  /** There is no field for it, so it is counted as one that is not known. */
  @Test
  void expiryOfTheCardIsNotTheTokens() throws Exception {
    String withCardExpiry =
        recorded(1, "ACTIVE")
            .replace("\"expired_at\": \"2028-01-01T00:00:00Z\",", "")
            .replace(
                "\"emi\": true",
                "\"emi\": true, \"expiry_month\": 12, \"expiry_year\": 2031,"
                    + " \"expired_at\": \"2032-01-01T00:00:00Z\"");
    assertThat(withCardExpiry).doesNotContain("2028").contains("2031");

    record(FULL, withCardExpiry);

    assertThat(token().expiredAt()).isNull();
    assertThat(dynamoDb.item(token()).toString()).doesNotContain("2031", "2032");
  }

  /** Returns which fields of the card have a value in the store. */
  private Set<String> stored() {
    return TokenField.CARD_DATA.stream()
        .filter(field -> token().sources().value(field) != null)
        .map(TokenField::key)
        .collect(toSet());
  }

  private PaymentToken token() {
    return dynamoDb.tokens(FULL).list(MERCHANT, customer.id()).tokens().get(0);
  }

  /** Returns the same, whichever operation answers it. */
  private Set<String> answered(Settings settings) throws Exception {
    PaymentTokenRepository tokens = dynamoDb.tokens(settings);
    ApiGatewayAdapter gateway =
        TestingApi.gateway(PROVIDER.verifier(), settings, new TestingClock(NOW));
    Map<String, String> both =
        Map.of("customer_id", customer.id().value(), "token_id", token().id().value());
    JsonNode one = body(new GetTokenFunction(gateway, tokens).handle(request(both)).getBody());
    JsonNode named =
        body(
            new GetTokenByIdFunction(gateway, tokens)
                .handle(request(Map.of("token_id", token().id().value())))
                .getBody());
    JsonNode list = body(new ListTokensFunction(gateway, tokens).handle(request(both)).getBody());

    assertThat(named).isEqualTo(one);
    assertThat(list.at("/tokens/0/card_data")).isEqualTo(one.path("card_data"));
    Set<String> names = new HashSet<>();
    one.path("card_data").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static APIGatewayV2HTTPEvent request(Map<String, String> path) {
    return APIGatewayV2HTTPEvent.builder()
        .withHeaders(Map.of("authorization", PROVIDER.authorization("tokens:read")))
        .withPathParameters(path)
        .build();
  }

  private void record(Settings settings, String message) {
    var queue = TestingApi.queue(new TestingSqs().sender(), settings, new TestingClock(NOW));
    var function =
        new RecordTokensFunction(
            queue, dynamoDb.reports(settings), TestingApi.json(settings), settings);
    var sent = new SQSMessage();
    sent.setMessageId("m-1");
    sent.setBody(message);
    var event = new SQSEvent();
    event.setRecords(List.of(sent));
    assertThat(function.handle(event).getBatchItemFailures()).isEmpty();
  }

  private static final String CARD =
      """
      {"last4_digit": "1234", "card_type": "CREDIT", "network_name": "Visa",
       "issuer_name": "HDFC", "card_category": "consumer", "country_code": "IN",
       "international": false, "emi": true, "cvv_required": false}
      """;

  private String recorded(int sequence, String status) {
    return """
    {"type": "token.recorded", "source": "tsp", "source_sequence": %d,
     "occurred_at": "2026-01-31T11:00:00Z", "merchant_id": "m",
     "token": {"customer_id": "%s", "merchant_token_reference": "%s", "status": "%s",
               "payment_method": "CARD", "expired_at": "2028-01-01T00:00:00Z", "card_data": %s}}
    """
        .formatted(sequence, customer.id(), reference, status, CARD);
  }

  private String changed(int sequence) {
    return change(sequence, "{\"card_data\": %s}".formatted(CARD.replace("Visa", "RuPay")));
  }

  private String suspended(int sequence) {
    return change(sequence, "{\"status\": \"SUSPENDED\"}");
  }

  private String change(int sequence, String change) {
    return """
    {"type": "token.changed", "source": "tsp", "source_sequence": %d, "notification_id": "n-%d",
     "occurred_at": "2026-01-31T11:10:00Z", "merchant_id": "m",
     "token": {"merchant_token_reference": "%s"}, "change": %s}
    """
        .formatted(sequence, sequence, reference, change);
  }

  private Customer customer() {
    var details =
        new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
    Instant before = NOW.minusSeconds(60);
    return dynamoDb
        .customers(FULL)
        .insert(Customer.create(CustomerId.random(before), MERCHANT, details, before));
  }

  private static JsonNode body(String json) throws Exception {
    return new ObjectMapper().readTree(json);
  }
}

package org.clientele.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

class IdempotencyTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final Instant NOW = TestingIdentityProvider.NOW;

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final CustomerRepository customers = dynamoDb.customers(SETTINGS);
  private final Idempotency idempotency =
      TestingApi.idempotency(dynamoDb.requests(SETTINGS), SETTINGS);

  /** Other than the keys and references of all other tests. */
  private final String unique = UUID.randomUUID().toString();

  @Test
  void repetitionIsAnsweredAsTheFirstAndMarked() {
    var first = create("key", "Asha", NOW);
    var again = create("key", "Asha", NOW.plusSeconds(1));

    assertThat(first.getStatusCode()).as(first.getBody()).isEqualTo(201);
    assertThat(first.getHeaders()).doesNotContainKey("Idempotent-Replayed");
    assertReplayed(again, first);
  }

  @Test
  void payloadIsTheSameWhateverTheOrderOfItsFields() {
    String reference = "\"merchant_customer_reference\":\"" + unique + "\"";
    var first = createUnder(unique, "{" + reference + ",\"first_name\":\"Asha\"}", NOW);

    var again = createUnder(unique, "{ \"first_name\" : \"Asha\", " + reference + "}", NOW);

    assertReplayed(again, first);
  }

  @Test
  void payloadIsTheSameInWhateverFormItsTextsAreWritten() {
    String reference = "{\"merchant_customer_reference\":\"" + unique + "\"";
    var first = createUnder(unique, reference + ",\"first_name\":\"Ren\u00e9 Rao\"}", NOW);
    var again =
        createUnder(
            unique, reference + ",\"first_name\":\" Rene\u0301\\tRao\",\"last_name\":\"\"}", NOW);

    Customer customer = customers.get(new MerchantId("m"), new CustomerId(id(first)));
    var changed = update(customer, "key", "Asha", NOW);

    assertReplayed(again, first);
    assertReplayed(update(customer, "key", " Asha ", NOW), changed);
  }

  private static String id(APIGatewayV2HTTPResponse response) {
    Matcher id = Pattern.compile("\"customer_id\":\"([^\"]+)\"").matcher(response.getBody());
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  @Test
  void otherPayloadUnderTheKeyIsRefusedAndDoesNothing() {
    create("key", "Asha", NOW);

    var other = create("key", "Ravi", NOW);

    assertThat(other.getStatusCode()).isEqualTo(422);
    assertThat(other.getBody()).contains("DUPLICATE_REQUEST", "Idempotency-Key");
    assertThat(create("other-key", "Asha", NOW).getBody()).contains("Asha");
  }

  @Test
  void answerIsKeptFor24HoursByTheServicesClock() {
    Customer customer = customer();
    var first = update(customer, "key", "Asha", NOW);
    update(customer, "other-key", "Ravi", NOW);

    var lastReplay = update(customer, "key", "Asha", NOW.plus(Duration.ofHours(24)));
    var afresh = update(customer, "key", "Asha", NOW.plus(Duration.ofHours(24)).plusSeconds(1));

    assertReplayed(lastReplay, first);
    assertThat(afresh.getHeaders())
        .doesNotContainKey("Idempotent-Replayed")
        .containsEntry("ETag", "\"4\"");
  }

  @Test
  void changeThatChangedNothingIsReplayedAfterOthersHaveChangedTheCustomer() {
    Customer customer = customer();
    update(customer, "first", "Asha", NOW);
    var unchanged = update(customer, "key", "Asha", NOW);
    update(customer, "second", "Ravi", NOW);

    var again = update(customer, "key", "Asha", NOW);

    assertReplayed(again, unchanged);
  }

  @Test
  void refusalByTheCustomersStateIsReplayed() {
    create("first", "Asha", NOW);
    var refused = create("key", "Ravi", NOW);

    var again = create("key", "Ravi", NOW);

    assertThat(refused.getStatusCode()).isEqualTo(422);
    assertReplayed(again, refused);
  }

  @Test
  void invalidRequestIsCheckedAgain() {
    Customer customer = customer();
    var refused = refuse("key", "Asha", ErrorCode.INVALID_REQUEST);

    var accepted = update(customer, "key", "Asha", NOW);

    assertThat(refused.getStatusCode()).isEqualTo(400);
    assertThat(accepted.getStatusCode()).isEqualTo(200);
  }

  @Test
  void whatHasBecomeInvalidSinceIsStillReplayed() {
    var first = update(customer(), "key", "Asha", NOW);

    var again = refuse("key", "Asha", ErrorCode.INVALID_REQUEST);

    assertReplayed(again, first);
  }

  @ParameterizedTest
  @CsvSource({
    "None, None, TransactionConflict, IDEMPOTENCY_IN_PROGRESS, 409",
    "ThrottlingError, None, None, RATE_LIMITED, 429",
    "None, ProvisionedThroughputExceeded, None, RATE_LIMITED, 429",
    "ValidationError, None, None, INTERNAL_ERROR, 500"
  })
  void cancelledTransactionIsToldByItsReasonAndNothingIsKept(
      String customer, String identity, String answer, String code, int status) {
    dynamoDb.failNext(
        TransactionCanceledException.builder()
            .statusCode(400)
            .cancellationReasons(
                Stream.of(customer, identity, answer)
                    .map(reason -> CancellationReason.builder().code(reason).build())
                    .toList())
            .build());

    var failed = create("key", "Asha", NOW);
    var retried = create("key", "Asha", NOW);

    assertThat(failed.getStatusCode()).as(failed.getBody()).isEqualTo(status);
    assertThat(failed.getBody()).contains(code);
    assertThat(retried.getStatusCode()).isEqualTo(201);
    assertThat(retried.getHeaders()).doesNotContainKey("Idempotent-Replayed");
  }

  @Test
  void conflictAtTheCustomerAloneIsTriedAgain() {
    dynamoDb.failNext(
        TransactionCanceledException.builder()
            .cancellationReasons(
                Stream.of("TransactionConflict", "None", "None")
                    .map(reason -> CancellationReason.builder().code(reason).build())
                    .toList())
            .build());

    assertThat(create("key", "Asha", NOW).getStatusCode()).isEqualTo(201);
  }

  @Test
  void transactionStillInProgressIsTriedAgain() {
    dynamoDb.failNext(TransactionInProgressException.builder().message("still").build());

    assertThat(create("key", "Asha", NOW).getStatusCode()).isEqualTo(201);
  }

  @Test
  void outageIsNotKept() {
    dynamoDb.failNext(InternalServerErrorException.builder().statusCode(500).build());

    var failed = create("key", "Asha", NOW);
    var retried = create("key", "Asha", NOW);

    assertThat(failed.getStatusCode()).isEqualTo(503);
    assertThat(retried.getStatusCode()).isEqualTo(201);
    assertThat(retried.getHeaders()).doesNotContainKey("Idempotent-Replayed");
  }

  @Test
  void retryAfterALostAnswerGetsTheStoredOne() {
    dynamoDb.loseNextAnswer();

    var lost = create("key", "Asha", NOW);
    var retried = create("key", "Asha", NOW);

    assertThat(lost.getStatusCode()).isEqualTo(503);
    assertThat(retried.getStatusCode()).isEqualTo(201);
    assertThat(retried.getHeaders()).containsEntry("Idempotent-Replayed", "true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "é", "\u0000"})
  void keyOutOfItsRuleIsRefused(String key) {
    assertKeyRefused(key);
  }

  @Test
  void keyHasAtMost255Characters() {
    assertKeyRefused("k".repeat(256));
    assertThat(createUnder("k".repeat(219) + unique, body("Asha"), NOW).getStatusCode())
        .isEqualTo(201);
  }

  private void assertKeyRefused(String key) {
    var response = createUnder(key, body("Asha"), NOW);

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody()).contains("INVALID_REQUEST", "Idempotency-Key");
  }

  private static void assertReplayed(
      APIGatewayV2HTTPResponse again, APIGatewayV2HTTPResponse first) {
    assertThat(again.getStatusCode()).as(again.getBody()).isEqualTo(first.getStatusCode());
    assertThat(again.getBody()).isEqualTo(first.getBody());
    assertThat(again.getHeaders()).containsEntry("Idempotent-Replayed", "true");
    assertThat(again.getHeaders().get("ETag")).isEqualTo(first.getHeaders().get("ETag"));
  }

  private String body(String firstName) {
    return "{\"merchant_customer_reference\":\"%s\",\"first_name\":\"%s\"}"
        .formatted(unique, firstName);
  }

  private APIGatewayV2HTTPResponse create(String key, String firstName, Instant now) {
    return createUnder(key + unique, body(firstName), now);
  }

  private APIGatewayV2HTTPResponse createUnder(String key, String body, Instant now) {
    return handle(
        Route.CREATE_CUSTOMER,
        key,
        body,
        now,
        request -> {
          var details = request.body(CustomerDetails.class);
          var customer =
              Customer.create(CustomerId.random(now), request.caller().merchantId(), details, now);
          return idempotency.once(
              request,
              details,
              (Customer created) -> ApiResponse.created(created, now),
              answer -> customers.insert(customer, answer));
        });
  }

  private APIGatewayV2HTTPResponse update(Customer customer, String key, String name, Instant now) {
    return handle(
        Route.UPDATE_CUSTOMER,
        key + unique,
        body(name),
        now,
        request ->
            idempotency.once(
                request,
                request.patch().normalForm(),
                (Customer updated) -> ApiResponse.ok(updated, now),
                answer ->
                    customers.update(
                        customer.merchantId(),
                        customer.id(),
                        read ->
                            read.update(
                                request.patch().applyTo(read.details()), read.status(), now),
                        UNKNOWN_REQUEST,
                        answer)));
  }

  private APIGatewayV2HTTPResponse refuse(String key, String name, ErrorCode code) {
    return handle(
        Route.UPDATE_CUSTOMER,
        key + unique,
        body(name),
        NOW,
        request ->
            idempotency.once(
                request,
                request.patch().normalForm(),
                (Customer never) -> ApiResponse.ok(never, NOW),
                answer -> {
                  throw new ApiException(code, "refused");
                }));
  }

  private Customer customer() {
    var details = new CustomerDetails(unique, null, null, null, null, null, null, null, null, null);
    return customers.insert(
        Customer.create(CustomerId.random(NOW), new MerchantId("m"), details, NOW));
  }

  private APIGatewayV2HTTPResponse handle(
      Route route, String key, String body, Instant now, ApiGatewayAdapter.Operation operation) {
    var headers =
        Map.of(
            "authorization",
            PROVIDER.authorization("customers:write"),
            "content-type",
            "application/json",
            "idempotency-key",
            key);
    var gateway =
        TestingApi.gateway(PROVIDER.verifier(), SETTINGS, Clock.fixed(now, ZoneOffset.UTC));
    return gateway.handle(
        APIGatewayV2HTTPEvent.builder().withHeaders(headers).withBody(body).build(),
        route,
        operation);
  }
}

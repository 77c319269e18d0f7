package org.clientele.function.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.clientele.TestingApi;
import org.clientele.TestingClock;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.DefaultToken;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.merchant.MerchantRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateCustomerFunctionTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final MerchantId MERCHANT = new MerchantId("m");
  private static final Instant EXPIRY = TestingIdentityProvider.NOW;

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final CustomerRepository customers = dynamoDb.customers(SETTINGS);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void replayIsTheFirstAnswerThoughTheDefaultTokenExpiresMeanwhile(int secondsBefore) {
    Customer customer = customerWithDefaultToken();
    UpdateCustomerFunction function = function(EXPIRY.minusSeconds(secondsBefore));

    var first = function.handle(update(customer));
    var again = function.handle(update(customer));

    assertThat(first.getStatusCode()).as(first.getBody()).isEqualTo(200);
    assertThat(again.getHeaders()).containsEntry("Idempotent-Replayed", "true");
    assertThat(again.getBody()).isEqualTo(first.getBody());
  }

  @Test
  void customerHasAnotherEntityTagOnceItsDefaultTokenHasExpired() {
    Customer customer = customerWithDefaultToken();
    var before = function(EXPIRY.minusSeconds(9)).handle(update(customer));
    String tag = tag(before);

    var late = function(EXPIRY).handle(matching(customer, tag));
    String seen = tag(late);
    var matched = function(EXPIRY).handle(matching(customer, seen));

    assertThat(before.getBody()).contains("default_token_id");
    assertThat(late.getStatusCode()).isEqualTo(412);
    assertThat(matched.getStatusCode()).as(matched.getBody()).isEqualTo(200);
    assertThat(matched.getBody()).doesNotContain("default_token_id");
    assertThat(tag(matched)).isNotIn(tag, seen);
  }

  /** What a caller reads it may send back, though others have changed the customer meanwhile. */
  @Test
  void whatTheServiceSetsMayBeSentBackAsItWasRead() {
    Customer customer = customerWithDefaultToken();
    String read = function(EXPIRY.minusSeconds(9)).handle(update(customer)).getBody();
    function(EXPIRY.minusSeconds(8)).handle(patch(customer, "{\"first_name\": \"Asha\"}"));

    var response = function(EXPIRY.minusSeconds(7)).handle(patch(customer, read));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
    assertThat(response.getBody()).contains("Asha");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "customer_id | \"other\"",
        "default_token_id | \"token-2\"",
        "default_token_id | null",
        "default_token_id | \"\"",
        "created_at | \"2026-01-31T11:59:00.000001Z\"",
        "created_at | \"yesterday\"",
        "updated_at | \"2020-01-01T00:00:00Z\"",
        "updated_at | \"2030-01-01T00:00:00Z\""
      })
  void whatTheServiceSetsCannotBeChanged(String field, String value) {
    Customer customer = customerWithDefaultToken();

    var response =
        function(EXPIRY.minusSeconds(9))
            .handle(patch(customer, "{\"%s\": %s}".formatted(field, value)));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(400);
    assertThat(response.getBody())
        .contains(field + " cannot be changed", "\"reason\":\"" + field + "\"");
    assertThat(customers.get(MERCHANT, customer.id())).isEqualTo(customer);
  }

  @Test
  void defaultTokenThatIsNotThereIsNotTakenAway() {
    Customer customer = customerWithDefaultToken();

    var response = function(EXPIRY).handle(patch(customer, "{\"default_token_id\": null}"));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
  }

  @Test
  void badFieldsOfDetailsAndOthersAreAllNamed() {
    Customer customer = customerWithDefaultToken();
    String body =
        "{\"status\": \"GONE\", \"email_id\": \"x\", \"mobile_number\": \"1234567890123456\"}";

    var response = function(EXPIRY).handle(patch(customer, body));

    assertThat(response.getBody())
        .contains(
            "{\"reason\":\"status\",\"message\":\"status must be one of INACTIVE, ACTIVE,"
                + " SUSPENDED, DELETED\"}",
            "\"reason\":\"email_id\"",
            "\"reason\":\"mobile_number\"");
  }

  @Test
  void statusThatIsMisspeltIsNoticed() {
    Customer customer = customerWithDefaultToken();

    var response = function(EXPIRY).handle(patch(customer, "{\"staus\": \"ACTIVE\"}"));

    assertThat(response.getHeaders()).containsEntry("Did-You-Mean", "status");
  }

  private static APIGatewayV2HTTPEvent patch(Customer customer, String body) {
    return update(customer, body, "if-match", "*");
  }

  private static String tag(APIGatewayV2HTTPResponse response) {
    return String.valueOf(response.getHeaders().get("ETag"));
  }

  private Customer customerWithDefaultToken() {
    String unique = UUID.randomUUID().toString();
    var details = new CustomerDetails(unique, null, null, null, null, null, null, null, null, null);
    Instant now = EXPIRY.minusSeconds(60);
    Customer customer =
        customers.insert(Customer.create(CustomerId.random(now), MERCHANT, details, now));
    return customers.update(
        MERCHANT,
        customer.id(),
        read -> read.withDefaultToken(new DefaultToken("token-1", EXPIRY), now),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());
  }

  private UpdateCustomerFunction function(Instant first) {
    MerchantRepository merchants = dynamoDb.merchants(SETTINGS);
    return new UpdateCustomerFunction(
        TestingApi.gateway(PROVIDER.verifier(), SETTINGS, merchants, new TestingClock(first)),
        new CustomFieldCheck(merchants, dynamoDb.customFields(merchants, SETTINGS)),
        TestingApi.idempotency(dynamoDb.requests(SETTINGS), SETTINGS),
        customers);
  }

  private static APIGatewayV2HTTPEvent update(Customer customer) {
    return update(customer, "{\"status\": \"ACTIVE\"}", "idempotency-key", customer.id().value());
  }

  private static APIGatewayV2HTTPEvent matching(Customer customer, String tag) {
    return update(customer, "{\"first_name\": \"Asha\"}", "if-match", tag);
  }

  private static APIGatewayV2HTTPEvent update(
      Customer customer, String body, String header, String value) {
    return APIGatewayV2HTTPEvent.builder()
        .withHeaders(
            Map.of(
                "authorization",
                PROVIDER.authorization("customers:write"),
                "content-type",
                "application/json",
                header,
                value))
        .withPathParameters(Map.of("customer_id", customer.id().value()))
        .withBody(body)
        .build();
  }
}

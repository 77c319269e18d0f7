package org.clientele.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.clientele.TestingApi;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.CustomerDetails;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.CustomerId;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.operation.DeleteTokenResponse;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLogTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();

  private static final String CUSTOMER = "cust-1";

  private final TestingLog log = new TestingLog(RequestLog.class);
  private final ApiGatewayAdapter gateway =
      TestingApi.gateway(PROVIDER.verifier(), TestingSettings.of());

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void lineSaysWhoAskedWhatAndHowItEnded() throws Exception {
    refuse(Map.of("request-id", "r-1", "authorization", PROVIDER.authorization("customers:write")));

    JsonNode line = new ObjectMapper().readTree(log.lines().get(0));
    assertThat(line.path("request_id").asText()).isEqualTo("r-1");
    assertThat(line.path("function").asText()).isEqualTo("create-customer");
    assertThat(line.path("merchant").asText()).isEqualTo("m");
    assertThat(line.path("status").asInt()).isEqualTo(422);
    assertThat(line.path("code").asText()).isEqualTo("USER_AUTHENTICATION_FAILED");
    assertThat(line.path("store_calls").isIntegralNumber()).isTrue();
    assertMetricsAreNumbers(line, "duration_ms");
  }

  @Test
  void callerIsNamedAlsoWhereItsScopeIsMissing() throws Exception {
    refuse(Map.of("authorization", PROVIDER.authorization("customers:read")));

    JsonNode line = new ObjectMapper().readTree(log.lines().get(0));
    assertThat(line.path("status").asInt()).isEqualTo(403);
    assertThat(line.path("merchant").asText()).isEqualTo("m");
  }

  @Test
  void lineNamesClientAccessTokenAndTheHashOfTheCustomer() throws Exception {
    JwtClaims claims = TestingIdentityProvider.claims("customers:write");
    claims.setStringClaim("client_id", "shop-1");
    claims.setJwtId("token-1");

    answer(claims, Map.of("customer_id", CUSTOMER), request -> ApiResponse.ok(""));

    JsonNode line = new ObjectMapper().readTree(log.lines().get(0));
    assertThat(line.path("client").asText()).isEqualTo("shop-1");
    assertThat(line.path("jti").asText()).isEqualTo("token-1");
    // printf %s cust-1 | openssl dgst -sha256 -hmac test-audit-key | cut -c1-16
    assertThat(line.path("customer").asText()).isEqualTo("782a19bb539f3a14");
  }

  @Test
  void customerIsAlsoThatOfTheAnswerWhereThePathHasNone() {
    JwtClaims claims = TestingIdentityProvider.claims("customers:write");
    String hash = new CustomerHash(TestingSettings.AUDIT_KEY).of(new CustomerId(CUSTOMER));

    answer(claims, Map.of(), RequestLogTest::deleted);
    answer(claims, Map.of("customer_id", CUSTOMER), RequestLogTest::refuse);
    answer(claims, Map.of(), RequestLogTest::refuse);
    answer(claims, Map.of("customer_id", "no id"), RequestLogTest::refuse);

    assertThat(log.lines())
        .filteredOn(line -> !line.contains("cold_starts"))
        .extracting(line -> line.contains("\"customer\":\"" + hash + "\""))
        .containsExactly(true, true, false, false);
    assertThat(log.lines()).noneMatch(line -> line.contains(CUSTOMER));
  }

  /** Nobody knows who that was. */
  @Test
  void customerThatAnUnknownCallerNamesIsNotHashed() {
    gateway.handle(
        APIGatewayV2HTTPEvent.builder().withPathParameters(Map.of("customer_id", CUSTOMER)).build(),
        Route.GET_CUSTOMER,
        RequestLogTest::refuse);

    assertThat(log.lines().get(0)).doesNotContain("\"customer\"");
  }

  @Test
  void whatMayBeAnEmailAddressIsHashed() throws Exception {
    JwtClaims claims = TestingIdentityProvider.claims("customers:write");
    claims.setSubject("asha@example.com");

    answer(claims, Map.of(), request -> ApiResponse.ok(""));

    assertThat(log.lines()).noneMatch(line -> line.contains("asha"));
    assertThat(new ObjectMapper().readTree(log.lines().get(0)).path("client").asText())
        .matches("~[0-9a-f]{12}");
  }

  @Test
  void requestOfNoCallerLeavesNoLineAndIsNoColdStart() {
    gateway.handle(
        APIGatewayV2HTTPEvent.builder().withVersion(Priming.VERSION).build(),
        Route.GET_CUSTOMER,
        request -> ApiResponse.ok(""));
    assertThat(log.lines()).isEmpty();

    refuse(Map.of());
    assertThat(log.lines()).hasSize(2).last().asString().contains("\"cold_starts\":1");
  }

  @Test
  void whoeverHasAValidTokenIsLoggedWhateverVersionTheEventHas() {
    APIGatewayV2HTTPEvent event =
        event(TestingIdentityProvider.claims("customers:write"), Map.of(), "r-1");
    event.setVersion(Priming.VERSION);

    gateway.handle(event, Route.CREATE_CUSTOMER, request -> ApiResponse.ok(""));

    assertThat(log.lines()).singleElement().asString().contains("\"request_id\":\"r-1\"");
  }

  /** Of a success with ids as most issuers have them. */
  @Test
  void usualLineHasItsIdsAsTheyAre() {
    String id = UUID.randomUUID().toString();

    String line = longLine(id, id, request -> ApiResponse.ok(""));

    assertThat(line).hasSizeLessThanOrEqualTo(500).doesNotContain("~");
  }

  @ParameterizedTest
  @CsvSource({"x, 255", "x, 14", "'\"', 255", "'\"', 13", "\\, 13"})
  void longestLineHasAtMost500BytesAndHashesInPlaceOfIds(String character, int length) {
    String line = longLine("m".repeat(64), character.repeat(length), RequestLogTest::refuse);

    assertThat(line)
        .hasSizeLessThanOrEqualTo(500)
        .contains("\"merchant\":\"~", "\"client\":\"~", "\"jti\":\"~")
        .contains("\"request_id\":\"" + "m".repeat(64) + "\"");
  }

  @Test
  void idsThatAreNoLongerThanTheirHashesStay() {
    String line = longLine("m".repeat(64), "x".repeat(13), RequestLogTest::refuse);

    assertThat(line).hasSizeLessThanOrEqualTo(500).contains("\"client\":\"" + "x".repeat(13));
  }

  private String longLine(String ours, String others, ApiGatewayAdapter.Operation operation) {
    JwtClaims claims = TestingIdentityProvider.claims("tokens:write");
    claims.setStringClaim("merchant_id", ours);
    claims.setStringClaim("client_id", others);
    claims.setJwtId(others);
    var settings = TestingSettings.of(Map.of("CLIENTELE_METRICS_NAMESPACE", "n".repeat(32)));
    TestingApi.gateway(PROVIDER.verifier(), settings)
        .handle(
            event(claims, Map.of("customer_id", CUSTOMER), ours),
            Route.DELETE_TOKEN_BY_ID,
            operation);
    return log.lines().get(0);
  }

  @Test
  void firstRequestAndUnknownFieldsAddALineOfMetrics() throws Exception {
    accept("{}");
    accept("{}");
    accept("{\"nickname\": 1, \"billing_address\": {\"street\": 2}, \"status\": \"ACTIVE\"}");

    assertThat(log.lines()).hasSize(5);
    JsonNode first = new ObjectMapper().readTree(log.lines().get(1));
    JsonNode last = new ObjectMapper().readTree(log.lines().get(4));
    assertThat(first.path("cold_starts").asInt()).isEqualTo(1);
    assertThat(first.path("unknown_fields").asInt()).isZero();
    assertThat(last.path("cold_starts").asInt()).isZero();
    assertThat(last.path("unknown_fields").asInt()).isEqualTo(2);
    assertMetricsAreNumbers(first, "cold_starts", "unknown_fields");
  }

  private static void assertMetricsAreNumbers(JsonNode line, String... names) {
    JsonNode directive = line.at("/_aws/CloudWatchMetrics/0");

    assertThat(line.at("/_aws/Timestamp").asLong())
        .isEqualTo(TestingIdentityProvider.NOW.toEpochMilli());
    assertThat(directive.path("Namespace").asText()).isEqualTo("clientele-test");
    assertThat(StreamSupport.stream(directive.path("Metrics").spliterator(), false))
        .extracting(metric -> metric.path("Name").asText())
        .containsExactly(names)
        .allMatch(name -> line.path(name).isNumber());
    assertThat(StreamSupport.stream(directive.path("Dimensions").spliterator(), false))
        .isNotEmpty()
        .allSatisfy(
            set -> set.forEach(name -> assertThat(line.path(name.asText()).asText()).isNotEmpty()));
  }

  private void refuse(Map<String, String> headers) {
    gateway.handle(
        APIGatewayV2HTTPEvent.builder().withHeaders(headers).build(),
        Route.CREATE_CUSTOMER,
        RequestLogTest::refuse);
  }

  private static ApiResponse refuse(ApiRequest request) {
    throw new ApiException(ErrorCode.USER_AUTHENTICATION_FAILED, "refused");
  }

  private static ApiResponse deleted(ApiRequest request) {
    return ApiResponse.ok(
        new DeleteTokenResponse("token-1", CUSTOMER, PaymentTokenStatus.DEACTIVATED, null));
  }

  private void answer(
      JwtClaims claims, Map<String, String> path, ApiGatewayAdapter.Operation operation) {
    gateway.handle(event(claims, path, "r-1"), Route.CREATE_CUSTOMER, operation);
  }

  private static APIGatewayV2HTTPEvent event(
      JwtClaims claims, Map<String, String> path, String requestId) {
    var headers =
        Map.of(
            "authorization", "Bearer " + PROVIDER.sign(claims.toJson()), "request-id", requestId);
    return APIGatewayV2HTTPEvent.builder().withHeaders(headers).withPathParameters(path).build();
  }

  private void accept(String body) {
    var headers =
        Map.of(
            "authorization",
            PROVIDER.authorization("customers:write"),
            "content-type",
            "application/json");
    gateway.handle(
        APIGatewayV2HTTPEvent.builder().withHeaders(headers).withBody(body).build(),
        Route.CREATE_CUSTOMER,
        request -> ApiResponse.ok(request.body(CustomerDetails.class)));
  }
}

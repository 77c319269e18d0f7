package org.clientele.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.clientele.TestingApi;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.CustomerDetails;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.metrics.EmbeddedMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestLogTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();

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
  void longestLineHasAtMost500Bytes() {
    String longest = "x".repeat(64);
    var line =
        new RequestLine(
            EmbeddedMetrics.of(
                TestingIdentityProvider.NOW,
                "n".repeat(32),
                RequestLine.dimensions("c"),
                "duration_ms"),
            longest,
            Route.REFUSE_UNKNOWN_ROUTE.function(),
            longest,
            422,
            ErrorCode.USER_AUTHENTICATION_FAILED.code(),
            10_000,
            99);

    assertThat(TestingApi.json(TestingSettings.of()).write(line).getBytes(UTF_8))
        .hasSizeLessThanOrEqualTo(500);
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
        request -> {
          throw new ApiException(ErrorCode.USER_AUTHENTICATION_FAILED, "refused");
        });
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

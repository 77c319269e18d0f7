package org.clientele.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.customer.operation.UpdateCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.http.ApiGatewayAdapter.Operation;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;
import org.clientele.settings.Settings;
import org.clientele.token.operation.ListTokensRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class ApiGatewayAdapterTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final Json JSON = TestingApi.json(SETTINGS);

  private final ApiGatewayAdapter gateway = gateway(SETTINGS);

  private static ApiGatewayAdapter gateway(Settings settings) {
    return TestingApi.gateway(PROVIDER.verifier(), settings);
  }

  @ParameterizedTest
  @EnumSource
  void everyErrorIsAnsweredInTheContractsShape(ErrorCode code) {
    Operation operation =
        request -> {
          throw new ApiException(code, "what is wrong", "what to look at");
        };

    var response = handle(event("{}"), operation);

    JsonNode body = body(response);
    assertThat(response.getStatusCode()).isEqualTo(code.httpStatus());
    assertThat(body.get("code").asText()).isEqualTo(code.code());
    assertThat(body.get("message").asText()).isEqualTo("what is wrong");
    assertThat(body.at("/additional_error_details/source").asText()).isEqualTo("clientele");
    assertThat(body.at("/additional_error_details/step").asText()).isEqualTo("create-customer");
    assertThat(body.at("/additional_error_details/reason").asText()).isEqualTo("what to look at");
    assertThat(response.getHeaders())
        .containsEntry("Content-Type", "application/json")
        .containsKey("Request-ID");
    assertThat(response.getHeaders().containsKey("Retry-After")).isEqualTo(code.isTransient());
    assertThat(response.getHeaders().get("WWW-Authenticate")).isEqualTo(challenge(code));
  }

  /** As RFC 6750 has it: nothing of an error where no token was sent. */
  private static @Nullable String challenge(ErrorCode code) {
    return switch (code) {
      case UNAUTHORIZED -> "Bearer";
      case ACCESS_TOKEN_INVALID ->
          "Bearer error=\"invalid_token\", error_description=\"what is wrong\"";
      case FORBIDDEN -> "Bearer error=\"insufficient_scope\", scope=\"what to look at\"";
      default -> null;
    };
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S, 1", "PT1S, 1", "PT59.5S, 60", "PT5M, 300"})
  void failureThatPassesAtAKnownTimeSaysInHowManySeconds(Duration time, String seconds) {
    for (ErrorCode code : List.of(ErrorCode.ACCESS_TOKEN_INVALID, ErrorCode.RATE_LIMITED)) {
      var response =
          handle(
              event("{}"),
              request -> {
                throw new ApiException(code, "not now").withRetryAfter(time);
              });

      assertThat(response.getHeaders()).containsEntry("Retry-After", seconds);
    }
  }

  @Test
  void defectIsAnsweredWithoutItsMessage() {
    var response =
        handle(
            event("{}"),
            request -> {
              throw new IllegalStateException("asha@example.com");
            });

    assertThat(response.getStatusCode()).isEqualTo(500);
    assertThat(response.getBody()).doesNotContain("asha").contains("INTERNAL_ERROR");
  }

  @Test
  void storeThatCannotBeReachedIsUnavailable() {
    for (RuntimeException outage :
        new RuntimeException[] {
          SdkClientException.create("no route"),
          DynamoDbException.builder().statusCode(500).build(),
          DynamoDbException.builder().statusCode(503).build()
        }) {
      var response =
          handle(
              event("{}"),
              request -> {
                throw outage;
              });

      assertThat(response.getStatusCode()).isEqualTo(503);
      assertThat(response.getHeaders()).containsEntry("Retry-After", "1");
    }
  }

  @Test
  void tokenIsAskedForBeforeAnythingElse() {
    var without = event("not json");
    without.getHeaders().remove("authorization");
    var lacking = event("not json");
    lacking.getHeaders().put("authorization", PROVIDER.authorization("customers:read"));

    assertThat(handle(without, this::echo).getStatusCode()).isEqualTo(401);
    assertThat(handle(lacking, this::echo).getStatusCode()).isEqualTo(403);
    assertThat(body(handle(lacking, this::echo)).at("/additional_error_details/reason").asText())
        .isEqualTo("customers:write");
  }

  @ParameterizedTest
  @CsvSource({"abc-1._X, true", "a b, false", "'', false", "<script>, false"})
  void requestIdIsEchoedOrMade(String given, boolean echoed) {
    var event = event("{}");
    event.getHeaders().put("request-id", given);

    String answered = String.valueOf(handle(event, this::echo).getHeaders().get("Request-ID"));

    assertThat(answered).matches("[A-Za-z0-9._-]{1,64}");
    assertThat(answered.equals(given)).isEqualTo(echoed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{",
        "{}x",
        "{} {}",
        "\uFEFF{}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":00}",
        "{/**/}"
      })
  void bodyThatIsNotOneObjectIsRefused(String body) {
    assertRefused(400, "body", event(body));
  }

  /** Nobody sees it in an editor, so no line and column would help. */
  @Test
  void byteOrderMarkIsRefusedByName() {
    var response = handle(event("\uFEFF{}"), this::echo);

    assertThat(body(response).get("message").asText())
        .isEqualTo("body must not begin with a byte order mark (U+FEFF)");
  }

  @Test
  void headIsAnsweredTheHeadersOfGetAlone() {
    Operation operation = request -> new ApiResponse(200, Map.of(), null, Map.of("ETag", "\"1\""));
    var get = handle(withMethod("GET"), operation);
    var head = handle(withMethod("HEAD"), operation);
    var refused =
        handle(
            withMethod("HEAD"),
            request -> {
              throw new ApiException(ErrorCode.CUSTOMER_NOT_FOUND, "Customer not found");
            });

    assertThat(head.getStatusCode()).isEqualTo(200);
    assertThat(head.getHeaders()).isEqualTo(get.getHeaders());
    assertThat(get.getBody()).isEqualTo("{}");
    assertThat(head.getBody()).isEmpty();
    assertThat(refused.getStatusCode()).isEqualTo(404);
    assertThat(refused.getBody()).isEmpty();
  }

  private static APIGatewayV2HTTPEvent withMethod(String method) {
    APIGatewayV2HTTPEvent event = event(null);
    event.getHeaders().put("request-id", "r");
    event.setRequestContext(
        APIGatewayV2HTTPEvent.RequestContext.builder()
            .withHttp(
                APIGatewayV2HTTPEvent.RequestContext.Http.builder().withMethod(method).build())
            .build());
    return event;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"a\":1,}' | 1 | 8",
        "'{\n  \"a\": Asha\n}' | 2 | 8",
        "'{}\n\n x' | 3 | 2",
        "'{\"a\":\r\n\"\\u12\"}' | 2 | 2"
      })
  void malformedBodyIsToldWhereAndNothingOfIt(String body, int line, int column) {
    String unescaped = body.replace("\\n", "\n").replace("\\r", "\r");

    var response = handle(event(unescaped), this::echo);

    assertThat(body(response).get("message").asText())
        .isEqualTo(
            "body must be one JSON object and is malformed at line %d, column %d", line, column);
    assertThat(response.getBody()).doesNotContain("Asha");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"first_name\":1} | first_name must be a string",
        "{\"first_name\":{}} | first_name must be a string",
        "{\"billing_address\":\"x\"} | billing_address must be an object",
        "{\"merchant_metadata\":[]} | merchant_metadata must be an object",
        "{\"merchant_metadata\":{\"k\":1}} | merchant_metadata.k must be a string",
        "{\"status\":\"GONE\"} | status must be one of INACTIVE, ACTIVE, SUSPENDED, DELETED",
        "{\"status\":\"\"} | status must be one of INACTIVE, ACTIVE, SUSPENDED, DELETED",
        "{\"status\":1} | status must be one of INACTIVE, ACTIVE, SUSPENDED, DELETED",
        "{\"status\":{}} | status must be one of INACTIVE, ACTIVE, SUSPENDED, DELETED"
      })
  void valueThatCannotBeReadIsToldWhatItMustBe(String body, String message) {
    var response =
        handle(
            event(body),
            request -> {
              request.body(UpdateCustomerRequest.class);
              return echo(request);
            });

    assertThat(body(response).get("message").asText()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, 200, ''",
    "active, 200, ''",
    "Deactivated, 200, ''",
    "EXPIRED, 400, 'must be one of INITIATED, ACTIVE, SUSPENDED, FAILED, DEACTIVATED'",
    "act\u0131ve, 400, 'must be one of INITIATED, ACTIVE, SUSPENDED, FAILED, DEACTIVATED'",
    "1, 400, 'must be one of INITIATED, ACTIVE, SUSPENDED, FAILED, DEACTIVATED'",
    "'', 400, 'must be one of INITIATED, ACTIVE, SUSPENDED, FAILED, DEACTIVATED'"
  })
  void parameterIsOneOfTheConstantsInAnyLetterCase(String value, int status, String rule) {
    var event = event(null);
    event.setRawQueryString("status=" + URLEncoder.encode(value, UTF_8));

    var response = handle(event, request -> ApiResponse.ok(request.query(ListTokensRequest.class)));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(status);
    if (status == 400) {
      assertThat(body(response).get("message").asText()).isEqualTo("status " + rule);
    }
  }

  @Test
  void severalBadFieldsAreAllNamedAtOnce() {
    String body =
        "{\"last_name\":7,\"email_id\":\"x\",\"billing_address\":{\"city\":true,\"pincode\":\"-\"},"
            + "\"first_name\":\"<Asha>\"}";

    var response = handle(event(body), this::echo);

    JsonNode error = body(response);
    assertThat(error.get("errors").findValuesAsText("reason"))
        .containsExactly(
            "last_name",
            "billing_address.city",
            "billing_address.pincode",
            "email_id",
            "first_name");
    assertThat(error.at("/errors/0/message").asText()).isEqualTo("last_name must be a string");
    assertThat(error.get("message")).isEqualTo(error.at("/errors/0/message"));
    assertThat(error.at("/additional_error_details/reason").asText()).isEqualTo("last_name");
    assertThat(response.getBody()).doesNotContain("Asha");
  }

  @Test
  void oneBadFieldIsNoList() {
    assertThat(body(handle(event("{\"email_id\":\"x\"}"), this::echo)).has("errors")).isFalse();
  }

  @Test
  void bodyOfThousandsOfBadFieldsIsNotReadThatOften() {
    String pairs =
        IntStream.range(0, 5_000).mapToObj(i -> "\"k%d\":%d".formatted(i, i)).collect(joining(","));

    JsonNode error = body(handle(event("{\"merchant_metadata\":{" + pairs + "}}"), this::echo));

    assertThat(error.get("errors")).hasSizeBetween(2, 21);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"frist_name\":\"Asha\"} | first_name",
        "{\"mobileNumber\":\"9876543210\"} | mobile_number",
        "{\"Email\":\"asha@example.com\"} | email_id",
        "{\"reference\":\"r\"} | merchant_customer_reference",
        "{\"billing_address\":{\"pin_code\":\"682001\",\"adress1\":\"x\"}} |"
            + " billing_address.address1, billing_address.pincode",
        "{\"billingAddress\":{\"frist_name\":\"x\"}} | billing_address",
        "{\"favourite_colour\":\"x\"} |",
        "{\"first_name\":\"Asha\",\"status\":\"ACTIVE\"} |",
        "{\"merchant_metadata\":{\"frist_name\":\"x\"}} |"
      })
  void fieldThatIsNotKnownIsToldWhichOneMayHaveBeenMeant(String body, @Nullable String meant) {
    var response = handle(event(body), this::echo);

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(201);
    assertThat(response.getHeaders().get("Did-You-Mean")).isEqualTo(meant);
  }

  @Test
  void missingBodyIsRefused() {
    assertRefused(400, "body", event(null));
  }

  @Test
  void bodyMayComeInBase64() {
    var event =
        event(Base64.getEncoder().encodeToString("{\"first_name\":\"नमस्ते\"}".getBytes(UTF_8)));
    event.setIsBase64Encoded(true);
    assertThat(body(handle(event, this::echo)).get("first_name").asText()).isEqualTo("नमस्ते");

    var latin1 = event(Base64.getEncoder().encodeToString(new byte[] {'{', (byte) 0xFC, '}'}));
    latin1.setIsBase64Encoded(true);
    assertRefused(400, "body", latin1);

    var garbled = event("%%%");
    garbled.setIsBase64Encoded(true);
    assertRefused(400, "body", garbled);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 201",
    "application/json;charset=utf-8, 201",
    "Application/JSON; charset=\"UTF-8\", 201",
    "application/json; charset=latin1, 415",
    "text/plain, 415",
    "application/jsonp, 415",
    "'', 415"
  })
  void bodyMustSayThatItIsJsonInUtf8(String contentType, int status) {
    var event = event("{}");
    event.getHeaders().put("content-type", contentType);

    assertThat(handle(event, this::echo).getStatusCode()).isEqualTo(status);
  }

  @Test
  void bodyOfMoreThan64KibibytesIsTooLarge() {
    String padding = " ".repeat(64 * 1024 - 2);

    assertThat(handle(event(padding + "{}"), this::echo).getStatusCode()).isEqualTo(201);
    assertRefused(413, "body", event(padding + " {}"));
  }

  @Test
  void bodyOfMoreThanTenLevelsIsTooDeep() {
    String open = "{\"a\":".repeat(9);

    assertThat(handle(event(open + "{}" + "}".repeat(9)), this::echo).getStatusCode())
        .isEqualTo(201);
    assertRefused(400, "body", event("{\"a\":" + open + "{}" + "}".repeat(10)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"gstin\":\"a\",\"gstin\":\"b\"} | gstin",
        "{\"gstin\":\"a\",\"\\u0067stin\":\"b\"} | gstin",
        "{\"billing_address\":{\"city\":\"a\",\"city\":\"b\"}} | billing_address.city",
        "{\"first_name\":\"a\\u0000\"} | first_name",
        "{\"billing_address\":{\"city\":\"a\\u0085\"}} | billing_address.city",
        "{\"merchant_metadata\":{\"k\":\"\\ud800\"}} | merchant_metadata.k",
        "{\"merchant_metadata\":{\"9876543210\":1}} | merchant_metadata",
        "{\"merchant_metadata\":{\"asha@example.com\":1}} | merchant_metadata",
        "{\"first_name\":1} | first_name",
        "{\"first_name\":true} | first_name",
        "{\"first_name\":1.5} | first_name",
        "{\"first_name\":[\"a\"]} | first_name",
        "{\"first_name\":{}} | first_name",
        "{\"billing_address\":\"x\"} | billing_address",
        "{\"billing_address\":{\"pincode\":560001}} | billing_address.pincode",
        "{\"billing_address\":{\"address_type\":\"a\",\"adddress_type\":\"b\"}} |"
            + " billing_address.adddress_type",
        "{\"merchant_metadata\":{\"k\":null}} | merchant_metadata.k",
        "{\"merchant_metadata\":{\"k\":1}} | merchant_metadata.k",
        "{\"merchant_metadata\":{\"\":\"v\"}} | merchant_metadata",
        "{\"email_id\":\"a@b@c\"} | email_id",
        "{\"first_name\":\"--\"} | first_name",
        "{\"first_name\":\"a\\u200d\"} | first_name",
        "{\"first_name\":\"a\\u202e\"} | first_name",
        "{\"merchant_customer_reference\":\"a\\tb\"} | merchant_customer_reference",
        "{\"unknown\":\"a\\tb\"} | unknown",
        "{\"merchant_metadata\":{\"a\\tb\":\"v\"}} | merchant_metadata"
      })
  void refusalNamesTheFieldInJsonNames(String body, String field) {
    assertRefused(400, field, event(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"first_name\":\"4111 1111 1111 1111\"} | first_name",
        "{\"merchant_customer_reference\":\"378282246310005\"} | merchant_customer_reference",
        "{\"billing_address\":{\"address1\":\"４１１１１１１１１１１１１１１１\"}} | billing_address.address1",
        "{\"merchant_metadata\":{\"note\":\"4111-1111-1111-1111\"}} | merchant_metadata.note",
        "{\"merchant_metadata\":{\"4111111111111111\":\"v\"}} | merchant_metadata",
        "{\"merchant_metadata\":{\"CVV\":\"123\"}} | merchant_metadata.CVV",
        "{\"merchant_metadata\":{\"security_code\":\"123\"}} | merchant_metadata.security_code",
        "{\"merchant_metadata\":{\"note\":\"CVV: 123\"}} | merchant_metadata.note",
        "{\"merchant_metadata\":{\"cvv 123\":\"v\"}} | merchant_metadata",
        "{\"merchant_metadata\":{\"pin\":\"1234\"}} | merchant_metadata.pin",
        "{\"shipping_address\":{\"city\":\"8172291417776317\"}} | shipping_address.city",
        "{\"mobile_number\":\"4111111111111111\"} | mobile_number",
        "{\"mobile_number\":\"4111 1111 1111 1111\"} | mobile_number",
        "{\"unknown\":[\"5555555555554444\"]} | unknown",
        "{\"unknown\":{\"note\":[[\"5555.5555.5555.4444\"]]}} | unknown.note",
        "{\"5555555555554444\":1} | body",
        "{\"gstin\":\"37 8282246310005\"} | gstin",
        "{\"cvv\":123} | cvv",
        "{\"unknown\":{\"Track2\":[{\"a\":1}]}} | unknown.Track2"
      })
  void cardDataNeverComesIn(String body, String field) {
    var response = handle(event(body), this::echo);

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(body(response).get("code").asText()).isEqualTo("CARD_DATA_NOT_ALLOWED");
    assertThat(body(response).at("/additional_error_details/reason").asText()).isEqualTo(field);
    assertThat(response.getBody()).doesNotContain("1111", "4444", "0005");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mobile_number\":\"4222222222222\"}",
        "{\"mobile_number\":\"378282246310005\"}",
        "{\"merchant_metadata\":{\"card_number\":\"on"
            + " file\",\"pin\":\"560001\",\"pan\":\"ABCDE1234F\"}}",
        "{\"merchant_metadata\":{\"imei\":\"356938035643809\"}}",
        "{\"merchant_customer_reference\":\"47223179-9330-4259-b66c-f2db26efb20c\"}",
        "{\"unknown\":{\"track\":[\"science\",true,null]}}"
      })
  void whatLooksLikeCardDataAndIsNoneIsTaken(String body) {
    assertThat(handle(event(body), this::echo).getStatusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "mobile_number=4111111111111111&country_code=91&merchant_customer_reference=r, mobile_number",
    "mobile_number=9876543210&country_code=91&merchant_customer_reference=4111-1111-1111-1111,"
        + " merchant_customer_reference",
    "note=4111%2F1111%2F1111%2F1111, note",
    "cvv=123, cvv",
    "4111111111111111=1, body"
  })
  void cardDataNeverComesInByAQuery(String query, String field) {
    var event = event("");
    event.setRawQueryString(query);

    var response =
        handle(event, request -> ApiResponse.ok(request.query(LookupCustomerRequest.class)));

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(body(response).get("code").asText()).isEqualTo("CARD_DATA_NOT_ALLOWED");
    assertThat(body(response).at("/additional_error_details/reason").asText()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&b=2", "&a=1&b=2", "a=1&b=2&", "a=1&&b=2", "&&&a=1&&&b=2&&&"})
  void nothingBetweenTwoParametersIsNoParameter(String others) {
    var event = event("");
    event.setRawQueryString(
        "country_code=91&mobile_number=987654&merchant_customer_reference=r&" + others);

    var response =
        handle(event, request -> ApiResponse.ok(request.query(LookupCustomerRequest.class)));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
  }

  @Test
  void limitsCountCharactersAndNotUnits() {
    String longest = "𠮷".repeat(100);

    assertThat(handle(event("{\"first_name\":\"" + longest + "\"}"), this::echo).getStatusCode())
        .isEqualTo(201);
    assertRefused(400, "first_name", event("{\"first_name\":\"" + longest + "𠮷\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | {\"merchant_customer_reference\":\"r\",\"first_name\":\"Asha\",\"billing_address\":{\"city\":\"Kochi\",\"state\":\"Kerala\"},\"merchant_metadata\":{\"a\":\"1\",\"b\":\"2\"}}",
        "{\"first_name\":\""
            + " \",\"billing_address\":{\"city\":\"\"},\"merchant_metadata\":{\"a\":\"\"}} |"
            + " {\"merchant_customer_reference\":\"r\",\"billing_address\":{\"state\":\"Kerala\"},\"merchant_metadata\":{\"b\":\"2\"}}",
        "{\"first_name\":null} |"
            + " {\"merchant_customer_reference\":\"r\",\"billing_address\":{\"city\":\"Kochi\",\"state\":\"Kerala\"},\"merchant_metadata\":{\"a\":\"1\",\"b\":\"2\"}}",
        "{\"billing_address\":{\"city\":null,\"pincode\":\"682001\"}} |"
            + " {\"merchant_customer_reference\":\"r\",\"first_name\":\"Asha\",\"billing_address\":{\"pincode\":\"682001\",\"state\":\"Kerala\"},\"merchant_metadata\":{\"a\":\"1\",\"b\":\"2\"}}",
        "{\"billing_address\":null,\"merchant_metadata\":{\"a\":null,\"c\":\"3\"}} |"
            + " {\"merchant_customer_reference\":\"r\",\"first_name\":\"Asha\",\"merchant_metadata\":{\"b\":\"2\",\"c\":\"3\"}}"
      })
  void patchIsMerged(String patch, String merged) throws JsonProcessingException {
    CustomerDetails current =
        JSON.read(
            JSON.parse(
                "{\"merchant_customer_reference\":\"r\",\"first_name\":\"Asha\",\"billing_address\":{\"city\":\"Kochi\",\"state\":\"Kerala\"},\"merchant_metadata\":{\"a\":\"1\",\"b\":\"2\"}}"),
            CustomerDetails.class,
            new UnknownFields());

    var response =
        handle(
            event(patch),
            request -> new ApiResponse(201, request.patch().applyTo(current), null, Map.of()));

    assertThat(body(response)).isEqualTo(MAPPER.readTree(merged));
  }

  @ParameterizedTest
  @CsvSource({
    "country_code=%2B91&mobile_number=9000000000&merchant_customer_reference=r, 201, ''",
    "country_code=+91&mobile_number=9000000000&merchant_customer_reference=r, 201, ''",
    "country_code=91&mobile_number=9000000000&mobile_number=9000000000&merchant_customer_reference=r,"
        + " 400, mobile_number",
    "country_code=91&mobile_number=9000000000&%6Dobile_number=1&merchant_customer_reference=r, 400,"
        + " mobile_number",
    "country_code=91&mobile_number=90%00000000&merchant_customer_reference=r, 400, mobile_number",
    "country_code=91&mobile_number=9000000000&merchant_customer_reference=%ZZ, 400, query",
    "country_code=91&mobile_number=9000000000&merchant_customer_reference=, 400,"
        + " merchant_customer_reference",
    "country_code=91&mobile_number=9000000000, 400, merchant_customer_reference"
  })
  void queryIsReadStrictly(String query, int status, String field) {
    var event = event(null);
    event.setRawQueryString(query);

    var response =
        handle(
            event,
            request ->
                new ApiResponse(201, request.query(LookupCustomerRequest.class), null, Map.of()));

    assertThat(response.getStatusCode()).isEqualTo(status);
    if (status == 400) {
      assertThat(body(response).at("/additional_error_details/reason").asText()).isEqualTo(field);
    }
  }

  @Test
  void throttlingIsToldWithWhenToTryAgain() {
    AwsErrorDetails tooMany =
        AwsErrorDetails.builder().errorCode("ProvisionedThroughputExceededException").build();

    var response =
        handle(
            event("{}"),
            request -> {
              throw DynamoDbException.builder().statusCode(400).awsErrorDetails(tooMany).build();
            });

    assertThat(response.getStatusCode()).isEqualTo(429);
    assertThat(body(response).get("code").asText()).isEqualTo("RATE_LIMITED");
    assertThat(response.getHeaders()).containsEntry("Retry-After", "1");
  }

  @Test
  void unknownFieldsAreRefusedWhereTheSettingsSaySo() {
    var strict = gateway(TestingSettings.of(Map.of("CLIENTELE_REFUSE_UNKNOWN_FIELDS", "true")));
    String known =
        "{\"first_name\":\"Asha\",\"customer_id\":\"c\",\"status\":\"ACTIVE\",\"created_at\":\"t\"}";
    String unknown = "{\"billing_address\":{\"street\":\"x\"}}";

    var accepted = strict.handle(event(known), Route.CREATE_CUSTOMER, this::echo);
    var refused = strict.handle(event(unknown), Route.CREATE_CUSTOMER, this::echo);

    assertThat(accepted.getStatusCode()).as(accepted.getBody()).isEqualTo(201);
    assertThat(handle(event(unknown), this::echo).getStatusCode()).isEqualTo(201);
    assertThat(refused.getStatusCode()).isEqualTo(400);
    assertThat(body(refused).at("/additional_error_details/reason").asText())
        .isEqualTo("billing_address.street");
    assertThat(
            body(strict.handle(event("{\"frist_name\":\"x\"}"), Route.CREATE_CUSTOMER, this::echo))
                .get("message")
                .asText())
        .isEqualTo("frist_name is not known; did you mean first_name?");
  }

  @Test
  void unknownFieldThatAPatchClearsIsUnknownAllTheSame() {
    var strict = gateway(TestingSettings.of(Map.of("CLIENTELE_REFUSE_UNKNOWN_FIELDS", "true")));

    var refused =
        strict.handle(
            event("{\"billing_address\":{\"street\":null}}"),
            Route.UPDATE_CUSTOMER,
            request -> {
              request.patch().values(CustomerDetails.class);
              return ApiResponse.ok(Map.of());
            });

    assertThat(refused.getStatusCode()).isEqualTo(400);
    assertThat(body(refused).at("/additional_error_details/reason").asText())
        .isEqualTo("billing_address.street");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111-1111-1111-1111",
        "8172.2914.1777.6317",
        "req_4111_1111_1111_1111",
        "card4111111111111111",
        "cvv-123"
      })
  void requestIdWithCardDataIsReplaced(String id) {
    var event = event("{}");
    event.getHeaders().put("request-id", id);

    assertThat(handle(event, this::echo).getHeaders().get("Request-ID"))
        .matches("[0-9a-f-]{36}")
        .isNotEqualTo(id);
  }

  @Test
  void merchantMayBeAllowedReferencesThatLookLikeCardNumbers() {
    var allowing =
        gateway(TestingSettings.of(Map.of("CLIENTELE_ALLOW_NUMERIC_REFERENCE", "other, m")));
    String numeric = "{\"merchant_customer_reference\":\"4111111111111111\"}";
    String written = "{\"merchant_customer_reference\":\"4111-1111-1111-1111\"}";

    assertThat(handle(event(numeric), this::echo).getStatusCode()).isEqualTo(400);
    assertThat(allowing.handle(event(numeric), Route.CREATE_CUSTOMER, this::echo).getStatusCode())
        .isEqualTo(201);
    assertThat(allowing.handle(event(written), Route.CREATE_CUSTOMER, this::echo).getStatusCode())
        .isEqualTo(400);
  }

  private ApiResponse echo(ApiRequest request) {
    return new ApiResponse(201, request.body(CustomerDetails.class), null, Map.of());
  }

  private void assertRefused(int status, String field, APIGatewayV2HTTPEvent event) {
    var response = handle(event, this::echo);

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(status);
    assertThat(body(response).get("code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(body(response).at("/additional_error_details/reason").asText()).isEqualTo(field);
  }

  private APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event, Operation operation) {
    return gateway.handle(event, Route.CREATE_CUSTOMER, operation);
  }

  private static APIGatewayV2HTTPEvent event(@Nullable String body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("authorization", PROVIDER.authorization("customers:write"));
    headers.put("content-type", "application/json");
    return APIGatewayV2HTTPEvent.builder().withHeaders(headers).withBody(body).build();
  }

  private static JsonNode body(APIGatewayV2HTTPResponse response) {
    try {
      return MAPPER.readTree(response.getBody());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}

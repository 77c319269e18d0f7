package org.clientele.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clientele.testing.MerchantClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds every answer against {@code openapi.yaml} would be worth nothing if it held all. */
class OpenApiTest {

  private static final OpenApi OPEN_API = OpenApi.read();
  private static final String CUSTOMER =
      """
      {"customer_id": "c", "status": "ACTIVE", "mobile_number": "9876543210",
       "billing_address": {"city": "Kochi"}, "merchant_metadata": {"k": "v"},
       "created_at": "2024-10-04T13:11:29.645591Z", "updated_at": "2024-10-04T13:11:29.645591Z"}
      """;

  @Test
  void answerAsDescribedIsHeld() {
    assertThatCode(() -> hold("GET", "/api/v1/customer/c", answer(200, CUSTOMER, Map.of())))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "status": "ACTIVE"   | "status": "active"
          "status": "ACTIVE"   | "status": null
          "status": "ACTIVE",  | ``
          "customer_id": "c"   | "customer_id": ""
          "customer_id": "c",  | "customer_id": "c", "version": 1,
          "9876543210"         | 9876543210
          "9876543210"         | "98765 43210"
          "Kochi"              | ""
          "Kochi"              | "Kochi", "adress1": "x"
          {"k": "v"}           | {"k": null}
          {"k": "v"}           | {"k": 1}
          29.645591Z           | 29.6456Z
          29.645591Z           | 29.645591+00:00
          2024-10-04           | 2024-13-04
          """)
  void bodyThatIsNotAsDescribedIsNoted(String part, String replacement) {
    String body = CUSTOMER.replace(part, replacement);

    assertNoted("GET", "/api/v1/customer/c", answer(200, body, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", \"total_tokens\": 0",
        ", \"tokens\": []",
        ", \"token_id\": \"t\", \"status\": \"ACTIVE\"",
        ", \"status\": \"ACTIVE\", \"payment_method\": \"UPI\""
      })
  void answerThatIsNeitherATokenNorAListOfThemIsNoted(String more) {
    String body =
        """
        {"customer_id": "c", "created_at": "2024-10-04T13:11:29.645591Z",
         "updated_at": "2024-10-04T13:11:29.645591Z"%s}
        """
            .formatted(more);

    assertNoted("GET", "/api/v1/tokens/t", answer(200, body, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({"ETag, ''", "ETag, 1", "ETag, '\"0\"'", "Request-ID, ''", "Request-ID, a b"})
  void headerThatIsNotAsDescribedIsNoted(String name, String value) {
    assertNoted("GET", "/api/v1/customer/c", answer(200, CUSTOMER, Map.of(name, value)));
  }

  @Test
  void headerThatIsMissingIsNoted() {
    String unauthorized = "{\"code\": \"UNAUTHORIZED\", \"message\": \"no\"}";

    assertNoted("GET", "/api/v1/customer/c", answer(401, unauthorized, Map.of()));
  }

  @Test
  void typeOfContentThatIsNotDescribedIsNoted() {
    assertNoted(
        "GET", "/api/v1/customer/c", answer(200, CUSTOMER, Map.of("Content-Type", "text/plain")));
  }

  @Test
  void statusThatIsNotListedIsNoted() {
    String error = "{\"code\": \"METHOD_NOT_ALLOWED\", \"message\": \"no\"}";

    assertNoted("GET", "/api/v1/customer/c", answer(405, error, Map.of()));
  }

  @Test
  void routeThatIsNotDescribedMayAnswerAnything() {
    assertThatCode(() -> hold("PUT", "/api/v1/customer/c", answer(418, "a teapot", Map.of())))
        .doesNotThrowAnyException();
  }

  private static void assertNoted(String method, String path, Answer answer) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> hold(method, path, answer));
  }

  private static void hold(String method, String path, Answer answer) {
    OPEN_API.requireConforming(method, path, answer);
  }

  private static Answer answer(int status, String body, Map<String, String> otherHeaders) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Request-ID", List.of("r"));
    headers.put("ETag", List.of("\"1\""));
    otherHeaders.forEach((name, value) -> headers.put(name, List.of(value)));
    return new Answer(status, HttpHeaders.of(headers, (name, value) -> true), body);
  }
}

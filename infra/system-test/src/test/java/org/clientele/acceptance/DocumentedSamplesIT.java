package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vendor's documented requests and answers, field for field. */
@Tag("archive")
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class DocumentedSamplesIT {

  private static final String SIX_DIGITS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
  private static final JsonNode CUSTOMER =
      ContractVectors.at("/documented/get_customer_details/response");

  private final LocalServerProcess server;
  private final MerchantClient client;
  private final TemporaryCustomers others;

  DocumentedSamplesIT(LocalServerProcess server) {
    this.server = server;
    this.client = server.demoMerchant();
    this.others = new TemporaryCustomers(server.otherMerchant());
  }

  @AfterEach
  void freeNames() {
    others.close();
  }

  @Test
  void accessTokenIsIssuedAsDocumented() {
    JsonNode request = ContractVectors.at("/documented/generate_token/request");

    Answer issued = server.anyone().post("/api/auth/v1/token", request.toString());

    assertThat(issued.status()).isEqualTo(200);
    assertThat(issued.json().fieldNames())
        .toIterable()
        .containsAll(ContractVectors.at("/documented/generate_token/response")::fieldNames)
        .containsExactlyInAnyOrder("access_token", "expires_at", "expires_in", "token_type");
    assertThat(issued.field("access_token")).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(issued.field("expires_at")).matches(SIX_DIGITS);
    assertThat(Instant.parse(issued.field("expires_at")))
        .isBetween(
            Instant.parse(SharedServer.NOW).plus(Duration.ofHours(1)),
            Instant.parse(SharedServer.NOW).plus(Duration.ofHours(2)));
    assertThat(issued.json().path("expires_in").intValue()).isEqualTo(3600);
    assertThat(issued.field("token_type")).isEqualTo("Bearer");
  }

  @Test
  void clientOfOAuthGetsAnAccessTokenThatOpensTheSameCustomer() {
    Answer issued =
        server
            .anyone()
            .withHeader("Content-Type", "application/x-www-form-urlencoded")
            .send(
                "POST",
                "/api/auth/v1/token",
                "grant_type=client_credentials&client_id=demo-merchant&client_secret=demo-secret");

    assertThat(issued.status()).isEqualTo(200);
    assertThat(issued.header("cache-control")).isEqualTo("no-store");
    assertThat(
            server
                .anyone()
                .withAccessToken(issued.field("access_token"))
                .get("/api/v1/customer/" + CUSTOMER.path("customer_id").asText())
                .json())
        .isEqualTo(CUSTOMER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"get_customer_details_consistent", "get_customer_by_id"})
  void customerIsReadAsDocumented(String sample) {
    JsonNode documented = ContractVectors.at("/documented/" + sample);
    String query = documented.path("query_raw").asText();

    Answer answer =
        client.get(documented.path("path").asText() + (query.isEmpty() ? "" : "?" + query));

    assertThat(documented.path("response_equals").asText())
        .isEqualTo("documented.get_customer_details.response");
    assertThat(answer.status()).isEqualTo(documented.path("status").asInt());
    assertThat(answer.json()).isEqualTo(CUSTOMER);
  }

  @Test
  void paymentTokensAreListedAsDocumented() {
    JsonNode documented = ContractVectors.at("/documented/get_customer_tokens");

    Answer answer = client.get(documented.path("path").asText());

    assertThat(answer.status()).isEqualTo(documented.path("status").asInt());
    assertThat(answer.json()).isEqualTo(documented.path("response"));
  }

  /** The vendor's SDKs send the id of a token there, or that of a customer. */
  @Test
  void paymentTokensAreReadByEitherIdAsDocumented() {
    JsonNode documented = ContractVectors.at("/documented/get_service_provider_token");
    JsonNode list = ContractVectors.at("/documented/get_customer_tokens/response");
    JsonNode token = list.at("/tokens/0");
    String path = documented.path("path").asText();

    Answer one = client.get(path.replace("{identifier}", token.path("token_id").asText()));
    Answer all = client.get(path.replace("{identifier}", list.path("customer_id").asText()));

    assertThat(one.status()).isEqualTo(documented.path("status").asInt());
    assertThat(one.json()).isEqualTo(token);
    assertThat(all.status()).isEqualTo(documented.path("status").asInt());
    assertThat(all.json()).isEqualTo(list);
  }

  @Test
  void customerIsCreatedAsDocumented() {
    JsonNode documented = ContractVectors.at("/documented/create_customer");
    JsonNode headers = documented.path("headers");
    MerchantClient documenting =
        server
            .otherMerchant()
            .withHeader("Request-ID", headers.path("Request-ID").asText())
            .withHeader("Request-Timestamp", headers.path("Request-Timestamp").asText());

    try (var customers = new TemporaryCustomers(documenting)) {
      Answer answer = customers.create(documented.path("request").toString());

      ObjectNode given = (ObjectNode) answer.json();
      assertThat(answer.status()).isEqualTo(documented.path("status").asInt());
      assertThat(answer.header("request-id")).isEqualTo(headers.path("Request-ID").asText());
      assertThat(given.path("customer_id").asText())
          .matches(ContractVectors.at("/id_format/pattern").asText())
          .startsWith("cust-v1-241005");
      assertThat(given.path("created_at").asText()).matches(SIX_DIGITS).startsWith("2024-10-05T");
      assertThat(given.path("updated_at")).isEqualTo(given.path("created_at"));
      assertThat(given.path("status"))
          .isEqualTo(documented.path("response_overrides").path("status"));
      assertThat(given.remove(List.of("customer_id", "created_at", "updated_at", "status")))
          .isEqualTo(documented.path("request"));
      assertThat(server.otherMerchant().get("/api/v1/customer/" + answer.field("customer_id")))
          .satisfies(stored -> assertThat(stored.json()).isEqualTo(answer.json()));
    }
  }

  /** The documented customer is as the documented request wants it, so nothing of it changes. */
  @Test
  void customerIsUpdatedAsDocumented() {
    JsonNode documented = ContractVectors.at("/documented/update_customer");

    Answer answer =
        client.patch(documented.path("path").asText(), documented.path("request").toString());

    assertThat(answer.status()).isEqualTo(documented.path("status").asInt());
    assertThat(answer.json()).isEqualTo(CUSTOMER);
  }

  @Test
  void documentedUpdateChangesAnotherCustomerToWhatItSays() {
    JsonNode request = ContractVectors.at("/documented/update_customer/request");
    Answer before =
        others.created(
            "{\"merchant_customer_reference\": \"to-update\", \"first_name\": \"Asha\","
                + " \"gstin\": \"28ABCDE1234F2Z6\"}");

    Answer after = others.patch(before, request.toString());

    ObjectNode expected = (ObjectNode) before.json();
    expected.setAll((ObjectNode) request);
    expected.set("updated_at", after.json().path("updated_at"));
    assertThat(after.json()).isEqualTo(expected);
    assertThat(after.field("updated_at")).isGreaterThan(before.field("updated_at"));
    assertThat(after.header("etag")).isEqualTo("\"2\"");
    assertThat(others.get(before).json()).isEqualTo(after.json());
  }

  /** The sample's message is general; ours says what is taken. */
  @Test
  void duplicateIsRefusedWithTheDocumentedCode() {
    JsonNode documented = ContractVectors.at("/documented/error_422_sample");
    others.created("{\"merchant_customer_reference\": \"taken\"}");

    Answer answer =
        others.create("{\"merchant_customer_reference\": \"taken\", \"first_name\": \"Ravi\"}");

    assertThat(answer.status()).isEqualTo(documented.path("status").asInt());
    assertThat(answer.field("code")).isEqualTo(documented.at("/response/code").asText());
    assertThat(answer.field("message"))
        .isEqualTo("Another customer has this merchant_customer_reference");
  }

  /** The sample's message is general; ours names the field. */
  @Test
  void malformedRequestIsRefusedWithTheDocumentedCode() {
    JsonNode documented = ContractVectors.at("/documented/error_400_sample");

    Answer answer = others.create("{");

    assertThat(answer.status()).isEqualTo(documented.path("status").asInt());
    assertThat(answer.json().path("code")).isEqualTo(documented.at("/response/code"));
    assertThat(answer.json().path("additional_error_details").fieldNames())
        .toIterable()
        .containsExactly("source", "step", "reason");
  }

  @Test
  void timesAreEmittedWithSixDigits() {
    assertThat(ContractVectors.list("/timestamps/emit_samples"))
        .extracting(JsonNode::asText)
        .isNotEmpty()
        .allMatch(sample -> sample.matches(SIX_DIGITS));
    assertThat(ContractVectors.list("/timestamps/never_emit"))
        .extracting(JsonNode::asText)
        .isNotEmpty()
        .noneMatch(sample -> sample.matches(SIX_DIGITS));

    Answer created = others.created("{\"merchant_customer_reference\": \"timed\"}");
    Answer updated = others.patch(created, TemporaryCustomers.status("ACTIVE"));
    Answer tokens = client.get(ContractVectors.at("/documented/get_customer_tokens/path").asText());

    assertThat(times(created)).hasSize(2).allMatch(time -> time.matches(SIX_DIGITS));
    assertThat(times(updated)).hasSize(2).allMatch(time -> time.matches(SIX_DIGITS));
    assertThat(times(tokens)).hasSize(5).allMatch(time -> time.matches(SIX_DIGITS));
  }

  private static List<String> times(Answer answer) {
    return List.of("created_at", "updated_at", "expired_at").stream()
        .flatMap(name -> answer.json().findValues(name).stream())
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void idsOfEveryDocumentedFormAreTakenAndUnknown() {
    List<JsonNode> unknown =
        ContractVectors.list("/id_format/samples").stream()
            .filter(sample -> !sample.path("id").equals(CUSTOMER.path("customer_id")))
            .toList();

    assertThat(unknown)
        .hasSize(3)
        .extracting(sample -> client.get("/api/v1/customer/" + sample.path("id").asText()).status())
        .containsOnly(404);
  }
}

package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.RawConnection;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TokenReports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the vendor's own SDKs send, as {@code infra/clients/run} has kept it; in its order, because
 * a request has what an answer before it told.
 */
@ExtendWith(SharedServer.class)
class VendorRequestsIT {

  private final LocalServerProcess server;
  private final MerchantClient client;
  private final RawConnection connection;
  private final Map<String, String> told = new HashMap<>();

  VendorRequestsIT(LocalServerProcess server) {
    this.server = server;
    this.client = server.demoMerchant();
    this.connection = new RawConnection(server.url());
    told.put("uuid", "3f0f7b3e-6d4c-4a55-9f1c-0f6f0a3a9b11");
  }

  @AfterEach
  void freeNames() {
    connection.close();
    String customer = told.get("customer_id");
    if (customer != null) {
      client.patch("/api/v1/customer/" + customer, "{\"status\": \"DELETED\"}");
    }
  }

  @Test
  void everyRequestOfThePythonSdkIsAnsweredAsItsStoryExpects() throws IOException {
    List<Answer> answers = new ArrayList<>();

    for (JsonNode request : requests("pinelabs-python")) {
      Answer answer = send(request);
      answers.add(answer);
      keep(answer, "access_token");
      if (answer.status() == 201 && !told.containsKey("customer_id")) {
        keep(answer, "customer_id");
        recordCard();
      }
      JsonNode tokens = answer.json().path("tokens");
      tokens.forEach(token -> told.put("token_id", token.path("token_id").asText()));
    }

    assertThat(answers)
        .extracting(Answer::status)
        .containsExactly(200, 201, 200, 200, 200, 200, 200, 200, 200, 200, 200, 400, 404, 201);
    assertThat(answers)
        .extracting(answer -> answer.header("Request-ID"))
        .containsOnly("pinelabs-python");
    Answer created = answers.get(1);
    assertThat(created.field("country_code")).isEqualTo("91");
    assertThat(created.json().has("email_id")).isFalse();
    assertThat(answers.get(2).json()).isEqualTo(created.json());
    assertThat(answers.get(3).json()).isEqualTo(created.json());
    JsonNode updated = answers.get(4).json();
    assertThat(updated.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(updated.has("last_name")).isFalse();
    assertThat(updated.path("billing_address").has("city")).isFalse();
    assertThat(answers.get(5).json().path("total_tokens").asInt()).isEqualTo(1);
    assertThat(answers.get(6).field("status")).isEqualTo("ACTIVE");
    assertThat(answers.get(7).text()).isEqualTo(answers.get(6).text());
    assertThat(answers.get(8).json()).isEqualTo(answers.get(5).json());
    assertThat(answers.get(9).field("status")).isEqualTo("DEACTIVATED");
    assertThat(answers.get(10).field("status")).isEqualTo("DEACTIVATED");
    assertThat(answers.get(11).reason()).isEqualTo("merchant_customer_reference");
    assertThat(answers.get(12).field("code")).isEqualTo("CUSTOMER_NOT_FOUND");
    assertThat(answers.get(13).header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(answers.get(13).text()).isEqualTo(created.text());
  }

  @Test
  void merchantIdOfThePaymentAgentDoesNotChooseTheTenant() throws IOException {
    List<JsonNode> requests = requests("pinelabs-payment-agent");
    ObjectNode mint = requests.get(requests.size() - 1).deepCopy();
    ObjectNode create = mint.deepCopy().put("path", "/api/v1/customer");
    create.put("body", "{\"merchant_customer_reference\": \"payment-agent\"}");
    headers(create).remove("Content-Length");

    Answer issued = send(requests.get(0));
    keep(issued, "access_token");
    Answer minted = send(mint);
    Answer created = send(create);
    keep(created, "customer_id");

    String claims = issued.field("access_token").split("\\.", -1)[1];
    assertThat(new String(Base64.getUrlDecoder().decode(claims), UTF_8))
        .contains("\"merchant_id\":\"demo-merchant\"");
    assertThat(mint.at("/headers/Merchant-ID").asText()).isEqualTo("other-merchant");
    assertThat(minted.status()).isEqualTo(404);
    assertThat(minted.field("code")).isEqualTo("NOT_FOUND");
    assertThat(created.status()).isEqualTo(201);
    String path = "/api/v1/customer/" + told.get("customer_id");
    assertThat(server.demoMerchant().get(path).status()).isEqualTo(200);
    assertThat(server.otherMerchant().get(path).status()).isEqualTo(404);
  }

  /** The vendor's Go SDK repeats a request over HTTP/2 without its body. */
  @Test
  void retryWithoutBodyIsRefusedAndStoresNothingUnderItsKey() throws IOException {
    List<JsonNode> requests = requests("pinelabs-python");
    ObjectNode create = requests.get(1).deepCopy();
    create.put("body", "{\"merchant_customer_reference\": \"retry-without-body\"}");
    headers(create).put("Idempotency-Key", "retry-without-body").remove("Content-Length");
    ObjectNode retry = create.deepCopy().put("body", "");
    headers(retry).put("Connection", "close");
    keep(send(requests.get(0)), "access_token");

    Answer refused = send(retry);
    Answer created = send(create);
    keep(created, "customer_id");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reason()).isEqualTo("body");
    assertThat(refused.header("Connection")).isEqualTo("close");
    assertThat(connection.opened()).isEqualTo(2);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.headers().firstValue("Idempotent-Replayed")).isEmpty();
  }

  private static List<JsonNode> requests(String sdk) throws IOException {
    String kept = Files.readString(Path.of("../clients", sdk, "requests.json"));
    List<JsonNode> requests = new ArrayList<>();
    MerchantClient.parse(kept).forEach(requests::add);
    return requests;
  }

  private static ObjectNode headers(JsonNode request) {
    return (ObjectNode) request.path("headers");
  }

  private Answer send(JsonNode request) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
      lines.add(header.getKey() + ": " + filled(header.getValue().asText()));
    }
    return connection.send(
        request.path("method").asText(),
        filled(request.path("path").asText()),
        lines,
        filled(request.path("body").asText()).getBytes(UTF_8));
  }

  private String filled(String text) {
    for (Map.Entry<String, String> placeholder : told.entrySet()) {
      text = text.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return text;
  }

  private void keep(Answer answer, String field) {
    if (answer.json().has(field)) {
      told.put(field, answer.field(field));
    }
  }

  private void recordCard() {
    String customer = told.getOrDefault("customer_id", "");
    new TokenReports(client).record(TokenReports.message(customer, "pinelabs-python", "ACTIVE"));
  }
}

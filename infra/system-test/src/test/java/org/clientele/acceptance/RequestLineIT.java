package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.junit.jupiter.api.Test;

/** What a running server logs of its requests. */
class RequestLineIT {

  @Test
  void lineOfJsonCountsTheCallsToTheStoreAndARefusedMessageIsLoggedOnce() throws Exception {
    var server = LocalServerProcess.start("--log", "json");
    var client = server.otherMerchant();
    var keyed = client.withHeader("Idempotency-Key", "request-line");
    String body = "{\"merchant_customer_reference\": \"request-line\"}";
    String other = "{\"merchant_customer_reference\": \"request-line\", \"first_name\": \"Asha\"}";

    Answer created = client.withHeader("Request-ID", "line-create").post("/api/v1/customer", body);
    String path = "/api/v1/customer/" + created.field("customer_id");
    client.withHeader("Request-ID", "line-get").get(path);
    keyed.withHeader("Request-ID", "line-patch").patch(path, "{\"first_name\": \"Asha\"}");
    keyed.withHeader("Request-ID", "line-refused").post("/api/v1/customer", other);
    keyed.withHeader("Request-ID", "line-replayed").post("/api/v1/customer", other);
    Answer refused = server.anyone().post("/local/tokens", "{\"type\": \"line-unknown\"}");
    List<String> printed = server.end("TERM").output();
    List<JsonNode> lines =
        printed.stream()
            .filter(line -> line.contains("\"request_id\":\"line-"))
            .map(MerchantClient::parse)
            .toList();

    assertThat(refused.status()).isEqualTo(422);
    assertThat(printed)
        .filteredOn(line -> line.contains("record-tokens: INVALID_REQUEST"))
        .hasSize(1);
    assertThat(lines)
        .extracting(
            line ->
                "%s %s %s %s"
                    .formatted(
                        line.path("request_id").asText(),
                        line.path("status").asText(),
                        line.path("code").asText(),
                        line.path("store_calls").asText()))
        .containsExactly(
            // The first of a minute reads what the merchant has decided.
            "line-create 201  2",
            "line-get 200  1",
            "line-patch 200  2",
            "line-refused 422 DUPLICATE_REQUEST 2",
            "line-replayed 422 DUPLICATE_REQUEST 1");
  }

  @Test
  void lineSaysWhoHasReadOrChangedWhichCustomer() throws Exception {
    var server = LocalServerProcess.start("--log", "json");
    var client = server.otherMerchant();
    var keyed = client.withHeader("Idempotency-Key", "audit");
    String body = "{\"merchant_customer_reference\": \"audit\"}";

    Answer created = keyed.withHeader("Request-ID", "audit-create").post("/api/v1/customer", body);
    keyed.withHeader("Request-ID", "audit-repeat").post("/api/v1/customer", body);
    String path = "/api/v1/customer/" + created.field("customer_id");
    client.withHeader("Request-ID", "audit-get").get(path);
    client.withHeader("Request-ID", "audit-tokens").get(path + "/tokens");
    List<JsonNode> lines =
        server.end("TERM").output().stream()
            .filter(line -> line.contains("\"request_id\":\"audit-"))
            .map(MerchantClient::parse)
            .toList();

    assertThat(lines)
        .hasSize(4)
        .allSatisfy(
            line -> {
              assertThat(line.path("customer").asText()).matches("[0-9a-f]{16}");
              assertThat(line.path("customer")).isEqualTo(lines.get(0).path("customer"));
              assertThat(line.path("client").asText()).isEqualTo(LocalServerProcess.OTHER_MERCHANT);
              assertThat(line.path("jti").asText()).hasSize(36);
              assertThat(line.toString()).doesNotContain(created.field("customer_id"));
            });
  }
}

package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of a payment token as the merchant's server sees it. */
@Tag("archive")
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class TokensIT {

  private final LocalServerProcess server;
  private final MerchantClient client;
  private final TemporaryCustomers customers;

  TokensIT(LocalServerProcess server) {
    this.server = server;
    this.client = server.otherMerchant();
    this.customers = new TemporaryCustomers(client);
  }

  @AfterEach
  void freeNames() {
    customers.close();
  }

  @Test
  void documentedTokenIsReadAsDocumented() {
    JsonNode documented = ContractVectors.at("/documented/get_customer_token_by_token_id");

    Answer answer = server.demoMerchant().get(documented.path("path").asText());

    assertThat(answer.status()).isEqualTo(documented.path("status").asInt());
    assertThat(answer.json()).isEqualTo(documented.path("response"));
  }

  @Test
  void tokenIsDeletedAsDocumentedAndAgain() {
    JsonNode documented = ContractVectors.at("/documented/delete_customer_token");
    Answer customer = customers.inStatus("SUSPENDED");
    String token = recorded(customer, "deleted", "ACTIVE");

    Answer deleted = delete(customer, token, documented.path("request").toString());
    Answer again = delete(customer, token, documented.path("request").toString());

    assertThat(deleted.status()).isEqualTo(documented.path("status").asInt());
    assertThat(deleted.json().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(() -> documented.path("response").fieldNames());
    assertThat(deleted.field("status")).isEqualTo("DEACTIVATED");
    assertThat(deleted.field("token_id")).isEqualTo(token);
    assertThat(deleted.field("merchant_unique_reference"))
        .isEqualTo(documented.at("/request/merchant_unique_reference").asText());
    assertThat(again.json()).isEqualTo(deleted.json());
    assertThat(client.get(path(customer, token)).field("status")).isEqualTo("DEACTIVATED");
  }

  static List<Named<JsonNode>> invalidDeletions() {
    return ContractVectors.list("/invalid").stream()
        .filter(entry -> entry.path("op").asText().equals("delete_customer_token"))
        .map(entry -> Named.of(entry.path("id").asText(), entry))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("invalidDeletions")
  void invalidDeletionIsRefusedByItsFieldAndDeletesNothing(JsonNode entry) {
    Answer customer = customers.inStatus("ACTIVE");
    String token = recorded(customer, "kept-" + entry.path("id").asText(), "ACTIVE");

    Answer answer = delete(customer, token, entry.path("input").toString());

    assertThat(answer.status()).as(answer.text()).isEqualTo(entry.at("/expect/status").asInt());
    assertThat(answer.field("code")).isEqualTo(entry.at("/expect/code").asText());
    assertThat(answer.reason()).isEqualTo(entry.at("/expect/field").asText());
    assertThat(client.get(path(customer, token)).field("status")).isEqualTo("ACTIVE");
  }

  @Test
  void deletionUnderAnIdempotencyKeyIsReplayed() {
    Answer customer = customers.inStatus("ACTIVE");
    String token = recorded(customer, "keyed", "ACTIVE");
    var keyed = client.withHeader("Idempotency-Key", "delete-" + token);
    String body = "{\"merchant_unique_reference\": \"r\"}";

    Answer first = keyed.post(path(customer, token) + "/delete", body);
    Answer again = keyed.post(path(customer, token) + "/delete", body);

    assertThat(first.status()).as(first.text()).isEqualTo(200);
    assertThat(first.header("idempotent-replayed")).isEmpty();
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("idempotent-replayed")).isEqualTo("true");
  }

  @Test
  void defaultIsOfTheCustomerUntilItIsClearedOrDeleted() {
    Answer customer = customers.inStatus("ACTIVE");
    String one = recorded(customer, "one", "ACTIVE");
    String other = recorded(customer, "other", "ACTIVE");

    Answer set = setDefault(customer, one);
    Answer replaced = setDefault(customer, other);
    Answer deleted = delete(customer, other, "{\"merchant_unique_reference\": \"r\"}");
    Answer without = customers.get(customer);
    setDefault(customer, one);
    Answer cleared = client.send("DELETE", customerPath(customer) + "/default-token");

    assertThat(set.field("default_token_id")).as(set.text()).isEqualTo(one);
    assertThat(replaced.field("default_token_id")).isEqualTo(other);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(without.json().has("default_token_id")).isFalse();
    assertThat(cleared.status()).as(cleared.text()).isEqualTo(200);
    assertThat(cleared.json().has("default_token_id")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"INITIATED", "SUSPENDED", "FAILED", "DEACTIVATED"})
  void tokenThatIsNotActiveCannotBeTheDefault(String status) {
    Answer customer = customers.inStatus("ACTIVE");
    String token = recorded(customer, "not-" + status, status);

    Answer refused = setDefault(customer, token);

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.field("code")).isEqualTo("INVALID_USER_ACCOUNT");
    assertThat(refused.reason()).isEqualTo("token_id");
  }

  @Test
  void changeOfTheDefaultOfAnOlderVersionIsRefused() {
    Answer customer = customers.inStatus("ACTIVE");
    String token = recorded(customer, "versioned", "ACTIVE");
    var ifFirst = client.withHeader("If-Match", "\"1\"");

    Answer set =
        ifFirst
            .withHeader("Content-Type", "application/json")
            .send(
                "PUT",
                customerPath(customer) + "/default-token",
                "{\"token_id\": \"" + token + "\"}");
    Answer cleared = ifFirst.send("DELETE", customerPath(customer) + "/default-token");

    assertThat(set.status()).as(set.text()).isEqualTo(412);
    assertThat(cleared.status()).as(cleared.text()).isEqualTo(412);
  }

  @Test
  void listCanBeOfOneStatusAlone() {
    Answer customer = customers.inStatus("ACTIVE");
    recorded(customer, "listed", "ACTIVE");
    recorded(customer, "unlisted", "SUSPENDED");

    Answer active = client.get(customerPath(customer) + "/tokens?status=ACTIVE");
    Answer all = client.get(customerPath(customer) + "/tokens");
    Answer unknown = client.get(customerPath(customer) + "/tokens?status=EXPIRED");

    assertThat(active.json().path("total_tokens").asInt()).isEqualTo(1);
    assertThat(active.json().at("/tokens/0/merchant_token_reference").asText())
        .isEqualTo(reference("listed"));
    assertThat(all.json().path("total_tokens").asInt()).isEqualTo(2);
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.reason()).isEqualTo("status");
  }

  @Test
  void statusIsNamedInAnyLetterCase() {
    Answer customer = customers.inStatus("ACTIVE");

    Answer listed = client.get(customerPath(customer) + "/tokens?status=active");

    assertThat(listed.status()).as(listed.text()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "EXPIRED", "act%C4%B1ve", "''"})
  void statusIsNamedAndNotCounted(String status) {
    Answer customer = customers.inStatus("ACTIVE");

    Answer refused = client.get(customerPath(customer) + "/tokens?status=" + status);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.reason()).isEqualTo("status");
  }

  @Test
  void tokenIsDeletedByItsIdAsTheVendorsSdksDo() {
    JsonNode documented = ContractVectors.at("/documented/delete_token_by_token_id");
    String token = recorded(customers.inStatus("ACTIVE"), "by-id", "ACTIVE");
    String path = documented.path("path").asText().replaceFirst("(?<=/tokens/)[^/]+", token);

    Answer deleted = client.send("POST", path);

    assertThat(deleted.status()).as(deleted.text()).isEqualTo(documented.path("status").asInt());
    for (JsonNode key : documented.path("response_keys")) {
      assertThat(deleted.json().has(key.asText())).as(key.asText()).isTrue();
    }
    assertThat(deleted.field("status")).isEqualTo("DEACTIVATED");
    assertThat(client.get("/api/v1/tokens/" + token).field("status")).isEqualTo("DEACTIVATED");
  }

  @Test
  void tokensOfAnotherMerchantAreUnknown() {
    Answer customer = customers.inStatus("ACTIVE");
    String token = recorded(customer, "foreign", "ACTIVE");
    var stranger = new TemporaryCustomers(server.demoMerchant());
    MerchantClient foreign = server.demoMerchant();
    String deletion = "{\"merchant_unique_reference\": \"r\"}";

    Answer read = foreign.get(path(customer, token));
    Answer deleted = foreign.post(path(customer, token) + "/delete", deletion);
    Answer cleared = foreign.send("DELETE", customerPath(customer) + "/default-token");

    assertThat(stranger.get(customer).status()).isEqualTo(404);
    assertThat(read.status()).isEqualTo(404);
    assertThat(read.text()).isEqualTo(foreign.get(path(customer, "nothing")).text());
    assertThat(deleted.status()).isEqualTo(404);
    assertThat(deleted.text())
        .isEqualTo(foreign.post(path(customer, "nothing") + "/delete", deletion).text());
    assertThat(cleared.status()).isEqualTo(404);
    assertThat(client.get(path(customer, token)).field("status")).isEqualTo("ACTIVE");
  }

  /** Returns the id of a token that was reported for the customer. */
  private String recorded(Answer customer, String reference, String status) {
    ObjectNode message =
        MerchantClient.JSON
            .createObjectNode()
            .put("type", "token.recorded")
            .put("source", "tsp")
            .put("source_sequence", 1)
            .put("occurred_at", SharedServer.NOW)
            .put("merchant_id", LocalServerProcess.OTHER_MERCHANT);
    message
        .putObject("token")
        .put("customer_id", customer.field("customer_id"))
        .put("merchant_token_reference", reference(reference))
        .put("status", status)
        .put("payment_method", "UPI");
    Answer recorded = client.post("/local/tokens", message.toString());
    assertThat(recorded.status()).as(recorded.text()).isEqualTo(200);
    for (JsonNode token : client.get(customerPath(customer) + "/tokens").json().path("tokens")) {
      if (token.path("merchant_token_reference").asText().equals(reference(reference))) {
        return token.path("token_id").asText();
      }
    }
    throw new AssertionError("not listed");
  }

  private static String reference(String name) {
    return "tokens-it-" + name;
  }

  private Answer delete(Answer customer, String token, String body) {
    return client.post(path(customer, token) + "/delete", body);
  }

  private Answer setDefault(Answer customer, String token) {
    return client
        .withHeader("Content-Type", "application/json")
        .send(
            "PUT", customerPath(customer) + "/default-token", "{\"token_id\": \"" + token + "\"}");
  }

  private static String customerPath(Answer customer) {
    return "/api/v1/customer/" + customer.field("customer_id");
  }

  private static String path(Answer customer, String token) {
    return customerPath(customer) + "/tokens/" + token;
  }
}

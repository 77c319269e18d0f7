package org.clientele.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.clientele.testing.MerchantClient.Answer;

/** Payment tokens of one merchant's customers, and what a token service provider says of them. */
public final class TokenReports {

  public static final String OCCURRED_AT = "2024-10-04T12:00:00Z";

  private static final int DELIVERIES = 100;

  private final MerchantClient client;

  public TokenReports(MerchantClient client) {
    this.client = client;
  }

  /** Returns the first report of a token, which does not expire. */
  public static ObjectNode message(String customerId, String reference, String status) {
    ObjectNode message = MerchantClient.JSON.createObjectNode();
    message.put("type", "token.recorded").put("source", "tsp").put("source_sequence", 1);
    message.put("occurred_at", OCCURRED_AT).put("merchant_id", LocalServerProcess.DEMO_MERCHANT);
    message
        .putObject("token")
        .put("customer_id", customerId)
        .put("merchant_token_reference", reference)
        .put("status", status)
        .put("payment_method", "UPI");
    return message;
  }

  /** Returns the first report of an active token that expires. */
  public static ObjectNode expiring(String customerId, String reference, String expiredAt) {
    ObjectNode message = message(customerId, reference, "ACTIVE");
    token(message).put("expired_at", expiredAt);
    return message;
  }

  /** Returns a report that came after another one, and is the same otherwise. */
  public static ObjectNode after(ObjectNode message) {
    ObjectNode later = message.deepCopy();
    return later.put("source_sequence", message.path("source_sequence").asLong() + 1);
  }

  public static ObjectNode token(ObjectNode message) {
    return (ObjectNode) message.path("token");
  }

  /** Returns the id of a new customer. */
  public String customer(String reference) {
    return createdCustomer("{\"merchant_customer_reference\": \"%s\"}".formatted(reference));
  }

  /** Returns the id of a new customer that is created with this body. */
  String createdCustomer(String body) {
    Answer created = client.post("/api/v1/customer", body);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.field("customer_id");
  }

  /**
   * Delivers a message, until it is recorded or given up.
   *
   * @throws AssertionError if neither happens within a limit that no outage of a test reaches
   */
  public Answer deliver(String message) {
    for (int i = 0; i < DELIVERIES; i++) {
      Answer answer = client.post("/local/tokens", message);
      if (answer.status() != 503) {
        return answer;
      }
    }
    throw new AssertionError("neither recorded nor given up after " + DELIVERIES + " deliveries");
  }

  /** Delivers a message that has to be recorded. */
  public void record(JsonNode message) {
    Answer answer = deliver(message.toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /** Delivers a message that has to be given up, and returns why. */
  public String refused(JsonNode message) {
    Answer answer = deliver(message.toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    return answer.field("code");
  }

  public List<JsonNode> of(String customerId) {
    Answer answer = client.get(path(customerId));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode tokens = answer.json().path("tokens");
    assertThat(answer.json().path("total_tokens").asInt()).isEqualTo(tokens.size());
    return StreamSupport.stream(tokens.spliterator(), false).toList();
  }

  /** Returns the only token of a customer. */
  public JsonNode only(String customerId) {
    List<JsonNode> tokens = of(customerId);
    assertThat(tokens).hasSize(1);
    return tokens.get(0);
  }

  public static String path(String customerId) {
    return "/api/v1/customer/%s/tokens".formatted(customerId);
  }
}

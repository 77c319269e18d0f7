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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Card data in texts, as the contract's vectors have it. */
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class CardDataVectorsIT {

  private final MerchantClient client;

  CardDataVectorsIT(LocalServerProcess server) {
    this.client = server.otherMerchant();
  }

  static List<JsonNode> cases() {
    // Fields of payments are not ours.
    return ContractVectors.list("/pan_in_free_text/cases").stream()
        .filter(vector -> !vector.path("field").asText().startsWith("payment."))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cardDataIsRefusedByItsFieldAndOtherTextIsNot(JsonNode vector) {
    String value = vector.path("value").asText();
    boolean refused = vector.path("expect").asText().equals("reject");
    try (var customers = new TemporaryCustomers(client)) {

      Answer answer = customers.create(body(vector.path("field").asText(), value).toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(refused ? 400 : 201);
      if (refused) {
        assertThat(answer.field("code")).isEqualTo("CARD_DATA_NOT_ALLOWED");
        assertThat(answer.reason()).endsWith(vector.path("field").asText());
        assertThat(answer.text()).doesNotContain(value);
      }
    }
  }

  @Test
  void vectorsOfBothKindsAreRun() {
    assertThat(cases())
        .extracting(vector -> vector.path("expect").asText())
        .contains("reject", "accept")
        .hasSize(39);
  }

  private static ObjectNode body(String field, String value) {
    ObjectNode body =
        MerchantClient.JSON.createObjectNode().put("merchant_customer_reference", "card-data");
    List<String> path = List.of(field.split("\\."));
    if (path.size() == 2) {
      body.putObject(path.get(0)).put(path.get(1), value);
    } else if (field.startsWith("address") || field.equals("full_name")) {
      body.putObject("billing_address").put(field, value);
    } else {
      body.put(field, value);
    }
    return body;
  }
}

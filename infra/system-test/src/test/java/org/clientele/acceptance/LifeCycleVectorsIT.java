package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract's test vectors say of a customer's status. */
@Tag("archive")
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class LifeCycleVectorsIT {

  private final TemporaryCustomers customers;

  LifeCycleVectorsIT(LocalServerProcess server) {
    this.customers = new TemporaryCustomers(server.otherMerchant());
  }

  @AfterEach
  void freeNames() {
    customers.close();
  }

  static List<JsonNode> allowed() {
    return ContractVectors.list("/customer_lifecycle/allowed");
  }

  static List<JsonNode> forbidden() {
    return ContractVectors.list("/customer_lifecycle/forbidden");
  }

  static List<String> statuses() {
    return ContractVectors.list("/field_limits/status/enum").stream()
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void everyPairOfStatusesIsInTheVectors() {
    assertThat(statuses()).hasSize(4);
    assertThat(Stream.concat(allowed().stream(), forbidden().stream()).distinct()).hasSize(4 * 3);
  }

  @Test
  void customerBeginsInTheInitialStatus() {
    Answer created = customers.created("{\"merchant_customer_reference\": \"beginner\"}");

    assertThat(created.json().path("status"))
        .isEqualTo(ContractVectors.at("/customer_lifecycle/initial"));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void allowedChangeIsMade(JsonNode fromTo) {
    Answer before = customers.inStatus(fromTo.path(0).asText());

    Answer after = customers.patch(before, TemporaryCustomers.status(fromTo.path(1).asText()));

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    assertThat(after.json().path("status")).isEqualTo(fromTo.path(1));
    assertThat(after.field("updated_at")).isGreaterThan(before.field("updated_at"));
    assertThat(customers.get(before).json()).isEqualTo(after.json());
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void forbiddenChangeIsRefusedInTheDocumentedWordsAndChangesNothing(JsonNode fromTo) {
    JsonNode expected = ContractVectors.at("/customer_lifecycle/on_forbidden");
    Answer before = customers.inStatus(fromTo.path(0).asText());

    Answer refused = customers.patch(before, TemporaryCustomers.status(fromTo.path(1).asText()));

    assertThat(refused.status()).isEqualTo(expected.path("status").asInt());
    assertThat(refused.json().path("code")).isEqualTo(expected.path("code"));
    assertThat(refused.json().path("message")).isEqualTo(expected.path("message"));
    assertThat(customers.get(before).json()).isEqualTo(before.json());
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void sameStatusAgainChangesNothing(String status) {
    Answer before = customers.inStatus(status);

    Answer after = customers.patch(before, TemporaryCustomers.status(status));

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    assertThat(after.json()).isEqualTo(before.json());
    assertThat(after.header("etag")).isEqualTo(before.header("etag"));
  }

  @Test
  void deletedCustomerAcceptsNoOtherChangeEither() {
    Answer deleted = customers.inStatus("DELETED");

    Answer refused = customers.patch(deleted, "{\"first_name\": \"Asha\"}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.field("code")).isEqualTo("INVALID_USER_ACCOUNT");
    assertThat(customers.get(deleted).json()).isEqualTo(deleted.json());
  }

  static Set<Map.Entry<String, JsonNode>> aliases() {
    return ContractVectors.at("/status_aliases/customer").properties();
  }

  @Test
  void everyStatusHasAnotherWriting() {
    assertThat(aliases())
        .extracting(alias -> alias.getValue().asText())
        .containsExactlyInAnyOrderElementsOf(statuses());
  }

  @ParameterizedTest
  @MethodSource("aliases")
  void statusIsTakenInAnyLetterCaseAndEmittedInUpperCase(Map.Entry<String, JsonNode> alias) {
    String status = alias.getValue().asText();
    Answer before = customers.inStatus(status.equals("ACTIVE") ? "SUSPENDED" : "ACTIVE");

    Answer after = customers.patch(before, TemporaryCustomers.status(alias.getKey()));

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    assertThat(after.field("status")).isEqualTo(status);
    assertThat(customers.get(before).field("status")).isEqualTo(status);
  }
}

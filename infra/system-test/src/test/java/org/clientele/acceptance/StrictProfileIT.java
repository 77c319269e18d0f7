package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract's test vectors accept and refuse under the strict profile. */
class StrictProfileIT {

  /** What the vendor's pages forbid and its service takes. */
  private static final Set<String> TOO_WIDE =
      Set.of(
          "create-full-sample",
          "create-gstin-sample-bad-checksum",
          "create-metadata-sample-511",
          "create-name-devanagari-default");

  private static final LocalServerProcess SERVER =
      LocalServerProcess.start("--profile", "strict", "--now", SharedServer.NOW);

  private final TemporaryCustomers customers = new TemporaryCustomers(SERVER.otherMerchant());

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @AfterEach
  void freeNames() {
    customers.close();
  }

  static List<Named<JsonNode>> valid() {
    return ContractVectors.runnable("/valid").stream()
        .map(entry -> Named.of(entry.path("id").asText(), entry))
        .toList();
  }

  static List<Named<JsonNode>> invalid() {
    return ContractVectors.list("/invalid").stream()
        .filter(entry -> !entry.path("op").asText().matches(".*token"))
        .map(entry -> Named.of(entry.path("id").asText(), entry))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validInputIsAcceptedUnlessItIsTooWide(JsonNode entry) {
    boolean tooWide = TOO_WIDE.contains(entry.path("id").asText());

    Answer answer = send(entry);

    int accepted = ContractVectors.isUpdate(entry) ? 200 : 201;
    assertThat(answer.status()).as(answer.text()).isEqualTo(tooWide ? 400 : accepted);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidInputIsRefusedByItsField(JsonNode entry) {
    Answer answer = send(entry);

    assertThat(answer.status()).as(answer.text()).isEqualTo(entry.at("/expect/status").asInt());
    assertThat(answer.field("code")).isEqualTo(entry.at("/expect/code").asText());
    assertThat(answer.reason()).isEqualTo(entry.at("/expect/field").asText());
  }

  @Test
  void everyVectorIsRun() {
    assertThat(valid()).hasSize(30);
    assertThat(valid()).extracting(Named::getName).containsAll(TOO_WIDE);
    assertThat(invalid()).hasSize(36 + 4);
  }

  private Answer send(JsonNode entry) {
    return ContractVectors.isUpdate(entry)
        ? customers.patch(customers.inStatus("INACTIVE"), ContractVectors.body(entry))
        : customers.create(ContractVectors.body(entry));
  }
}

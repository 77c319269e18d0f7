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

  /** What the vendor's pages forbid; of the tax numbers the check characters are wrong. */
  private static final Set<String> TOO_WIDE =
      Set.of(
          "create-full-sample",
          "create-gstin-sample-bad-checksum",
          "create-metadata-sample-511",
          "create-name-devanagari-default",
          "create-name-sinhala",
          "create-name-nepali",
          "create-name-persian",
          "create-name-typographic-apostrophe",
          "create-name-catalan",
          "create-name-brackets",
          "create-name-son-of",
          "create-mobile-singapore",
          "create-mobile-uae",
          "create-pincode-uk",
          "create-pincode-us",
          "create-pincode-space",
          "create-email-devanagari",
          "create-email-60",
          "create-gstin-tds",
          "create-gstin-uin");

  /** What E.164 forbids and the vendor's pages allow. */
  private static final String WIDER = "create-mobile-16";

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
        .filter(entry -> !entry.path("id").asText().equals(WIDER))
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
    assertThat(valid()).hasSize(47);
    assertThat(valid()).extracting(Named::getName).containsAll(TOO_WIDE);
    assertThat(invalid()).hasSize(41 - 1 + 6);
  }

  @Test
  void mobileNumberMayBeLongerThanAnyThereIsButNoCardNumber() {
    Answer longest = customers.create("{\"mobile_number\": \"12345678901234567890\"}");
    Answer card = customers.create("{\"mobile_number\": \"4111111111111111\"}");

    assertThat(longest.status()).as(longest.text()).isEqualTo(201);
    assertThat(card.field("code")).isEqualTo("CARD_DATA_NOT_ALLOWED");
  }

  private Answer send(JsonNode entry) {
    return ContractVectors.isUpdate(entry)
        ? customers.patch(customers.inStatus("INACTIVE"), ContractVectors.body(entry))
        : customers.create(ContractVectors.body(entry));
  }
}

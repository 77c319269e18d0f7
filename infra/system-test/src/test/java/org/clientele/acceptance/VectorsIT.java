package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the contract's test vectors accept and refuse, sent as they stand. They are sent for the
 * other merchant, because the demo merchant has the documented customer already.
 */
@Tag("archive")
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class VectorsIT {

  /** What an answer never carries: unknown, and the second spelling of {@code adddress_type}. */
  private static final Set<String> NEVER_EMITTED = Set.of("some_future_field", "address_type");

  private static final List<String> OF_THE_SERVER =
      List.of("customer_id", "status", "created_at", "updated_at");

  private final MerchantClient client;
  private final TemporaryCustomers customers;

  VectorsIT(LocalServerProcess server) {
    this.client = server.otherMerchant();
    this.customers = new TemporaryCustomers(client);
  }

  @AfterEach
  void freeNames() {
    customers.close();
  }

  @Test
  void copyIsTheContracts() throws IOException {
    Path contract = Path.of("../../../shared/contract/vectors-2.json");
    assumeThat(contract).exists();

    assertThat(Files.readString(ContractVectors.FILE)).isEqualTo(Files.readString(contract));
  }

  @Test
  void onlyTheStrictProfileAndOperationsOnTokensAreLeftOut() {
    List<JsonNode> strict =
        ContractVectors.list("/invalid").stream()
            .filter(entry -> entry.path("profile").asText().equals("strict"))
            .toList();
    List<JsonNode> later =
        ContractVectors.list("/invalid").stream()
            .filter(entry -> entry.path("op").asText().matches(".*token"))
            .toList();

    assertThat(ContractVectors.runnable("/valid"))
        .hasSize(47)
        .containsExactlyElementsOf(ContractVectors.list("/valid"));
    assertThat(ContractVectors.runnable("/invalid"))
        .hasSize(41)
        .doesNotContainAnyElementsOf(strict)
        .doesNotContainAnyElementsOf(later);
    assertThat(strict).hasSize(6).doesNotContainAnyElementsOf(later);
    assertThat(later).hasSize(5);
    assertThat(ContractVectors.list("/invalid")).hasSize(41 + 6 + 5);
  }

  static List<Named<JsonNode>> valid() {
    return named(ContractVectors.runnable("/valid"));
  }

  static List<Named<JsonNode>> invalid() {
    return named(ContractVectors.runnable("/invalid"));
  }

  private static List<Named<JsonNode>> named(List<JsonNode> entries) {
    return entries.stream().map(entry -> Named.of(entry.path("id").asText(), entry)).toList();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validInputIsAcceptedAndAnsweredAndStoredAsGiven(JsonNode entry) {
    Answer before = ContractVectors.isUpdate(entry) ? customers.inStatus("INACTIVE") : null;

    Answer answer =
        before == null
            ? customers.create(ContractVectors.body(entry))
            : customers.patch(before, ContractVectors.body(entry));

    assertThat(answer.status()).as(answer.text()).isEqualTo(before == null ? 201 : 200);
    assertThat(withoutServersOwn(answer)).isEqualTo(withoutServersOwn(expected(before, entry)));
    assertThat(answer.field("status")).isEqualTo(expectedStatus(before, entry));
    assertThat(customers.get(answer).json()).isEqualTo(answer.json());
  }

  @Test
  void updateOfNothingLeavesTheTimeOfTheLastChange() {
    Answer before = customers.inStatus("ACTIVE");

    Answer after = customers.patch(before, "{}");

    assertThat(after.status()).isEqualTo(200);
    assertThat(after.json()).isEqualTo(before.json());
    assertThat(after.header("etag")).isEqualTo(before.header("etag"));
  }

  private static JsonNode expected(@Nullable Answer before, JsonNode entry) {
    ObjectNode expected =
        before == null ? MerchantClient.JSON.createObjectNode() : (ObjectNode) before.json();
    merge(expected, entry.path("input"));
    merge(expected, entry.path("emits"));
    prune(expected);
    return expected;
  }

  private static void merge(ObjectNode target, JsonNode other) {
    other
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                merge(target.withObjectProperty(field.getKey()), field.getValue());
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  private static void prune(ObjectNode object) {
    object.remove(NEVER_EMITTED);
    object.properties().stream()
        .map(field -> field.getValue())
        .filter(JsonNode::isObject)
        .forEach(inner -> prune((ObjectNode) inner));
    List<String> empty =
        object.properties().stream()
            .filter(field -> field.getValue().isEmpty() && field.getValue().asText().isEmpty())
            .map(field -> field.getKey())
            .toList();
    object.remove(empty);
  }

  private static String expectedStatus(@Nullable Answer before, JsonNode entry) {
    return before == null
        ? "INACTIVE"
        : entry
            .at("/emits/status")
            .asText(entry.at("/input/status").asText(before.field("status")));
  }

  private static JsonNode withoutServersOwn(Answer answer) {
    return withoutServersOwn(answer.json());
  }

  private static JsonNode withoutServersOwn(JsonNode customer) {
    return ((ObjectNode) customer).remove(OF_THE_SERVER);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidInputIsRefusedByItsFieldAndNotRepeated(JsonNode entry) {
    Answer before = customers.inStatus("INACTIVE");
    JsonNode expect = entry.path("expect");

    Answer answer =
        ContractVectors.isUpdate(entry)
            ? customers.patch(before, ContractVectors.body(entry))
            : customers.create(ContractVectors.body(entry));

    assertThat(answer.status()).as(answer.text()).isEqualTo(expect.path("status").asInt());
    assertThat(answer.field("code")).isEqualTo(expect.path("code").asText());
    assertThat(answer.reason()).isEqualTo(expect.path("field").asText());
    assertThat(offending(entry))
        .allSatisfy(value -> assertThat(said(answer)).doesNotContain(value));
    assertThat(customers.get(before).json()).isEqualTo(before.json());
  }

  @Test
  void offendingValuesAreKnownOfAllButTheEntriesWithoutOne() {
    assertThat(
            ContractVectors.runnable("/invalid").stream()
                .filter(entry -> offending(entry).isEmpty()))
        .extracting(entry -> entry.path("id").asText())
        .containsExactly("create-country-only");
  }

  @Test
  void refusedCreatesStoreNothing() {
    for (JsonNode entry : ContractVectors.runnable("/invalid")) {
      if (!ContractVectors.isUpdate(entry)) {
        customers.create(ContractVectors.body(entry));
      }
    }

    Answer created = customers.created("{\"merchant_customer_reference\": \"ref-0001\"}");

    assertThat(withoutServersOwn(created))
        .isEqualTo(MerchantClient.parse("{\"merchant_customer_reference\": \"ref-0001\"}"));
    assertThat(created.header("etag")).isEqualTo("\"1\"");
  }

  /** Returns the texts that must not come back: the value of the refused field, or all of it. */
  private static List<String> offending(JsonNode entry) {
    String field = entry.at("/expect/field").asText();
    if (field.equals("body") || entry.has("raw_body")) {
      return List.of(ContractVectors.body(entry));
    }
    JsonNode value = entry.path("input").at("/" + field.replace('.', '/'));
    List<String> texts = new ArrayList<>();
    if (!value.isMissingNode()) {
      texts.add(value.isTextual() ? value.textValue() : value.toString());
    }
    return texts;
  }

  private static String said(Answer refusal) {
    return refusal.field("message") + refusal.json().path("additional_error_details");
  }
}

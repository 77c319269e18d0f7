package org.clientele.acceptance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What two servers find on two empty DynamoDB endpoints, seen in the stores and over HTTP. */
class DemoDataIT {

  private static final List<FaultyDynamoDb> STORES = new ArrayList<>();
  private static final List<LocalServerProcess> SERVERS = new ArrayList<>();
  private static final List<Set<Map<String, AttributeValue>>> AT_START = new ArrayList<>();

  @BeforeAll
  static void startTwo() {
    STORES.addAll(List.of(FaultyDynamoDb.start(), FaultyDynamoDb.start()));
    var other = CompletableFuture.supplyAsync(() -> STORES.get(1).startServer());
    SERVERS.add(STORES.get(0).startServer());
    SERVERS.add(other.join());
    STORES.forEach(store -> AT_START.add(items(store)));
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(LocalServerProcess::close);
    STORES.forEach(FaultyDynamoDb::close);
  }

  private static Set<Map<String, AttributeValue>> items(FaultyDynamoDb store) {
    Set<Map<String, AttributeValue>> items = new HashSet<>();
    store
        .client()
        .scanPaginator(scan -> scan.tableName(store.table("CustomersTable")).consistentRead(true))
        .items()
        .forEach(items::add);
    return items;
  }

  private static List<Map<String, AttributeValue>> ofKind(String sortKey) {
    return AT_START.get(0).stream()
        .filter(item -> attribute(item, "sk").startsWith(sortKey))
        .toList();
  }

  private static String attribute(Map<String, AttributeValue> item, String name) {
    return item.getOrDefault(name, AttributeValue.fromS("")).s();
  }

  @Test
  void endpointOptionPutsTheDataThere() {
    Answer created =
        SERVERS
            .get(0)
            .demoMerchant()
            .post("/api/v1/customer", "{\"merchant_customer_reference\": \"at-the-endpoint\"}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(items(STORES.get(0)))
        .extracting(item -> attribute(item, "pk"))
        .contains("demo-merchant#" + created.field("customer_id"));
    assertThat(items(STORES.get(1))).isEqualTo(AT_START.get(1));
  }

  @Test
  void customersAndTokensAreTheSameAtEveryStart() {
    assertThat(AT_START.get(0)).isNotEmpty().isEqualTo(AT_START.get(1));
  }

  @Test
  void thereAreAHundredCustomersOfTwoMerchantsInEveryStatus() {
    List<Map<String, AttributeValue>> customers = ofKind("customer");

    assertThat(customers).hasSize(100);
    assertThat(customers)
        .extracting(item -> attribute(item, "pk").replaceFirst("#.*", ""))
        .containsOnly("demo-merchant", "other-merchant");
    assertThat(customers)
        .extracting(item -> attribute(item, "status"))
        .containsOnly("INACTIVE", "ACTIVE", "SUSPENDED", "DELETED");
  }

  @Test
  void thereAreThreeHundredTokensOfEveryMethodInEveryStatus() {
    List<Map<String, AttributeValue>> tokens = ofKind("token#");

    assertThat(tokens).hasSize(300);
    for (String method : List.of("CARD", "UPI", "POINTS")) {
      assertThat(tokens)
          .filteredOn(item -> paymentMethod(item).equals(method))
          .extracting(item -> attribute(item, "status"))
          .as(method)
          .containsOnly("INITIATED", "ACTIVE", "SUSPENDED", "FAILED", "DEACTIVATED");
    }
  }

  private static String paymentMethod(Map<String, AttributeValue> token) {
    return attribute(requireNonNull(token.get("sources")).l().get(0).m(), "method");
  }

  @Test
  void everyCustomerAndTokenIsReadByItsMerchant() {
    Map<String, MerchantClient> merchants =
        Map.of(
            LocalServerProcess.DEMO_MERCHANT, SERVERS.get(1).demoMerchant(),
            LocalServerProcess.OTHER_MERCHANT, SERVERS.get(1).otherMerchant());
    List<JsonNode> tokens = new ArrayList<>();

    for (Map<String, AttributeValue> item : ofKind("customer")) {
      String[] merchantAndId = attribute(item, "pk").split("#", 2);
      MerchantClient merchant = merchants.getOrDefault(merchantAndId[0], SERVERS.get(1).anyone());
      String path = "/api/v1/customer/" + merchantAndId[1];
      Answer customer = merchant.get(path);
      Answer listed = merchant.get(path + "/tokens");
      assertThat(customer.field("status")).isEqualTo(attribute(item, "status"));
      assertThat(listed.json().path("total_tokens").asInt())
          .isEqualTo(listed.json().path("tokens").size());
      tokens.addAll(ContractVectors.elements(listed.json().path("tokens")));
    }

    assertThat(tokens).hasSize(300);
    assertThat(tokens)
        .extracting(token -> token.path("status").asText())
        .containsOnly("INITIATED", "ACTIVE", "SUSPENDED", "FAILED", "DEACTIVATED");
    assertThat(tokens)
        .filteredOn(token -> token.has("card_data"))
        .extracting(token -> token.path("payment_method").asText())
        .containsOnly("CARD");
  }

  @Test
  void documentedCustomerAndTokenAreAmongThem() {
    assertThat(ofKind("customer"))
        .extracting(item -> attribute(item, "pk"))
        .contains("demo-merchant#cust-v1-0811030624-aa-RBDgpR");
    assertThat(ofKind("token#token-v1-1234567890-aa-ABCDEF"))
        .extracting(item -> attribute(item, "pk"))
        .containsExactly("demo-merchant#cust-v1-0811030624-aa-RBDgpR");
  }

  /** This runs long after the documented token expired, and long before some other did. */
  @Test
  void tokensThatHaveExpiredReadAsDeactivated() {
    Answer answer =
        SERVERS.get(1).demoMerchant().get("/api/v1/customer/cust-v1-0811030624-aa-RBDgpR/tokens");

    JsonNode token = answer.json().path("tokens").path(0);
    assertThat(token.path("status").asText()).isEqualTo("DEACTIVATED");
    assertThat(token.path("status_reason").asText()).isEqualTo("payment token expired");
    assertThat(token.path("updated_at")).isEqualTo(token.path("expired_at"));
  }

  @Test
  void pageNamesALiveTokenThatCanBeMadeTheDefault() {
    Answer page = SERVERS.get(0).anyone().get("/local");
    Matcher live =
        Pattern.compile("default<td><code>(.*?)</code><td>ACTIVE<td><code>(.*?)</code>")
            .matcher(page.text());

    assertThat(page.header("content-type")).startsWith("text/html");
    assertThat(live.find()).isTrue();
    Answer answer =
        SERVERS
            .get(0)
            .demoMerchant()
            .put(
                "/api/v1/customer/" + live.group(1) + "/default-token",
                "{\"token_id\": \"" + live.group(2) + "\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  @DisabledIfSystemProperty(
      named = "clientele.archive",
      matches = ".+",
      disabledReason = "the processes of an archive do not tell how many tokens they swept")
  void sweepTellsHowManyTokensItDeactivated() {
    Set<Map<String, AttributeValue>> before = items(STORES.get(0));

    Answer first = SERVERS.get(0).anyone().post("/local/sweep", "{}");
    Answer second = SERVERS.get(0).anyone().post("/local/sweep", "{}");

    Set<Map<String, AttributeValue>> swept = items(STORES.get(0));
    swept.removeAll(before);
    long deactivated = swept.stream().filter(item -> isToken(item)).count();
    assertThat(deactivated).isPositive();
    assertThat(first.json().path("swept").asLong()).isEqualTo(deactivated);
    assertThat(second.json().path("swept").asLong()).isZero();
  }

  private static boolean isToken(Map<String, AttributeValue> item) {
    return attribute(item, "sk").startsWith("token#");
  }
}

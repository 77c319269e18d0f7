package org.clientele.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Another merchant's customer cannot be told from one that does not exist. */
class TenancyIT {

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static final LocalServerProcess SERVER = STORE.startServer();
  private static final MerchantClient OWNER = SERVER.demoMerchant();
  private static final MerchantClient STRANGER = SERVER.otherMerchant();

  private static final String DEMO_MERCHANTS = "cust-v1-0811030624-aa-RBDgpR";
  private static final String UNKNOWN = "cust-v1-0811030624-aa-RBDgpS";
  private static final String LOOKUP =
      "/api/v1/customer?country_code=91&mobile_number=%s&merchant_customer_reference=%s";
  private static final String MOBILE = "9876543210";
  private static final String REFERENCE = "82d57572-057c-4826-5775-385a52150554";

  /** What is about the caller's own, whoever it is. */
  private static final Set<String> OF_THE_CALLER =
      Set.of("create-customer", "list-customers", "put-custom-field", "list-custom-fields");

  @AfterAll
  static void stop() {
    SERVER.close();
    STORE.close();
  }

  /** Returns the operations on something that a merchant has. */
  static List<Operation> operations() {
    List<Operation> operations =
        OperationCatalogue.ALL.stream()
            .filter(Operation::needsAccessToken)
            .filter(Operation::succeeds)
            .filter(operation -> !OF_THE_CALLER.contains(operation.function()))
            .toList();
    assertThat(operations).hasSizeGreaterThan(10);
    return operations;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void strangerIsAnsweredAsIfThereWereNothingAndChangesNothing(Operation operation) {
    Scene scene = Scene.of(operation, OWNER, STORE);
    Set<Map<String, AttributeValue>> before = items();

    Answer foreign = scene.request().sendBy(STRANGER);
    Answer unknown = Scene.unknown(operation).request().sendBy(STRANGER);

    assertAlike(foreign, unknown);
    assertThat(items()).isEqualTo(before);
    operation.requireExpected(scene.request().sendBy(OWNER));
  }

  /** The vendor's SDKs send it. */
  @ParameterizedTest
  @MethodSource("operations")
  void merchantOfAHeaderIsNotWhoseDataItIs(Operation operation) {
    Scene scene = Scene.of(operation, OWNER, STORE);
    Set<Map<String, AttributeValue>> before = items();

    Answer foreign = scene.request().sendBy(claiming(STRANGER, LocalServerProcess.DEMO_MERCHANT));
    Answer unknown = Scene.unknown(operation).request().sendBy(STRANGER);

    assertAlike(foreign, unknown);
    assertThat(items()).isEqualTo(before);
    operation.requireExpected(
        scene.request().sendBy(claiming(OWNER, LocalServerProcess.OTHER_MERCHANT)));
  }

  @Test
  void merchantOfAHeaderGetsNeitherCustomersNorAccessTokens() {
    Operation create = OperationCatalogue.ofFunction("create-customer").get(0);
    Scene scene = Scene.of(create, OWNER, STORE);
    Operation issue = OperationCatalogue.named("issue-token: right secret");

    Answer created = scene.request().sendBy(claiming(STRANGER, LocalServerProcess.DEMO_MERCHANT));
    Answer issued =
        Scene.of(issue, OWNER, STORE)
            .request()
            .sendBy(claiming(SERVER.anyone(), LocalServerProcess.OTHER_MERCHANT));

    String path = "/api/v1/customer/" + created.field("customer_id");
    assertThat(OWNER.get(path).status()).isEqualTo(404);
    assertThat(STRANGER.get(path).status()).isEqualTo(200);
    MerchantClient granted = SERVER.anyone().withAccessToken(issued.field("access_token"));
    assertThat(granted.get("/api/v1/customer/" + DEMO_MERCHANTS).status()).isEqualTo(200);
  }

  @Test
  void customFieldsAreListedToTheirMerchantAlone() {
    Operation define = OperationCatalogue.ofFunction("put-custom-field").get(0);
    define.requireExpected(Scene.of(define, OWNER, STORE).request().sendBy(OWNER));

    assertThat(OWNER.get("/api/v1/custom-fields").json().path("custom_fields")).isNotEmpty();
    assertThat(STRANGER.get("/api/v1/custom-fields").json().path("custom_fields")).isEmpty();
  }

  private static MerchantClient claiming(MerchantClient client, String merchant) {
    return client.withHeader("Merchant-ID", merchant);
  }

  @Test
  void namesOfOneMerchantAreFreeForAnother() {
    Operation create = OperationCatalogue.ofFunction("create-customer").get(0);
    Scene scene = Scene.of(create, OWNER, STORE);
    Answer own = scene.request().sendBy(OWNER);

    Answer foreign = scene.request().sendBy(STRANGER);

    create.requireExpected(own);
    create.requireExpected(foreign);
    assertThat(foreign.field("customer_id")).isNotEqualTo(own.field("customer_id"));
    create.requireDone(scene, own, STORE);
  }

  /** Returns the uses of record-tokens that concern a customer who exists. */
  static List<Operation> reports() {
    List<Operation> reports =
        OperationCatalogue.ofFunction("record-tokens").stream()
            .filter(Operation::succeeds)
            .filter(operation -> !Scene.unknown(operation).request().isBatch())
            .toList();
    assertThat(reports).hasSizeGreaterThan(2);
    return reports;
  }

  @ParameterizedTest
  @MethodSource("reports")
  void reportInTheNameOfAnotherMerchantIsRefusedAndChangesNothing(Operation operation) {
    Scene scene = Scene.of(operation, OWNER, STORE);
    Set<Map<String, AttributeValue>> before = items();
    Request own = scene.request();
    Request foreign =
        new Request(
            own.method(),
            own.path(),
            own.body()
                .replace(LocalServerProcess.DEMO_MERCHANT, LocalServerProcess.OTHER_MERCHANT));

    Answer refused = foreign.sendBy(STRANGER);

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.field("code")).isIn("CUSTOMER_NOT_FOUND", "TOKEN_NOT_FOUND");
    assertThat(items()).isEqualTo(before);
    operation.requireExpected(own.sendBy(OWNER));
  }

  private static Set<Map<String, AttributeValue>> items() {
    Set<Map<String, AttributeValue>> items = new HashSet<>();
    STORE
        .client()
        .scanPaginator(scan -> scan.tableName(STORE.table("CustomersTable")).consistentRead(true))
        .items()
        .forEach(items::add);
    return items;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"status\": \"FAILED\"}", "{\"first_name\": \"<script>\"}", "[]", "no JSON"})
  void bodyThatIsWrongIsRefusedAlike(String body) {
    Answer foreign = STRANGER.patch("/api/v1/customer/" + DEMO_MERCHANTS, body);
    Answer unknown = STRANGER.patch("/api/v1/customer/" + UNKNOWN, body);

    assertThat(foreign.status()).isIn(400, 404);
    assertThat(foreign.text()).isEqualTo(unknown.text());
    assertThat(comparable(foreign)).isEqualTo(comparable(unknown));
  }

  @Test
  void updateOfNothingTellsAStrangerNothing() {
    Answer foreign = STRANGER.patch("/api/v1/customer/" + DEMO_MERCHANTS, "{}");
    Answer unknown = STRANGER.patch("/api/v1/customer/" + UNKNOWN, "{}");

    assertAlike(foreign, unknown);
  }

  /** What is right about the demo merchant's customer, one bit for each of the two values. */
  static List<String> partlyRightLookups() {
    List<String> lookups = new ArrayList<>();
    for (String mobile : List.of(MOBILE, "9876543211")) {
      for (String reference : List.of(REFERENCE, "82d57572")) {
        lookups.add(LOOKUP.formatted(mobile, reference));
      }
    }
    return lookups;
  }

  @ParameterizedTest
  @MethodSource("partlyRightLookups")
  void lookupOfAnothersCustomerIsAsOfAnUnknownOne(String lookup) {
    Answer foreign = STRANGER.get(lookup);
    Answer unknown = STRANGER.get(LOOKUP.formatted("9000000000", "unknown"));

    assertAlike(foreign, unknown);
  }

  @ParameterizedTest
  @MethodSource("partlyRightLookups")
  void lookupOfAnOwnCustomerNeedsAllThreeValues(String lookup) {
    Answer partly = OWNER.get(lookup);
    Answer unknown = OWNER.get(LOOKUP.formatted("9000000000", "unknown"));

    if (lookup.equals(LOOKUP.formatted(MOBILE, REFERENCE))) {
      assertThat(partly.status()).isEqualTo(200);
    } else {
      assertAlike(partly, unknown);
    }
  }

  private static void assertAlike(Answer one, Answer other) {
    assertThat(one.status()).as(one.text()).isEqualTo(404);
    assertThat(one.field("code"))
        .isIn("CUSTOMER_NOT_FOUND", "TOKEN_NOT_FOUND", "CUSTOM_FIELD_NOT_FOUND");
    assertThat(one.text()).isEqualTo(other.text());
    assertThat(comparable(one)).isEqualTo(comparable(other));
  }

  /** Returns status and headers, but for those that differ from request to request. */
  private static Map<String, List<String>> comparable(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(answer.headers().map());
    headers.remove("Request-ID");
    headers.remove("Date");
    headers.put(":status", List.of(Integer.toString(answer.status())));
    assertThat(headers).containsKeys("content-type", "content-length");
    return headers;
  }
}

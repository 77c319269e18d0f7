package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.local.TestingServer.JSON;
import static org.clientele.local.TestingServer.json;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.clientele.customer.CustomerStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract's vectors over HTTP, field for field, in the default profile. */
class VectorsIT {

  private static final String CUSTOMERS = "/api/v1/customer";
  private static final String DOCUMENTED = CUSTOMERS + "/cust-v1-0811030624-aa-RBDgpR";
  private static final String TIMESTAMP = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z";

  /** Operations of the vectors that are served. */
  private static final Set<String> SERVED = Set.of("create_customer", "update_customer");

  private static final JsonNode VECTORS = vectors();
  private static TestingServer server;

  @BeforeAll
  static void start() throws Exception {
    // The documented token is active then.
    server = TestingServer.start("--now", "2024-10-05T00:00:00Z");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static JsonNode vectors() {
    try (InputStream file = VectorsIT.class.getResourceAsStream("/vectors.json")) {
      return JSON.readTree(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void copyIsTheContracts() throws Exception {
    Path original = Path.of("../../../shared/contract/vectors.json");
    assumeTrue(Files.exists(original), "the contract does not lie beside this checkout");

    assertThat(JSON.readTree(original.toFile())).isEqualTo(VECTORS);
  }

  @Test
  void documentedCustomerIsLookedUp() throws Exception {
    JsonNode lookup = VECTORS.at("/documented/get_customer_details_consistent");

    var response = server.send("GET", CUSTOMERS + "?" + lookup.get("query_raw").asText());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response)).isEqualTo(documentedCustomer());
  }

  @Test
  void documentedCustomerIsReadById() throws Exception {
    var response = server.send("GET", DOCUMENTED);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response)).isEqualTo(documentedCustomer());
  }

  @Test
  void documentedUpdateLeavesTheDocumentedCustomerAsItIs() throws Exception {
    var response =
        server.send("PATCH", DOCUMENTED, VECTORS.at("/documented/update_customer/request"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response)).isEqualTo(documentedCustomer());
  }

  @Test
  void documentedTokensAreListed() throws Exception {
    var response = server.send("GET", DOCUMENTED + "/tokens");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response)).isEqualTo(VECTORS.at("/documented/get_customer_tokens/response"));
  }

  @Test
  void documentedTokenRequestGetsAToken() throws Exception {
    ObjectNode request = VECTORS.at("/documented/generate_token/request").deepCopy();
    request.put("client_id", DemoData.CLIENT_ID).put("client_secret", DemoData.CLIENT_SECRET);

    var response = server.send(null, "POST", "/api/auth/v1/token", request.toString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(fields(json(response)))
        .containsAll(fields(VECTORS.at("/documented/generate_token/response")));
    assertThat(json(response).get("expires_at").asText()).matches(TIMESTAMP);
    assertThat(json(response).get("expires_in").asInt()).isEqualTo(3600);
    assertThat(json(response).get("token_type").asText()).isEqualTo("Bearer");
  }

  @Test
  void documentedCreateAnswersTheDocumentedFields() throws Exception {
    JsonNode request = VECTORS.at("/documented/create_customer/request");
    String other = server.accessToken("other-merchant", "other-secret");

    var response = server.send(other, "POST", CUSTOMERS, request.toString());

    assertThat(response.statusCode()).isEqualTo(201);
    ObjectNode created = (ObjectNode) json(response);
    assertThat(created.remove("customer_id").asText()).matches("cust-v1-\\d{12}-[a-z]{2}-\\w{6}");
    assertThat(created.remove("created_at").asText()).matches(TIMESTAMP);
    assertThat(created.remove("updated_at").asText()).matches(TIMESTAMP);
    assertThat(created.remove("status").asText()).isEqualTo("INACTIVE");
    assertThat(created).isEqualTo(request);
    delete(other, json(response).get("customer_id").asText());
  }

  @Test
  void documentedErrorsHaveTheirWords() throws Exception {
    JsonNode first = VECTORS.at("/duplicates/1/first");
    String id = created(first);

    var response = server.send("POST", CUSTOMERS, VECTORS.at("/duplicates/1/second"));

    JsonNode documented = VECTORS.at("/documented/error_422_sample");
    assertThat(response.statusCode()).isEqualTo(documented.get("status").asInt());
    assertThat(json(response).get("code")).isEqualTo(documented.at("/response/code"));
    assertThat(json(response).get("message")).isEqualTo(documented.at("/response/message"));
    assertThat(json(response).at("/additional_error_details/reason").asText()).isEqualTo(id);
    delete(id);
  }

  static Stream<JsonNode> valid() {
    return served("valid");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validInputIsAccepted(JsonNode vector) throws Exception {
    boolean creates = vector.get("op").asText().equals("create_customer");
    // The documented customer has the vectors' full sample already.
    String token =
        vector.get("id").asText().equals("create-full-sample")
            ? server.accessToken("other-merchant", "other-secret")
            : server.accessToken();
    String id = creates ? "" : created(JSON.createObjectNode().put("first_name", "Before"));

    var response =
        creates
            ? server.send(token, "POST", CUSTOMERS, vector.get("input").toString())
            : server.send("PATCH", CUSTOMERS + "/" + id, vector.get("input"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(creates ? 201 : 200);
    JsonNode answered = json(response);
    JsonNode emitted = vector.path("emits");
    fields(emitted).forEach(field -> assertThat(answered.get(field)).isEqualTo(emitted.get(field)));
    assertThat(answered.findValuesAsText("first_name")).doesNotContain("");
    if (creates) {
      assertThat(answered.get("status").asText()).isEqualTo("INACTIVE");
    }
    delete(token, answered.get("customer_id").asText());
  }

  static Stream<JsonNode> invalid() {
    return served("invalid")
        // What only the strict profile refuses.
        .filter(vector -> !vector.path("profile").asText().equals("strict"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidInputIsRefusedNamingTheFieldAndNotTheValue(JsonNode vector) throws Exception {
    boolean creates = vector.get("op").asText().equals("create_customer");
    String body =
        vector.has("raw_body") ? vector.get("raw_body").asText() : vector.get("input").toString();
    String id = creates ? "" : created(JSON.createObjectNode().put("first_name", "Before"));

    var response =
        server.send(
            server.accessToken(),
            creates ? "POST" : "PATCH",
            creates ? CUSTOMERS : CUSTOMERS + "/" + id,
            body);

    JsonNode expected = vector.get("expect");
    assertThat(response.statusCode()).isEqualTo(expected.get("status").asInt());
    JsonNode error = json(response);
    assertThat(error.get("code")).isEqualTo(expected.get("code"));
    assertThat(error.at("/additional_error_details/reason")).isEqualTo(expected.get("field"));
    assertThat(texts(vector.path("input"))).noneMatch(response.body()::contains);
    if (!creates) {
      delete(id);
    }
  }

  @Test
  void vectorsOfBothKindsWereFound() {
    assertThat(valid().count()).isEqualTo(30);
    assertThat(invalid().count()).isEqualTo(36);
  }

  static Stream<JsonNode> lookups() {
    return stream(VECTORS.get("lookup"));
  }

  @ParameterizedTest
  @MethodSource("lookups")
  void lookupAnswersAsTheVectorsSay(JsonNode vector) throws Exception {
    var response = server.send("GET", CUSTOMERS + "?" + vector.get("query_raw").asText());

    assertThat(response.statusCode()).isEqualTo(vector.get("expect").asInt());
    if (vector.has("field")) {
      assertThat(json(response).at("/additional_error_details/reason"))
          .isEqualTo(vector.get("field"));
    }
  }

  static Stream<JsonNode> countryCodes() {
    return stream(VECTORS.at("/phone_normalisation/cases"));
  }

  @ParameterizedTest
  @MethodSource("countryCodes")
  void countryCodeOfAQueryIsNormalised(JsonNode vector) throws Exception {
    String normalised = vector.get("normalised").asText();
    boolean accepted = !vector.get("normalised").isNull();
    String id =
        created(
            JSON.createObjectNode()
                .put("merchant_customer_reference", "by-phone")
                .put("country_code", accepted ? normalised : "91")
                .put("mobile_number", "9000012345"));

    var response =
        server.send(
            "GET",
            CUSTOMERS
                + "?"
                + vector.get("query_raw").asText()
                + "&mobile_number=9000012345&merchant_customer_reference=by-phone");

    assertThat(response.statusCode()).isEqualTo(accepted ? 200 : 400);
    if (accepted) {
      assertThat(json(response).get("customer_id").asText()).isEqualTo(id);
    }
    delete(id);
  }

  @Test
  void changeOfAnOlderVersionIsRefused() throws Exception {
    String id = created(JSON.createObjectNode().put("first_name", "Asha"));
    String path = CUSTOMERS + "/" + id;
    assertThat(server.send("GET", path).headers().firstValue("etag")).contains("\"1\"");

    var first = server.sendIfMatch("\"1\"", path, "{\"first_name\": \"Meera\"}");
    var second = server.sendIfMatch("\"1\"", path, "{\"first_name\": \"Zoya\"}");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("etag")).contains("\"2\"");
    assertThat(second.statusCode()).isEqualTo(412);
    assertThat(json(second).get("code").asText()).isEqualTo("PRECONDITION_FAILED");
    assertThat(json(server.send("GET", path)).get("first_name").asText()).isEqualTo("Meera");
  }

  static Stream<JsonNode> cardNumbers() {
    // Fields of payments are not ours.
    return stream(VECTORS.at("/pan_in_free_text/cases"))
        .filter(vector -> !vector.get("field").asText().startsWith("payment."));
  }

  @ParameterizedTest
  @MethodSource("cardNumbers")
  void cardNumbersAreRefused(JsonNode vector) throws Exception {
    List<String> path = List.of(vector.get("field").asText().split("\\."));
    String value = vector.get("value").asText();
    ObjectNode body = JSON.createObjectNode().put("merchant_customer_reference", "card-data");
    if (path.size() == 2) {
      body.putObject(path.get(0)).put(path.get(1), value);
    } else if (body.has(path.get(0))) {
      body.put(path.get(0), value);
    } else {
      body.putObject("billing_address").put(path.get(0), value);
    }
    String token = server.accessToken("other-merchant", "other-secret");

    var response = server.send(token, "POST", CUSTOMERS, body.toString());

    boolean refused = vector.get("expect").asText().equals("reject");
    assertThat(response.statusCode()).isEqualTo(refused ? 400 : 201);
    if (refused) {
      assertThat(json(response).get("code").asText()).isEqualTo("CARD_DATA_NOT_ALLOWED");
      assertThat(response.body()).doesNotContain(value);
    } else {
      delete(token, json(response).get("customer_id").asText());
    }
  }

  @Test
  void samePhoneIsTheSameCustomerAndAnotherIsAnother() throws Exception {
    assertThat(VECTORS.at("/phone_normalisation/same_customer_pairs")).hasSize(2);
    assertThat(VECTORS.at("/phone_normalisation/different_customer_pairs")).hasSize(2);
    for (JsonNode pair : VECTORS.at("/phone_normalisation/same_customer_pairs")) {
      String first = created(pair.get(0));
      assertThat(created(pair.get(1))).isEqualTo(first);
      delete(first);
    }
    for (JsonNode pair : VECTORS.at("/phone_normalisation/different_customer_pairs")) {
      String first = created(pair.get(0));
      String second = created(pair.get(1));
      assertThat(second).isNotEqualTo(first);
      delete(first);
      delete(second);
    }
  }

  @Test
  void sameReferenceBelongsToEachMerchantAlone() throws Exception {
    String other = server.accessToken("other-merchant", "other-secret");
    JsonNode body = VECTORS.at("/duplicates/2/first");

    String first = created(body);
    var second = json(server.send(other, "POST", CUSTOMERS, body.toString()));

    assertThat(second.get("customer_id").asText()).isNotEqualTo(first);
    delete(first);
    delete(other, second.get("customer_id").asText());
  }

  @Test
  void fiftyCreatesAtOnceMakeOneCustomer() throws Exception {
    JsonNode vector = VECTORS.at("/duplicates/3");
    Callable<HttpResponse<String>> create =
        () -> server.send("POST", CUSTOMERS, vector.get("body"));
    int callers = vector.get("parallel").asInt();
    var pool = Executors.newFixedThreadPool(callers);

    Set<String> answers = new TreeSet<>();
    for (Future<HttpResponse<String>> response :
        pool.invokeAll(IntStream.range(0, callers).mapToObj(i -> create).toList())) {
      answers.add(response.get().statusCode() + " " + response.get().body());
    }
    pool.shutdown();

    assertThat(answers).singleElement().asString().startsWith("201 ");
  }

  @Test
  void referenceOfADeletedCustomerIsFree() throws Exception {
    JsonNode body = JSON.createObjectNode().put("merchant_customer_reference", "r3");
    String old = created(body);
    delete(old);

    String young = created(body);

    assertThat(young).isNotEqualTo(old);
    assertThat(json(server.send("GET", CUSTOMERS + "/" + old)).get("status").asText())
        .isEqualTo("DELETED");
  }

  @Test
  void customersLiveAsTheVectorsSay() throws Exception {
    JsonNode cycle = VECTORS.get("customer_lifecycle");
    for (JsonNode step : cycle.get("allowed")) {
      var moved = moved(step);
      assertThat(moved.statusCode()).as(step.toString()).isEqualTo(200);
      assertThat(json(moved).get("status")).isEqualTo(step.get(1));
    }
    assertThat(cycle.get("allowed")).hasSize(9);
    assertThat(cycle.get("forbidden")).hasSize(3);
    for (JsonNode step : cycle.get("forbidden")) {
      var refused = moved(step);
      assertThat(refused.statusCode()).isEqualTo(cycle.at("/on_forbidden/status").asInt());
      assertThat(json(refused).get("code")).isEqualTo(cycle.at("/on_forbidden/code"));
      assertThat(json(refused).get("message")).isEqualTo(cycle.at("/on_forbidden/message"));
    }
    for (CustomerStatus status : CustomerStatus.values()) {
      var same = moved(JSON.createArrayNode().add(status.name()).add(status.name()));
      assertThat(same.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void statusIsAcceptedInAnyLetterCase() throws Exception {
    JsonNode aliases = VECTORS.at("/status_aliases/customer");
    for (String alias : fields(aliases)) {
      String id = created(JSON.createObjectNode().put("first_name", "Asha"));

      var response =
          server.send("PATCH", CUSTOMERS + "/" + id, JSON.createObjectNode().put("status", alias));

      assertThat(json(response).get("status")).isEqualTo(aliases.get(alias));
    }
    assertThat(fields(aliases)).hasSize(4);
  }

  private static HttpResponse<String> moved(JsonNode step) throws Exception {
    String id = created(JSON.createObjectNode().put("first_name", "Asha"));
    server.send("PATCH", CUSTOMERS + "/" + id, JSON.createObjectNode().set("status", step.get(0)));
    return server.send(
        "PATCH", CUSTOMERS + "/" + id, JSON.createObjectNode().set("status", step.get(1)));
  }

  /** Creates a customer, with a reference of its own where the body names none. */
  private static String created(JsonNode body) throws Exception {
    ObjectNode named = body.deepCopy();
    if (!named.has("merchant_customer_reference") && !named.has("mobile_number")) {
      named.put("merchant_customer_reference", "ref-" + System.nanoTime());
    }
    var response = server.send("POST", CUSTOMERS, named);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return json(response).get("customer_id").asText();
  }

  /** Deletes a customer, so that the next vector may use its name. */
  private static void delete(String id) throws Exception {
    delete(server.accessToken(), id);
  }

  private static void delete(String token, String id) throws Exception {
    var response = server.send(token, "PATCH", CUSTOMERS + "/" + id, "{\"status\": \"DELETED\"}");
    assertThat(response.statusCode()).isEqualTo(200);
  }

  private static JsonNode documentedCustomer() {
    return VECTORS.at("/documented/get_customer_details/response");
  }

  private static Stream<JsonNode> served(String kind) {
    return stream(VECTORS.get(kind)).filter(vector -> SERVED.contains(vector.get("op").asText()));
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<String> fields(JsonNode object) {
    return object.properties().stream().map(entry -> entry.getKey()).toList();
  }

  /** Returns the texts of a tree that are long enough to be recognised in an answer. */
  private static Set<String> texts(JsonNode tree) {
    Stream<JsonNode> leaves =
        tree.isContainerNode() ? stream(tree).flatMap(VectorsIT::leaves) : Stream.of(tree);
    return leaves
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(text -> text.length() > 3 && !text.equals("ref-0001"))
        .collect(Collectors.toSet());
  }

  private static Stream<JsonNode> leaves(JsonNode tree) {
    return tree.isContainerNode() ? stream(tree).flatMap(VectorsIT::leaves) : Stream.of(tree);
  }
}

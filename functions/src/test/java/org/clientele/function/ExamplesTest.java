package org.clientele.function;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.clientele.TestingApi;
import org.clientele.TestingOpenApi;
import org.clientele.TestingSettings;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.Route;
import org.clientele.id.MerchantId;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.merchant.MerchantRepository;
import org.clientele.token.message.TokenRecorded;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

/** The examples of successes in {@code infra/openapi.yaml} are what is answered. */
class ExamplesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What the service makes anew each time. */
  private static final Set<String> MADE =
      Set.of(
          "customer_id",
          "kid",
          "n",
          "token_id",
          "default_token_id",
          "created_at",
          "updated_at",
          "access_token",
          "expires_at");

  private final TestingIdentityProvider provider = new TestingIdentityProvider();
  private final Settings settings = TestingSettings.of();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Json json = TestingApi.json(settings);
  private final String merchant = UUID.randomUUID().toString();
  private final JsonNode document = TestingOpenApi.read();
  private final Map<Route, Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>> functions;
  private final Map<String, JsonNode> answers = new TreeMap<>();

  ExamplesTest() {
    MerchantRepository merchants = dynamoDb.merchants(settings);
    ApiGatewayAdapter gateway =
        TestingApi.gateway(
            provider.verifier(),
            settings,
            merchants,
            Clock.fixed(Instant.parse("2024-10-04T13:11:29.645591Z"), ZoneOffset.UTC));
    var idempotency = TestingApi.idempotency(dynamoDb.requests(settings), settings);
    functions =
        TestingFunctions.of(
            gateway,
            idempotency,
            dynamoDb.customers(settings),
            dynamoDb.pages(settings),
            dynamoDb.histories(settings),
            merchants,
            dynamoDb.customFields(merchants, settings),
            dynamoDb.searches(settings),
            dynamoDb.counts(settings),
            dynamoDb.tokens(settings),
            dynamoDb.defaults(settings),
            dynamoDb.clients(settings),
            provider.issuer(dynamoDb.clients(settings), settings));
  }

  @Test
  void everyExampleOfASuccessIsWhatIsAnswered() {
    String customer = customers();
    tokens(customer);
    defaultToken();
    accessToken();
    customFields();

    Map<String, JsonNode> examples = examplesOfSuccesses();

    assertThat(examples).hasSizeGreaterThanOrEqualTo(10);
    assertThat(answers.keySet()).isEqualTo(examples.keySet());
    examples.forEach((name, example) -> assertThat(answers.get(name)).as(name).isEqualTo(example));
  }

  /** Returns the id of a customer. */
  private String customers() {
    JsonNode sent = request("/paths/~1api~1v1~1customer/post", "documented");
    JsonNode created = send(Route.CREATE_CUSTOMER, "", "", sent.toString());
    answers.put("create-customer documented", same(created));
    String id = created.path("customer_id").asText();
    JsonNode patch = request("/paths/~1api~1v1~1customer~1{customer_id}/patch", "documented");
    answers.put(
        "update-customer documented", same(send(Route.UPDATE_CUSTOMER, id, "", patch.toString())));
    answers.put("get-customer documented", same(send(Route.GET_CUSTOMER, id, "", "")));
    answers.put("lookup-customer documented", same(lookUp()));
    answers.put("list-customers documented", same(send(Route.LIST_CUSTOMERS, "", "", "")));
    answers.put(
        "clear-default-token documented", same(send(Route.CLEAR_DEFAULT_TOKEN, id, "", "")));
    return id;
  }

  private JsonNode lookUp() {
    APIGatewayV2HTTPEvent event = event("", "", "");
    event.setRawQueryString(
        "country_code=%2B91&mobile_number=9876543210"
            + "&merchant_customer_reference=82d57572-057c-4826-5775-385a52150554");
    return send(Route.LOOKUP_CUSTOMER, event);
  }

  private void tokens(String customer) {
    answers.put("list-tokens none", same(send(Route.LIST_TOKENS, customer, "", "")));
    answers.put("get-token-by-id customer", same(send(Route.GET_TOKEN_BY_ID, "", customer, "")));
    record(customer, document.at(example("tokens/get", "documented") + "/tokens/0"), 1);
    JsonNode list = send(Route.LIST_TOKENS, customer, "", "");
    answers.put("list-tokens documented", same(list));
    record(customer, document.at(example("tokens~1{token_id}/get", "documented")), 2);
    String id = list.at("/tokens/0/token_id").asText();
    answers.put("get-token documented", same(send(Route.GET_TOKEN, customer, id, "")));
    answers.put("get-token-by-id documented", same(send(Route.GET_TOKEN_BY_ID, "", id, "")));
    JsonNode deletion =
        request(
            "/paths/~1api~1v1~1customer~1{customer_id}~1tokens~1{token_id}~1delete/post",
            "documented");
    answers.put(
        "delete-token documented",
        same(send(Route.DELETE_TOKEN, customer, id, deletion.toString())));
    answers.put("delete-token-by-id documented", same(send(Route.DELETE_TOKEN_BY_ID, "", id, "")));
  }

  private void defaultToken() {
    JsonNode sent = request("/paths/~1api~1v1~1customer/post", "mobile_number_only");
    String customer =
        send(Route.CREATE_CUSTOMER, "", "", sent.toString()).path("customer_id").asText();
    ObjectNode token = document.at(example("tokens~1{token_id}/get", "documented")).deepCopy();
    record(customer, token.put("merchant_token_reference", "token-ref-002"), 1);
    String id = send(Route.LIST_TOKENS, customer, "", "").at("/tokens/0/token_id").asText();
    answers.put(
        "set-default-token default",
        same(send(Route.SET_DEFAULT_TOKEN, customer, "", "{\"token_id\":\"" + id + "\"}")));
    answers.put("delete-customer deleted", same(send(Route.DELETE_CUSTOMER, customer, "", "")));
    answers.put("get-history deleted", same(send(Route.GET_HISTORY, customer, "", "")));
  }

  private void customFields() {
    JsonNode sent = request("/paths/~1api~1v1~1custom-fields~1{name}/put", "choice");
    answers.put("put-custom-field choice", same(customField(Route.PUT_CUSTOM_FIELD, sent)));
    answers.put("get-custom-field choice", same(customField(Route.GET_CUSTOM_FIELD, sent)));
    answers.put("list-custom-fields choice", same(send(Route.LIST_CUSTOM_FIELDS, "", "", "")));
    answers.put("delete-custom-field choice", same(customField(Route.DELETE_CUSTOM_FIELD, sent)));
  }

  private JsonNode customField(Route route, JsonNode sent) {
    APIGatewayV2HTTPEvent event = event("", "", sent.toString());
    event.setPathParameters(Map.of("name", "tier"));
    return send(route, event);
  }

  private void accessToken() {
    JsonNode sent = request("/paths/~1api~1auth~1v1~1token/post", "scope");
    dynamoDb.putItem(put -> put.tableName(settings.clientsTable()).item(provider.signingKeyItem()));
    dynamoDb
        .clients(settings)
        .put(
            new ApiClient(
                sent.path("client_id").asText(),
                ClientSecret.hash(sent.path("client_secret").asText()),
                new MerchantId(merchant),
                Set.of(Scope.values()),
                false));
    JsonNode issued = send(Route.ISSUE_TOKEN, "", "", sent.toString());
    answers.put("issue-token documented", same(issued));
    answers.put("get-jwk-set documented", same(send(Route.GET_JWK_SET, "", "", "")));
  }

  private static String example(String operation, String name) {
    return "/paths/~1api~1v1~1customer~1{customer_id}~1%s/responses/200/content/application~1json/examples/%s/value"
        .formatted(operation, name);
  }

  private JsonNode request(String operation, String name) {
    JsonNode sent =
        document.at(
            operation + "/requestBody/content/application~1json/examples/%s/value".formatted(name));
    assertThat(sent.isObject()).as(name).isTrue();
    return sent;
  }

  /** Has the provider report a token that is like an example. */
  private void record(String customer, JsonNode example, int sequence) {
    ObjectNode token = example.deepCopy();
    token.remove(List.of("token_id", "created_at", "updated_at"));
    token.put("customer_id", customer);
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("type", "token.recorded")
            .put("source", "tsp")
            .put("source_sequence", sequence)
            .put("occurred_at", "2024-10-04T13:11:29Z")
            .put("merchant_id", merchant);
    report.set("token", token);
    dynamoDb
        .reports(settings)
        .record(
            json.read(report, TokenRecorded.class, new UnknownFields()).toNotice(),
            Instant.parse("2024-10-04T13:11:29.645591Z"));
  }

  private JsonNode send(Route route, String customer, String token, String body) {
    return send(route, event(customer, token, body));
  }

  private JsonNode send(Route route, APIGatewayV2HTTPEvent event) {
    APIGatewayV2HTTPResponse response = requireNonNull(functions.get(route)).apply(event);
    assertThat(response.getStatusCode()).as(response.getBody()).isBetween(200, 201);
    try {
      return MAPPER.readTree(response.getBody());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private APIGatewayV2HTTPEvent event(String customer, String token, String body) {
    JwtClaims claims =
        TestingIdentityProvider.claims(
            "customers:read customers:write tokens:read tokens:write settings:write");
    claims.setStringClaim("merchant_id", merchant);
    claims.setStringClaim("client_id", "a17ce30e-f88e-4f81-ada1-c3b4909ed232");
    return APIGatewayV2HTTPEvent.builder()
        .withHeaders(
            Map.of(
                "authorization",
                "Bearer " + provider.sign(claims.toJson()),
                "request-id",
                "c17ce30f-f88e-4f81-ada1-c3b4909ed235",
                "content-type",
                "application/json"))
        .withPathParameters(Map.of("customer_id", customer, "token_id", token))
        .withBody(body)
        .build();
  }

  private Map<String, JsonNode> examplesOfSuccesses() {
    Map<String, JsonNode> examples = new TreeMap<>();
    for (JsonNode path : document.path("paths")) {
      for (JsonNode operation : path) {
        operation
            .path("responses")
            .properties()
            .forEach(
                response -> {
                  if (response.getKey().compareTo("300") < 0) {
                    String reference = response.getValue().path("$ref").asText();
                    JsonNode described =
                        reference.isEmpty()
                            ? response.getValue()
                            : document.at(reference.substring(1));
                    described
                        .at("/content/application~1json/examples")
                        .properties()
                        .forEach(
                            example ->
                                examples.put(
                                    operation.path("operationId").asText() + " " + example.getKey(),
                                    same(example.getValue().path("value"))));
                  }
                });
      }
    }
    return examples;
  }

  /** Returns a body with the same in all places of what is made anew. */
  private static JsonNode same(JsonNode body) {
    JsonNode same = body.deepCopy();
    for (JsonNode parent : same.findParents("created_at")) {
      replaceMade((ObjectNode) parent);
    }
    for (JsonNode key : same.findParents("kid")) {
      replaceMade((ObjectNode) key);
    }
    replaceMade((ObjectNode) same);
    return same;
  }

  private static void replaceMade(ObjectNode object) {
    MADE.stream().filter(object::has).forEach(name -> object.put(name, "made"));
  }
}

package org.clientele.function.customer;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.clientele.TestingApi;
import org.clientele.TestingClock;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.CustomerDetails;
import org.clientele.customfield.CustomField;
import org.clientele.customfield.FieldType;
import org.clientele.error.ApiException;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.merchant.CustomFieldRepository;
import org.clientele.store.merchant.MerchantRepository;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A merchant's customers have the values that its definitions allow, and no others. */
class CustomFieldsTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final Instant NOW = TestingIdentityProvider.NOW;
  private static final ObjectMapper MAPPER = new JsonMapper();
  private static final int WRITERS = 32;

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final String merchant = UUID.randomUUID().toString();
  private final MerchantId merchantId = new MerchantId(merchant);
  private final Environment here = at(NOW);

  /** Functions that share what they have read, as those of one process do. */
  private final class Environment {

    private final CustomFieldRepository fields;
    private final CreateCustomerFunction create;
    private final UpdateCustomerFunction update;

    Environment(Clock clock) {
      MerchantRepository merchants = dynamoDb.merchants(SETTINGS);
      ApiGatewayAdapter gateway =
          TestingApi.gateway(PROVIDER.verifier(), SETTINGS, merchants, clock);
      fields = dynamoDb.customFields(merchants, SETTINGS);
      var check = new CustomFieldCheck(merchants, fields);
      var idempotency = TestingApi.idempotency(dynamoDb.requests(SETTINGS), SETTINGS);
      create =
          new CreateCustomerFunction(gateway, check, idempotency, dynamoDb.customers(SETTINGS));
      update =
          new UpdateCustomerFunction(gateway, check, idempotency, dynamoDb.customers(SETTINGS));
    }

    APIGatewayV2HTTPResponse create(String customFields) {
      return create(merchant, customFields);
    }

    APIGatewayV2HTTPResponse create(String caller, String customFields) {
      return create.handle(
          event(
              caller,
              "{\"merchant_customer_reference\":\"%s\",\"custom_fields\":%s}"
                  .formatted(UUID.randomUUID(), customFields)));
    }

    APIGatewayV2HTTPResponse patch(String id, String customFields) {
      APIGatewayV2HTTPEvent event = event(merchant, "{\"custom_fields\":" + customFields + "}");
      event.setPathParameters(Map.of("customer_id", id));
      return update.handle(event);
    }
  }

  private Environment at(Instant now) {
    return new Environment(Clock.fixed(now, ZoneOffset.UTC));
  }

  private static APIGatewayV2HTTPEvent event(String caller, String body) {
    JwtClaims claims = TestingIdentityProvider.claims("customers:write");
    claims.setStringClaim("merchant_id", caller);
    return APIGatewayV2HTTPEvent.builder()
        .withHeaders(
            Map.of(
                "authorization",
                "Bearer " + PROVIDER.sign(claims.toJson()),
                "content-type",
                "application/json"))
        .withBody(body)
        .build();
  }

  private CustomField define(String name, FieldType type) {
    return define(name, type, false, null, List.of());
  }

  private CustomField define(
      String name, FieldType type, boolean required, @Nullable Integer most, List<String> values) {
    return here.fields.put(merchantId, field(name, type, required, most, values));
  }

  private static CustomField field(
      String name, FieldType type, boolean required, @Nullable Integer most, List<String> values) {
    return new CustomField(name, type, required, most, values, false, false, NOW, NOW, 0);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static JsonNode body(APIGatewayV2HTTPResponse response) {
    return json(response.getBody());
  }

  /** Returns a customer's id. */
  private static String created(APIGatewayV2HTTPResponse response) {
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(201);
    return body(response).path("customer_id").asText();
  }

  private static void assertRefused(
      APIGatewayV2HTTPResponse response, String reason, String message) {
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(400);
    assertThat(body(response).at("/additional_error_details/reason").asText()).isEqualTo(reason);
    assertThat(body(response).path("message").asText()).contains(message);
  }

  private JsonNode stored(String id) {
    CustomerDetails details =
        dynamoDb.customers(SETTINGS).get(merchantId, new CustomerId(id)).details();
    return json(TestingApi.json(SETTINGS).write(details)).path("custom_fields");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRING | \"gold\"",
        "STRING | \"\u0915\u093e\\t1\"",
        "NUMBER | -12.5",
        "NUMBER | 0",
        "NUMBER | 123456789012345678901234567890",
        "NUMBER | 0.000000000000000000000000000001",
        "INTEGER | 9223372036854775807",
        "INTEGER | -9223372036854775808",
        "BOOLEAN | false",
        "DATE | \"2024-02-29\"",
        "DATETIME | \"2026-01-31T23:59:59+05:30\"",
        "ARRAY | [\"a\",\"b\",\"a\"]",
        "ARRAY | []",
        "MONETARY | {\"value\":110000,\"currency\":\"INR\"}"
      })
  void aValueComesBackAsItWasSentAndAsItIsStored(FieldType type, String value) {
    define("f", type);

    var response = here.create("{\"f\":" + value + "}");

    JsonNode sent = exact("{\"f\":" + value + "}");
    assertThat(exact(response.getBody()).path("custom_fields")).isEqualTo(sent);
    assertThat(stored(created(response))).isEqualTo(json(sent.toString()));
    assertThat(here.fields.get(merchantId, "f").used()).isTrue();
  }

  /** Doubles would take neighbours for one another. */
  private static JsonNode exact(String text) {
    try {
      return MAPPER.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRING | 1 | must be a string",
        "STRING | [\"a\"] | must be a string",
        "NUMBER | \"1\" | must be a number",
        "NUMBER | 1234567890123456789012345678901 | must be a number",
        "NUMBER | 1e31 | must be a number",
        "NUMBER | 1e-31 | must be a number",
        "NUMBER | 1e999999999 | must be a number",
        "NUMBER | 1e2147483647 | must be a number",
        "INTEGER | 1.5 | must be a whole number",
        "INTEGER | 9223372036854775808 | must be a whole number",
        "INTEGER | true | must be a whole number",
        "BOOLEAN | \"true\" | must be true or false",
        "BOOLEAN | 0 | must be true or false",
        "DATE | \"2023-02-29\" | must be a date",
        "DATE | \"2023-2-9\" | must be a date",
        "DATE | \"0000-01-01\" | must be a date",
        "DATE | 20230209 | must be a date",
        "DATETIME | \"2026-01-31T23:59:59\" | must be a time",
        "DATETIME | \"2026-01-31\" | must be a time",
        "DATETIME | \"2026-01-31T24:00:00Z\" | must be a time",
        "ARRAY | \"a\" | must be a list",
        "ARRAY | [\"a\",1] | must be a list",
        "ARRAY | [\"a\",\" \"] | must be a list",
        "ARRAY | [[\"a\"]] | must be a list",
        "MONETARY | 100 | must be an object",
        "MONETARY | {\"value\":1.5,\"currency\":\"INR\"} | must be an object",
        "MONETARY | {\"value\":1,\"currency\":\"inr\"} | must be an object",
        "MONETARY | {\"value\":1} | must be an object",
        "MONETARY | {\"value\":1,\"currency\":\"INR\",\"x\":1} | must be an object"
      })
  void aValueThatIsNotOfItsTypeIsRefused(FieldType type, String value, String message) {
    define("f", type);

    assertRefused(here.create("{\"f\":" + value + "}"), "custom_fields.f", message);
    assertThat(here.fields.get(merchantId, "f").used()).isFalse();
  }

  @Test
  void textsAreOfAllowedLengthAndChoice() {
    define("short", FieldType.STRING, false, 2, List.of());
    define("tier", FieldType.STRING, false, null, List.of("silver", "gold"));
    define("tags", FieldType.ARRAY, false, 3, List.of("a", "bbbb"));
    define("plain", FieldType.STRING);

    created(here.create("{\"short\":\"\ud83d\ude00\ud83d\ude00\",\"tier\":\" gold \"}"));
    created(here.create("{\"plain\":\"%s\",\"tags\":[\"a\"]}".formatted("x".repeat(512))));
    assertRefused(
        here.create("{\"short\":\"abc\"}"),
        "custom_fields.short",
        "must have at most 2 characters");
    assertRefused(
        here.create("{\"tier\":\"Gold\"}"), "custom_fields.tier", "must be one of its allowed");
    assertRefused(
        here.create("{\"tags\":[\"a\",\"b\"]}"),
        "custom_fields.tags",
        "must be one of its allowed");
    assertRefused(
        here.create("{\"tags\":[\"a\",\"bbbb\"]}"), "custom_fields.tags", "at most 3 characters");
    assertRefused(
        here.create("{\"plain\":\"%s\"}".formatted("x".repeat(513))),
        "custom_fields.plain",
        "at most 512 characters");
  }

  @Test
  void valuesOfACustomerHaveSixteenKilobytesInAll() {
    IntStream.range(0, 5).forEach(i -> define("f" + i, FieldType.STRING, false, 4_000, List.of()));
    String longest = "\"" + "\u0915".repeat(4_000) + "\"";
    String id = created(here.create("{\"f0\":" + longest + "}"));

    APIGatewayV2HTTPResponse more = here.patch(id, "{\"f1\":" + longest + "}");

    assertRefused(more, "custom_fields", "at most 16 KB");
    assertThat(here.patch(id, "{\"f1\":\"short\"}").getStatusCode()).isEqualTo(200);
  }

  @Test
  void allThatIsWrongIsToldAtOnceAndNoValueIsRepeated() {
    define("one", FieldType.BOOLEAN);
    define("two", FieldType.STRING, true, null, List.of());

    var refused = here.create("{\"one\":\"Asha\",\"more\":\"Asha\",\"9876543210\":1}");

    assertThat(body(refused).path("errors").findValuesAsText("reason"))
        .containsExactlyInAnyOrder(
            "custom_fields.one", "custom_fields.two", "custom_fields.more", "custom_fields");
    assertThat(refused.getBody()).doesNotContain("Asha", "9876543210");
  }

  @Test
  void aRequiredFieldIsRequiredOfNewCustomersAndStaysWhereItIs() {
    String before = created(here.create("{}"));
    define("f", FieldType.STRING, true, null, List.of());

    assertRefused(here.create("{}"), "custom_fields.f", "is required");
    assertRefused(here.create("{\"f\":\" \"}"), "custom_fields.f", "is required");
    assertRefused(here.create("{\"f\":null}"), "custom_fields.f", "is required");
    String id = created(here.create("{\"f\":\"x\"}"));
    assertRefused(here.patch(id, "{\"f\":null}"), "custom_fields.f", "cannot be cleared");
    assertRefused(here.patch(id, "null"), "custom_fields.f", "cannot be cleared");
    assertThat(here.patch(before, "{}").getStatusCode()).isEqualTo(200);
    assertThat(stored(id)).isEqualTo(json("{\"f\":\"x\"}"));
  }

  @Test
  void aPatchMergesValuesByNameAndNullClears() {
    define("a", FieldType.STRING);
    define("b", FieldType.INTEGER);
    define("m", FieldType.MONETARY);
    String id =
        created(here.create("{\"a\":\"x\",\"b\":1,\"m\":{\"value\":1,\"currency\":\"INR\"}}"));

    here.patch(id, "{\"b\":2,\"m\":{\"value\":5}}");

    assertThat(stored(id))
        .isEqualTo(json("{\"a\":\"x\",\"b\":2,\"m\":{\"currency\":\"INR\",\"value\":5}}"));
    assertThat(body(here.patch(id, "{\"a\":null,\"m\":null}")).path("custom_fields"))
        .isEqualTo(json("{\"b\":2}"));
    assertThat(body(here.patch(id, "null")).has("custom_fields")).isFalse();
  }

  @Test
  void aValueThatStaysIsNotCheckedAgainWhenItsDefinitionHasChanged() {
    define("tier", FieldType.STRING);
    define("b", FieldType.INTEGER);
    String id = created(here.create("{\"tier\":\"bronze\"}"));
    define("tier", FieldType.STRING, false, null, List.of("gold"));

    assertThat(here.patch(id, "{\"tier\":\"bronze\",\"b\":1}").getStatusCode()).isEqualTo(200);
    assertRefused(here.patch(id, "{\"tier\":\"silver\"}"), "custom_fields.tier", "allowed values");
    here.fields.delete(merchantId, "tier", NOW);
    assertThat(here.patch(id, "{\"b\":2}").getStatusCode()).isEqualTo(200);
    assertRefused(here.patch(id, "{\"tier\":\"gold\"}"), "custom_fields.tier", "is not known");
    assertThat(stored(id)).isEqualTo(json("{\"tier\":\"bronze\",\"b\":2}"));
    assertThat(here.patch(id, "{\"tier\":null}").getStatusCode()).isEqualTo(200);
    assertThat(stored(id)).isEqualTo(json("{\"b\":2}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"f\":\"4111 1111 1111 1111\"}",
        "{\"f\":4111111111111111}",
        "{\"f\":4111111111111111.0}",
        "{\"f\":4.111111111111111e15}",
        "{\"f\":[\"a\",\"4111111111111111\"]}",
        "{\"f\":{\"value\":4111111111111111,\"currency\":\"INR\"}}",
        "{\"cvv\":123}",
        "{\"card4111111111111111\":\"x\"}"
      })
  void noValueAndNoNameHoldsCardData(String values) {
    define("f", FieldType.STRING);

    var refused = here.create(values);

    assertThat(refused.getStatusCode()).isEqualTo(400);
    assertThat(body(refused).path("code").asText()).isEqualTo("CARD_DATA_NOT_ALLOWED");
  }

  @Test
  void aTypeStaysOnceACustomerMayHaveAValueAlsoAfterADeletion() {
    define("f", FieldType.STRING);
    define("f", FieldType.BOOLEAN);
    define("f", FieldType.INTEGER);
    created(here.create("{\"f\":1}"));

    assertTypeStays();
    here.fields.delete(merchantId, "f", NOW);
    assertTypeStays();
    assertThat(define("f", FieldType.INTEGER).createdAt()).isEqualTo(NOW);
    created(here.create("{\"f\":2}"));
  }

  private void assertTypeStays() {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> define("f", FieldType.STRING))
        .returns("type", ApiException::reason);
  }

  @Test
  void definitionsAreOneMerchantsAlone() {
    define("f", FieldType.STRING, true, null, List.of());

    created(here.create(UUID.randomUUID().toString(), "{}"));
    assertRefused(
        here.create(UUID.randomUUID().toString(), "{\"f\":\"x\"}"),
        "custom_fields.f",
        "is not known");
  }

  @Test
  void aChangeIsInForceAtOnceWhereItIsMadeAndWithinAMinuteElsewhere() {
    define("f", FieldType.STRING);
    created(here.create("{\"f\":\"x\"}"));
    var elsewhere = at(NOW);
    var aMinuteLater = at(NOW.plusSeconds(60));
    created(elsewhere.create("{\"f\":\"x\"}"));
    define("f", FieldType.STRING, false, null, List.of("y"));

    assertRefused(here.create("{\"f\":\"x\"}"), "custom_fields.f", "allowed values");
    created(elsewhere.create("{\"f\":\"x\"}"));
    assertRefused(aMinuteLater.create("{\"f\":\"x\"}"), "custom_fields.f", "allowed values");
  }

  @Test
  void whatIsRefusedIsLookedAtAgainOnceASecondAtMost() {
    var elsewhere = at(NOW);
    var aSecondApart = new Environment(new TestingClock(NOW));
    created(here.create("{}"));
    created(aSecondApart.create("{}"));
    elsewhere.fields.put(merchantId, field("f", FieldType.STRING, false, null, List.of()));

    assertRefused(here.create("{\"f\":\"x\"}"), "custom_fields.f", "is not known");
    created(aSecondApart.create("{\"f\":\"x\"}"));
  }

  @Test
  void valuesCostOneReadMoreWhileNothingIsReadYetAndNothingAfterwards() {
    define("f", FieldType.STRING);
    created(here.create("{\"f\":\"first\"}"));
    var cold = at(NOW);
    dynamoDb.forgetRequests();

    created(cold.create("{\"f\":\"x\"}"));
    assertThat(calls()).isEqualTo("Query TransactWriteItems");
    dynamoDb.forgetRequests();
    created(cold.create("{\"f\":\"y\"}"));
    assertThat(calls()).isEqualTo("TransactWriteItems");
  }

  private String calls() {
    return dynamoDb.requests().stream()
        .map(request -> request.getClass().getSimpleName().replace("Request", ""))
        .collect(joining(" "));
  }

  /** Readers have old definitions, and the type changes as long as nobody has a value. */
  @Test
  void noValueIsStoredThatIsNotOfItsFieldsTypeHoweverTheTypeChangesMeanwhile() throws Exception {
    for (int round = 0; round < 10; round++) {
      String name = "f" + round;
      define(name, FieldType.INTEGER);
      List<Callable<String>> tasks = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        var environment = at(NOW);
        String value = List.of("7", "\"seven\"", "true").get(writer % 3);
        FieldType type =
            List.of(FieldType.INTEGER, FieldType.STRING, FieldType.BOOLEAN).get(writer % 3);
        environment.create("{}");
        tasks.add(
            writer % 8 == 7
                ? () -> redefined(environment, name, type)
                : () -> environment.create("{\"%s\":%s}".formatted(name, value)).getBody());
      }
      Collections.shuffle(tasks);

      List<JsonNode> answers = atOnce(tasks).stream().map(CustomFieldsTest::json).toList();

      FieldType type = here.fields.get(merchantId, name).type();
      for (JsonNode answer : answers) {
        if (answer.has("customer_id")) {
          JsonNode value = stored(answer.path("customer_id").asText()).path(name);
          assertThat(
                  switch (type) {
                    case INTEGER -> value.isIntegralNumber();
                    case STRING -> value.isTextual();
                    default -> value.isBoolean();
                  })
              .as("%s of %s", value, type)
              .isTrue();
        }
      }
    }
  }

  private String redefined(Environment environment, String name, FieldType type) {
    try {
      environment.fields.put(merchantId, field(name, type, false, null, List.of()));
    } catch (ApiException e) {
      assertThat(e.reason()).isEqualTo("type");
    }
    return "{}";
  }

  @Test
  void ofManyDefinitionsOfOneNameAtOnceThereIsOneAfterwards() throws Exception {
    List<Callable<CustomField>> tasks =
        Collections.nCopies(WRITERS, () -> define("f", FieldType.STRING));

    assertThat(atOnce(tasks)).containsOnly(here.fields.get(merchantId, "f"));
    assertThat(here.fields.get(merchantId, "f").version()).isEqualTo(1);
    assertThat(here.fields.list(merchantId).byName()).hasSize(1);
  }

  @Test
  void aMerchantHasAHundredFieldsOfWhichThoseGiveWayThatAreDeletedAndWereNeverUsed()
      throws Exception {
    List<Callable<CustomField>> tasks =
        IntStream.range(0, 100)
            .<Callable<CustomField>>mapToObj(i -> () -> define("f" + i, FieldType.STRING))
            .toList();
    atOnce(tasks);
    created(here.create("{\"f1\":\"x\"}"));
    here.fields.delete(merchantId, "f1", NOW);
    assertFull("more");

    here.fields.delete(merchantId, "f2", NOW);
    define("more", FieldType.STRING);

    assertFull("another");
    assertThat(here.fields.list(merchantId).byName())
        .hasSize(99)
        .containsKey("more")
        .doesNotContainKeys("f1", "f2");
    assertThat(define("f1", FieldType.STRING).used()).isTrue();
  }

  private void assertFull(String name) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> define(name, FieldType.STRING))
        .returns("name", ApiException::reason);
  }

  @Test
  void aRepeatedDeletionAnswersTheSame() {
    define("f", FieldType.STRING);

    CustomField first = here.fields.delete(merchantId, "f", NOW);

    assertThat(here.fields.delete(merchantId, "f", NOW.plusSeconds(1))).isEqualTo(first);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> here.fields.get(merchantId, "f"))
        .withMessage("Custom field not found");
    assertThat(here.fields.list(merchantId).byName()).isEmpty();
  }

  @Test
  void aRepeatedCreateWithTheSameValuesGetsTheCustomerThatExists() {
    define("f", FieldType.NUMBER);
    ObjectNode request =
        MAPPER
            .createObjectNode()
            .put("merchant_customer_reference", UUID.randomUUID().toString())
            .putPOJO("custom_fields", Map.of("f", 1.5));

    String id = created(here.create.handle(event(merchant, request.toString())));
    String again =
        created(here.create.handle(event(merchant, request.toString().replace("1.5", "1.500e0"))));
    var other = here.create.handle(event(merchant, request.toString().replace("1.5", "1.6")));

    assertThat(again).isEqualTo(id);
    assertThat(other.getStatusCode()).isEqualTo(422);
  }

  @Test
  void whatWasDoneUnderAKeyIsAnsweredAgainThoughItWouldNotBeAllowedAnyMore() {
    define("f", FieldType.STRING);
    APIGatewayV2HTTPEvent event =
        event(merchant, "{\"mobile_number\":\"9876543210\",\"custom_fields\":{\"f\":\"x\"}}");
    Map<String, String> keyed = new HashMap<>(event.getHeaders());
    keyed.put("idempotency-key", "key-1");
    event.setHeaders(keyed);
    String first = here.create.handle(event).getBody();
    define("f", FieldType.STRING, false, null, List.of("y"));

    APIGatewayV2HTTPResponse again = here.create.handle(event);

    assertThat(again.getHeaders()).containsEntry("Idempotent-Replayed", "true");
    assertThat(again.getBody()).isEqualTo(first).contains("customer_id");
    assertRefused(here.create("{\"f\":\"x\"}"), "custom_fields.f", "allowed values");
  }

  private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
    var threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}

package org.clientele.function.customer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.search.CustomerChange;
import org.clientele.store.search.SearchIndex;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListCustomersFunctionTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final Instant NOW = TestingIdentityProvider.NOW;
  private static final String MOBILE = "9876543210";
  private static final String NUMERIC = "4111111111111111";

  private final String merchant = UUID.randomUUID().toString();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();

  /** Three of them, the last one deleted. */
  @BeforeEach
  void storeCustomers() {
    CustomerRepository customers = dynamoDb.customers(SETTINGS);
    List<Customer> stored =
        IntStream.range(0, 3)
            .mapToObj(i -> customers.insert(customer(NOW.plusSeconds(i), details(i))))
            .toList();
    customers.update(
        stored.get(2).merchantId(),
        stored.get(2).id(),
        read -> read.update(read.details(), CustomerStatus.DELETED, NOW.plusSeconds(9)));
    index(stored);
  }

  private void index(List<Customer> stored) {
    CustomerRepository customers = dynamoDb.customers(SETTINGS);
    List<CustomerChange> changes =
        stored.stream()
            .map(Customer::id)
            .map(id -> new CustomerChange(null, customers.get(new MerchantId(merchant), id)))
            .toList();
    new SearchIndex(dynamoDb, SETTINGS).follow(changes);
    dynamoDb.counts(SETTINGS).follow(changes);
  }

  private Customer customer(Instant created, CustomerDetails details) {
    return Customer.create(CustomerId.random(created), new MerchantId(merchant), details, created);
  }

  private static CustomerDetails details(int number) {
    return new CustomerDetails(
        "ref-" + number, null, null, "91", MOBILE, number + "@b", null, null, null, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | ref-1 ref-0",
        "status=deleted | ref-2",
        "status=INACTIVE | ref-1 ref-0",
        "status=ACTIVE | ''",
        "mobile_number=98765-43210 | ref-1 ref-0",
        "mobile_number=98765%2043210&country_code=%2B91 | ref-1 ref-0",
        "mobile_number=9876543210&country_code=+91 | ref-1 ref-0",
        "mobile_number=9876543210&country_code=44 | ''",
        "mobile_number=9876543211 | ''",
        "email_id=%201@b | ref-1",
        "email_id=1@B | ''",
        "changed_since={9} | ''",
        "changed_since={9}&status=DELETED | ref-2",
        "created_from={1} | ref-1",
        "created_to={0} | ref-0",
        "created_from={0}&created_to={1} | ref-1 ref-0",
        "created_from={1}&created_to={1} | ref-1",
        "created_from={1}&email_id=0@b | ''",
        "search=REF&status=DELETED | ''",
        "search=ref-1 | ref-1",
        "search=1@B | ref-1",
        "search=ref&email_id=0@b | ref-0",
        "search=3210&created_from={1} | ref-1",
        "search=nobody | ''",
        "mobile_number=9876543210&status=DELETED | ref-2",
        "email_id=2@b&status=DELETED | ref-2"
      })
  void filtersAllHoldOfWhatIsAnswered(String query, String references) {
    assertThat(references(list(query))).isEqualTo(references);
  }

  /** A plus sign that is not escaped is a blank. */
  @ParameterizedTest
  @ValueSource(strings = {"%2B05:30", "+05:30", "%2b05:30"})
  void timesMayHaveAnyOffset(String offset) {
    String local = NOW.plusSeconds(1).atOffset(ZoneOffset.ofHoursMinutes(5, 30)).toString();

    assertThat(references(list("created_from=" + local.replaceFirst("\\+05:30$", "") + offset)))
        .isEqualTo("ref-1");
  }

  @Test
  void pagesGoOnWithTheirCursorToTheLastWhichHasNone() {
    JsonNode first = json(list("limit=1"));
    JsonNode second = json(list("limit=1&cursor=" + first.path("next_cursor").asText()));

    assertThat(first.at("/customers/0/merchant_customer_reference").asText()).isEqualTo("ref-1");
    assertThat(second.at("/customers/0/merchant_customer_reference").asText()).isEqualTo("ref-0");
    assertThat(second.path("customers")).hasSize(1);
    assertThat(second.has("next_cursor")).isFalse();
  }

  @Test
  void searchGoesOnWithItsCursorButNotWithThatOfAnother() {
    JsonNode first = json(list("limit=1&search=ref"));
    String cursor = "&limit=1&cursor=" + first.path("next_cursor").asText();
    JsonNode second = json(list("search=ref" + cursor));

    assertThat(
            List.of(
                first.at("/customers/0/merchant_customer_reference").asText(),
                second.at("/customers/0/merchant_customer_reference").asText()))
        .containsExactlyInAnyOrder("ref-0", "ref-1");
    assertThat(second.has("next_cursor")).isFalse();
    assertThat(list("search=987" + cursor).getStatusCode()).isEqualTo(400);
    assertThat(list("search=ref&status=ACTIVE" + cursor).getStatusCode()).isEqualTo(400);
    assertThat(list("limit=1" + cursor.substring(8)).getStatusCode()).isEqualTo(400);
  }

  @Test
  void referenceThatMayLookLikeACardNumberIsFound() {
    Settings numeric = TestingSettings.of(Map.of("CLIENTELE_ALLOW_NUMERIC_REFERENCE", merchant));
    var details =
        new CustomerDetails(NUMERIC, null, null, null, null, null, null, null, null, null);
    index(List.of(dynamoDb.customers(SETTINGS).insert(customer(NOW, details))));

    assertThat(references(list(numeric, "search=" + NUMERIC))).isEqualTo(NUMERIC);
    assertThat(json(list("search=" + NUMERIC)).path("code").asText())
        .isEqualTo("CARD_DATA_NOT_ALLOWED");
  }

  @ParameterizedTest
  @CsvSource({"'', 2", "&status=DELETED, 1", "&status=inactive, 2", "&status=ACTIVE, 0"})
  void totalIsOfTheStatusesThatAreListed(String status, long total) {
    JsonNode answer = json(list("limit=1&count=approximate" + status));

    assertThat(answer.path("approximate_total").asLong(-1)).isEqualTo(total);
    assertThat(json(list("limit=1" + status)).has("approximate_total")).isFalse();
  }

  /** Without the filter that is empty, others would be answered than the caller means. */
  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=101, limit",
    "limit=-1, limit",
    "limit=1.0, limit",
    "limit=+1, limit",
    "limit=, limit",
    "offset=0, offset",
    "offset=, offset",
    "cursor=, cursor",
    "cursor=null, cursor",
    "cursor=abc, cursor",
    "status=, status",
    "status=GONE, status",
    "created_from=, created_from",
    "created_from=2026-01-31, created_from",
    "created_to=yesterday, created_to",
    "changed_since=1700000000, changed_since",
    "created_from=2026-01-01T00:00:00.000001Z&created_to=2026-01-01T00:00:00Z, created_to",
    "country_code=91, mobile_number",
    "country_code=&mobile_number=9876543210, country_code",
    "mobile_number=, mobile_number",
    "mobile_number=%2B919876543210, mobile_number",
    "mobile_number=1234567890123456, mobile_number",
    "email_id=, email_id",
    "email_id=asha, email_id",
    "limit=1&limit=1, limit",
    "email_id=4111111111111111@b, email_id",
    "search=, search",
    "search=as, search",
    "search=4111111111111111, search",
    "count=, count",
    "count=exact, count",
    "count=approximate&search=asha, count",
    "count=approximate&created_from={0}, count"
  })
  void parameterOutOfItsRuleIsRefusedByItsName(String query, String field) {
    APIGatewayV2HTTPResponse response = list(query);

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(400);
    assertThat(json(response).at("/additional_error_details/reason").asText()).isEqualTo(field);
  }

  @Test
  void allThatIsWrongIsNamed() {
    assertThat(json(list("limit=0&offset=20&email_id=x")).path("errors").findValuesAsText("reason"))
        .containsExactly("email_id", "limit", "offset");
    assertThat(
            json(list("created_from=x&changed_since=y&country_code=91"))
                .path("errors")
                .findValuesAsText("reason"))
        .containsExactly("created_from", "changed_since", "mobile_number");
  }

  @Test
  void strictProfileTakesMobileNumbersAsTheVendorsPagesHaveThem() {
    Settings strict = TestingSettings.of(Map.of("CLIENTELE_PROFILE", "strict"));

    assertThat(list(strict, "mobile_number=98765432").getStatusCode()).isEqualTo(400);
    assertThat(list(strict, "mobile_number=1234567890123457").getStatusCode()).isEqualTo(200);
    assertThat(list("mobile_number=98765432").getStatusCode()).isEqualTo(200);
  }

  private static String references(APIGatewayV2HTTPResponse response) {
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
    return String.join(
        " ", json(response).path("customers").findValuesAsText("merchant_customer_reference"));
  }

  private static JsonNode json(APIGatewayV2HTTPResponse response) {
    try {
      return new ObjectMapper().readTree(response.getBody());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private APIGatewayV2HTTPResponse list(String query) {
    return list(SETTINGS, query);
  }

  /**
   * @param query with seconds after the first creation, in braces, in the place of times
   */
  private APIGatewayV2HTTPResponse list(Settings settings, String query) {
    String raw = query;
    for (int i = 0; i < 10; i++) {
      raw = raw.replace("{" + i + "}", URLEncoder.encode(NOW.plusSeconds(i).toString(), UTF_8));
    }
    JwtClaims claims = TestingIdentityProvider.claims("customers:read");
    claims.setStringClaim("merchant_id", merchant);
    APIGatewayV2HTTPEvent event =
        APIGatewayV2HTTPEvent.builder()
            .withHeaders(Map.of("authorization", "Bearer " + PROVIDER.sign(claims.toJson())))
            .withRawQueryString(raw)
            .build();
    return new ListCustomersFunction(
            TestingApi.gateway(PROVIDER.verifier(), settings),
            dynamoDb.pages(settings),
            dynamoDb.searches(settings),
            dynamoDb.counts(settings))
        .handle(event);
  }
}

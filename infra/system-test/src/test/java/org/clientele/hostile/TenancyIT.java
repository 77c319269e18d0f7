package org.clientele.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Another merchant's customer cannot be told from one that does not exist. */
class TenancyIT {

  /** Its own, so that nobody else creates what the stranger is not to find. */
  private static final LocalServerProcess SERVER =
      LocalServerProcess.start("--now", SharedServer.NOW);

  private static final String DEMO_MERCHANTS = "cust-v1-0811030624-aa-RBDgpR";
  private static final String UNKNOWN = "cust-v1-0811030624-aa-RBDgpS";
  private static final String LOOKUP =
      "/api/v1/customer?country_code=91&mobile_number=%s&merchant_customer_reference=%s";
  private static final String MOBILE = "9876543210";
  private static final String REFERENCE = "82d57572-057c-4826-5775-385a52150554";

  private final MerchantClient owner = SERVER.demoMerchant();
  private final MerchantClient stranger = SERVER.otherMerchant();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/customer/%s", "/api/v1/customer/%s/tokens"})
  void readingIsAsOfAnUnknownCustomer(String path) {
    Answer foreign = stranger.get(path.formatted(DEMO_MERCHANTS));
    Answer unknown = stranger.get(path.formatted(UNKNOWN));
    Answer own = owner.get(path.formatted(DEMO_MERCHANTS));

    assertAlike(foreign, unknown);
    assertThat(own.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"status\": \"DELETED\"}",
        "{\"first_name\": \"Asha\"}",
        "{\"merchant_customer_reference\": \"82d57572-057c-4826-5775-385a52150554\"}"
      })
  void changingIsAsOfAnUnknownCustomerAndChangesNothing(String body) {
    Answer before = owner.get("/api/v1/customer/" + DEMO_MERCHANTS);

    Answer foreign = stranger.patch("/api/v1/customer/" + DEMO_MERCHANTS, body);
    Answer unknown = stranger.patch("/api/v1/customer/" + UNKNOWN, body);

    assertAlike(foreign, unknown);
    Answer after = owner.get("/api/v1/customer/" + DEMO_MERCHANTS);
    assertThat(after.json()).isEqualTo(before.json());
    assertThat(after.header("etag")).isEqualTo(before.header("etag"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"status\": \"FAILED\"}", "{\"first_name\": \"<script>\"}", "[]", "no JSON"})
  void bodyThatIsWrongIsRefusedAlike(String body) {
    Answer foreign = stranger.patch("/api/v1/customer/" + DEMO_MERCHANTS, body);
    Answer unknown = stranger.patch("/api/v1/customer/" + UNKNOWN, body);

    assertThat(foreign.status()).isIn(400, 404);
    assertThat(foreign.text()).isEqualTo(unknown.text());
    assertThat(comparable(foreign)).isEqualTo(comparable(unknown));
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
    Answer foreign = stranger.get(lookup);
    Answer unknown = stranger.get(LOOKUP.formatted("9000000000", "unknown"));

    assertAlike(foreign, unknown);
  }

  @ParameterizedTest
  @MethodSource("partlyRightLookups")
  void lookupOfAnOwnCustomerNeedsAllThreeValues(String lookup) {
    Answer partly = owner.get(lookup);
    Answer unknown = owner.get(LOOKUP.formatted("9000000000", "unknown"));

    if (lookup.equals(LOOKUP.formatted(MOBILE, REFERENCE))) {
      assertThat(partly.status()).isEqualTo(200);
    } else {
      assertAlike(partly, unknown);
    }
  }

  private static void assertAlike(Answer one, Answer other) {
    assertThat(one.status()).as(one.text()).isEqualTo(404);
    assertThat(one.field("code")).isEqualTo("CUSTOMER_NOT_FOUND");
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

package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.clientele.testing.AccessTokenSigner;
import org.clientele.testing.Deadline;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of the operations that the vendor's API lacks, which say how they are read. */
class ExtensionVectorsIT {

  private static final Path FILE = Path.of("src/test/resources/extension-vectors.json");

  private static final String[] EXTENSIONS = {
    "list-customers",
    "delete-customer",
    "get-history",
    "list-custom-fields",
    "get-custom-field",
    "put-custom-field",
    "delete-custom-field"
  };

  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
  private static final String ANY = "{*}";

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static LocalServerProcess server;
  private static AccessTokenSigner signer;

  /** What the names of the case stand for so far. */
  private Map<String, String> known = new HashMap<>();

  @BeforeAll
  static void start() {
    server = STORE.startServer();
    signer = AccessTokenSigner.of(STORE);
  }

  @AfterAll
  static void stop() {
    server.close();
    STORE.close();
  }

  static List<Named<JsonNode>> cases() throws IOException {
    return elements(MerchantClient.parse(Files.readString(FILE)).path("cases"))
        .map(vector -> Named.of(vector.path("id").asText(), vector.path("steps")))
        .toList();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyRequestIsAnsweredAsItsVectorSays(JsonNode steps) {
    MerchantClient merchant =
        new MerchantClient(server.url())
            .withHeader("Content-Type", "application/json")
            .withAccessToken(accessToken("m-" + UUID.randomUUID()));

    for (JsonNode step : steps) {
      Deadline deadline = Deadline.start();
      Answer answer = sent(merchant, step);
      while (step.path("eventually").asBoolean() && !isAnswer(step, answer)) {
        deadline.requireNotPassed(step.path("request").asText() + ": " + answer.text());
        answer = sent(merchant, step);
      }
      assertThat(isAnswer(step, answer)).as("%s: %s", step, answer).isTrue();
    }
  }

  private static String accessToken(String merchant) {
    return signer.sign(
        signer.header(),
        AccessTokenSigner.claims().put("merchant_id", merchant).put("client_id", merchant));
  }

  private Answer sent(MerchantClient merchant, JsonNode step) {
    String[] request = step.path("request").asText().split(" ", 2);
    JsonNode body = step.path("body");
    return merchant.send(
        request[0], named(request[1]), body.isMissingNode() ? "" : named(body.toString()));
  }

  private String named(String text) {
    return NAME.matcher(text)
        .replaceAll(
            name -> Matcher.quoteReplacement(known.getOrDefault(name.group(1), name.group())));
  }

  private boolean isAnswer(JsonNode step, Answer answer) {
    if (answer.status() != step.path("status").asInt()) {
      return false;
    }
    if (step.has("code")) {
      return answer.field("code").equals(step.path("code").asText())
          && answer.reason().equals(step.path("reason").asText());
    }
    Map<String, String> names = new HashMap<>(known);
    boolean is = matches(step.path("answer"), answer.json(), names);
    if (is) {
      known = names;
    }
    return is;
  }

  private static boolean matches(JsonNode expected, JsonNode actual, Map<String, String> names) {
    if (expected.isObject()) {
      return names(expected).equals(names(actual))
          && expected.properties().stream()
              .allMatch(field -> matches(field.getValue(), actual.path(field.getKey()), names));
    }
    if (expected.isArray()) {
      return actual.isArray()
          && expected.size() == actual.size()
          && IntStream.range(0, expected.size())
              .allMatch(i -> matches(expected.get(i), actual.get(i), names));
    }
    Matcher name = NAME.matcher(expected.asText());
    if (name.matches()) {
      String text = actual.asText();
      return !text.isEmpty() && text.equals(names.computeIfAbsent(name.group(1), any -> text));
    }
    return expected.asText().equals(ANY) ? !actual.asText().isEmpty() : expected.equals(actual);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void everyOperationThatTheVendorLacksHasItsVectors() throws IOException {
    List<String> answered =
        cases().stream()
            .flatMap(vector -> elements(vector.getPayload()))
            .filter(step -> step.path("status").asInt() == 200)
            .map(step -> function(step.path("request").asText()))
            .toList();

    assertThat(answered).contains(EXTENSIONS);
  }

  private static String function(String request) {
    String[] parts = request.split("[ ?]", -1);
    return MerchantClient.OPEN_API.endpoints().stream()
        .filter(endpoint -> endpoint.serves(parts[0], parts[1]))
        .map(OpenApi.Endpoint::id)
        .findFirst()
        .orElseThrow();
  }
}

package org.clientele.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.carddata.CardDataGuard;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.InventedSecrets;
import org.clientele.testing.InventedSecrets.Secret;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.LocalServerProcess.Ending;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.RawConnection;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.Test;

/**
 * What people would not like to be read is in no error and in nothing that the server prints,
 * wherever in a request it stands and whatever becomes of the request.
 */
class SecretsIT {

  private static final int SECRETS = TestScale.of(250, 10_000);
  private static final int SECRETS_IN_OUTAGE = TestScale.of(24, 240);
  private static final int LINE_BYTES = 500;

  /** All operations together have more parts than this. */
  private static final int FEWEST_PARTS = 25;

  private static final String CREATE = "/api/v1/customer";
  private static final String DOCUMENTED = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";
  private static final String TOKEN = "/api/auth/v1/token";
  private static final String JSON = "Content-Type: application/json";

  /** Where in a request a secret stands. */
  private enum Place {
    FIELD_OF_ITS_KIND,
    FIELD_OF_ITS_KIND_IN_AN_UPDATE,
    ADDRESS,
    METADATA,
    METADATA_KEY,
    METADATA_KEY_OF_A_NUMBER,
    UNKNOWN_FIELD,
    NAME_OF_AN_UNKNOWN_FIELD,
    NAME_TWICE,
    STATUS,
    CUSTOMER_ID,
    WRONG_TYPE,
    IN_AN_ARRAY,
    BROKEN_JSON,
    NO_JSON,
    LATIN_1,
    OVERSIZE,
    TOO_DEEP,
    CONTROL_CHARACTER,
    CLIENT_ID,
    CLIENT_SECRET,
    GRANT_TYPE,
    QUERY_VALUE,
    QUERY_NAME,
    QUERY_TWICE,
    QUERY_THAT_IS_NOT_ENCODED,
    PATH,
    PATH_OF_TOKENS,
    UNKNOWN_PATH,
    METHOD_NOT_ALLOWED,
    BEARER,
    BASIC,
    COOKIE,
    USER_AGENT,
    IF_MATCH,
    IDEMPOTENCY_KEY,
    REQUEST_ID,
    CONTENT_TYPE,
    FORWARDED_FOR,
    HEADER_NAME
  }

  private final long seed = TestScale.seed();

  @Test
  void secretIsNowhereToBeRead() throws IOException {
    FaultyDynamoDb store = FaultyDynamoDb.start();
    LocalServerProcess server = store.startServer("--now", SharedServer.NOW, "--log", "json");
    String authorization = "Authorization: Bearer " + server.accessToken();
    var secrets = new InventedSecrets(seed);
    List<Secret> told = new ArrayList<>();
    Map<Integer, Integer> statuses = new TreeMap<>();
    Map<Place, Integer> places = new EnumMap<>(Place.class);
    for (Operation operation : OperationCatalogue.ofEachFunction()) {
      told.addAll(tellInEachPart(operation, server.demoMerchant(), store, secrets));
    }
    assertThat(told).hasSizeGreaterThan(FEWEST_PARTS);
    try (var connection = new RawConnection(server.url())) {
      for (int i = 0; i < SECRETS + SECRETS_IN_OUTAGE; i++) {
        if (i == SECRETS) {
          store.close();
        }
        Secret secret = secrets.next();
        told.add(secret);
        for (int j = 0; j < 2; j++) {
          Place place =
              Place.values()[(i * 2 + j + i / Place.values().length) % Place.values().length];
          Answer answer = tell(connection, authorization, place, secret);
          statuses.merge(answer.status(), 1, Integer::sum);
          places.merge(place, 1, Integer::sum);
          assertDiscreet(place, secret, answer);
        }
      }
    }

    Ending ending = server.end("TERM");
    List<String> printed = new ArrayList<>(ending.output());
    printed.addAll(ending.errors());
    System.out.printf(
        "Secrets: %d at %d places, seed %d, answers %s, %d lines printed%n",
        told.size(), places.size(), seed, statuses, printed.size());

    String all = String.join("\n", printed);
    assertThat(told).filteredOn(secret -> secret.isIn(all)).isEmpty();
    assertThat(printed)
        .filteredOn(line -> line.contains("{\"_aws\""))
        .hasSizeGreaterThan(SECRETS)
        .allSatisfy(SecretsIT::assertOneObject);
    assertThat(places).containsOnlyKeys(Place.values());
    assertThat(statuses)
        .containsKeys(200, 201, 400, 401, 404, 405, 413, 415, 422, 503)
        .doesNotContainKey(500);
  }

  /** Sends an operation with a new secret in each of its parts, and returns the secrets. */
  private static List<Secret> tellInEachPart(
      Operation operation, MerchantClient owner, FaultyDynamoDb store, InventedSecrets secrets) {
    Request good = Scene.of(operation, owner, store).request();
    List<Secret> told = new ArrayList<>();
    for (int part = 0; part < good.withEachPartReplacedBy("").size(); part++) {
      Secret secret = secrets.next();
      Answer answer = good.withEachPartReplacedBy(secret.text()).get(part).sendBy(owner);
      told.add(secret);
      // A dead letter names identifiers, and anything may look like one.
      if (!good.isMessage() || !isLikeARequestId(secret.text())) {
        assertDiscreet(operation, secret, answer);
      }
    }
    return told;
  }

  private static void assertDiscreet(Object place, Secret secret, Answer answer) {
    if (answer.status() >= 400) {
      assertThat(secret.isIn(answer.text()))
          .as("%s %s: %s", place, secret, answer.text())
          .isFalse();
      assertThat(secret.isIn(answer.headers().map().toString()))
          .as("%s %s: %s", place, secret, answer.headers())
          .isFalse();
    }
  }

  private static void assertOneObject(String line) {
    String json = line.substring(line.indexOf('{'));
    assertThat(json.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(LINE_BYTES);
    assertThat(MerchantClient.parse(json).isObject()).isTrue();
  }

  private static Answer tell(
      RawConnection connection, String authorization, Place place, Secret secret) {
    String text = secret.text();
    String json = MerchantClient.JSON.getNodeFactory().textNode(text).toString();
    String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
    String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
    String fitting = fitting(secret).toString();
    String client = "{\"client_id\":%s,\"client_secret\":%s,\"grant_type\":%s}";
    List<String> lines = new ArrayList<>(List.of(authorization, JSON));
    return switch (place) {
      case FIELD_OF_ITS_KIND -> connection.send("POST", CREATE, lines, utf8(fitting));
      case FIELD_OF_ITS_KIND_IN_AN_UPDATE ->
          connection.send("PATCH", DOCUMENTED, lines, utf8(fitting));
      case ADDRESS -> update(connection, lines, "{\"billing_address\":{\"address1\":%s}}", json);
      case METADATA -> update(connection, lines, "{\"merchant_metadata\":{\"k\":%s}}", json);
      case METADATA_KEY ->
          create(
              connection,
              lines,
              "{\"mobile_number\":\"1\",\"merchant_metadata\":{%s:\"v\"}}",
              json);
      case METADATA_KEY_OF_A_NUMBER ->
          create(connection, lines, "{\"merchant_metadata\":{%s:1}}", json);
      case UNKNOWN_FIELD -> create(connection, lines, "{\"unknown\":%s}", json);
      case NAME_OF_AN_UNKNOWN_FIELD -> create(connection, lines, "{%s:{\"a\":1}}", json);
      case NAME_TWICE -> create(connection, lines, "{%1$s:1,%1$s:2}", json);
      case STATUS -> update(connection, lines, "{\"status\":%s}", json);
      case CUSTOMER_ID -> update(connection, lines, "{\"customer_id\":%s}", json);
      case WRONG_TYPE -> create(connection, lines, "{\"first_name\":{%s:1}}", json);
      case IN_AN_ARRAY -> create(connection, lines, "{\"email_id\":[%s]}", json);
      case BROKEN_JSON -> create(connection, lines, "{\"email_id\":%s", json);
      case NO_JSON -> create(connection, lines, "%s", text);
      case LATIN_1 ->
          connection.send(
              "POST",
              CREATE,
              lines,
              ("{\"first_name\":" + json + ",\"\u00e9\":1}").getBytes(ISO_8859_1));
      case OVERSIZE ->
          create(connection, lines, "{\"first_name\":%s," + " ".repeat(70_000) + "}", json);
      case TOO_DEEP ->
          create(
              connection,
              lines,
              "{\"first_name\":" + "[".repeat(12) + "%s" + "]".repeat(12) + "}",
              json);
      case CONTROL_CHARACTER ->
          create(
              connection,
              lines,
              "{\"first_name\":%s}",
              json.substring(0, json.length() - 1) + "\\u0000\"");
      case CLIENT_ID ->
          connection.send(
              "POST",
              TOKEN,
              List.of(JSON),
              utf8(client.formatted(json, "\"x\"", "\"client_credentials\"")));
      case CLIENT_SECRET ->
          connection.send(
              "POST",
              TOKEN,
              List.of(JSON),
              utf8(client.formatted("\"demo-merchant\"", json, "\"client_credentials\"")));
      case GRANT_TYPE ->
          connection.send(
              "POST",
              TOKEN,
              List.of(JSON),
              utf8(client.formatted("\"demo-merchant\"", "\"x\"", json)));
      case QUERY_VALUE ->
          get(
              connection,
              lines,
              CREATE
                  + "?country_code=91&mobile_number="
                  + encoded
                  + "&merchant_customer_reference="
                  + encoded);
      case QUERY_NAME -> get(connection, lines, CREATE + "?" + encoded + "=1");
      case QUERY_TWICE -> get(connection, lines, CREATE + "?" + encoded + "=1&" + encoded + "=2");
      case QUERY_THAT_IS_NOT_ENCODED ->
          get(connection, lines, CREATE + "?mobile_number=" + encoded + "%zz");
      case PATH -> get(connection, lines, CREATE + "/" + encoded);
      case PATH_OF_TOKENS -> get(connection, lines, CREATE + "/" + encoded + "/tokens");
      case UNKNOWN_PATH -> get(connection, lines, "/" + encoded);
      case METHOD_NOT_ALLOWED -> connection.send("PUT", CREATE + "/" + encoded, lines, new byte[0]);
      case BEARER -> get(connection, List.of("Authorization: Bearer " + bytes), DOCUMENTED);
      case BASIC -> get(connection, List.of("Authorization: Basic " + bytes), DOCUMENTED);
      case COOKIE -> header(connection, lines, "Cookie: session=" + bytes);
      case USER_AGENT -> header(connection, lines, "User-Agent: " + bytes);
      case IF_MATCH -> patched(connection, lines, "If-Match: " + bytes);
      case IDEMPOTENCY_KEY -> patched(connection, lines, "Idempotency-Key: " + bytes);
      case REQUEST_ID ->
          header(connection, lines, "Request-ID: " + (isLikeARequestId(text) ? text + "@" : bytes));
      case CONTENT_TYPE ->
          connection.send(
              "POST", CREATE, List.of(authorization, "Content-Type: " + bytes), utf8("{}"));
      case FORWARDED_FOR -> header(connection, lines, "X-Forwarded-For: " + bytes);
      case HEADER_NAME ->
          header(connection, lines, "X-" + text.replaceAll("[^A-Za-z0-9]", "-") + ": 1");
    };
  }

  /** An id that looks like one is echoed and logged, whatever else it may be but a card number. */
  private static boolean isLikeARequestId(String text) {
    return text.matches("[A-Za-z0-9._-]{1,64}") && !CardDataGuard.hasCardData(text);
  }

  private static Answer create(
      RawConnection connection, List<String> lines, String body, String json) {
    return connection.send("POST", CREATE, lines, utf8(body.formatted(json)));
  }

  private static Answer update(
      RawConnection connection, List<String> lines, String body, String json) {
    return connection.send("PATCH", DOCUMENTED, lines, utf8(body.formatted(json)));
  }

  private static Answer get(RawConnection connection, List<String> lines, String target) {
    return connection.send("GET", target, lines, new byte[0]);
  }

  private static Answer header(RawConnection connection, List<String> lines, String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return get(connection, more, "/api/v1/customer/unknown");
  }

  private static Answer patched(RawConnection connection, List<String> lines, String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return connection.send("PATCH", DOCUMENTED, more, utf8("{\"first_name\":\"Asha\"}"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** Returns a body with the secret where it belongs. */
  private static ObjectNode fitting(Secret secret) {
    ObjectNode body = MerchantClient.JSON.createObjectNode();
    switch (secret.kind()) {
      case "phone" -> body.put("mobile_number", secret.text());
      case "e-mail" -> body.put("mobile_number", "9876543210").put("email_id", secret.text());
      case "name" -> body.put("mobile_number", "9876543210").put("first_name", secret.text());
      default ->
          body.put("mobile_number", "9876543210")
              .putObject("billing_address")
              .put("address1", secret.text());
    }
    return body;
  }
}

package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.testing.MerchantClient.OPEN_API;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Scene;
import org.clientele.testing.SharedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and how others are turned away. */
@ExtendWith(SharedServer.class)
class AuthenticationIT {

  private static final String CUSTOMER = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";
  private static final String TOKEN = "/api/auth/v1/token";

  private final LocalServerProcess server;
  private final MerchantClient anyone;
  private final String accessToken;

  AuthenticationIT(LocalServerProcess server) {
    this.server = server;
    this.anyone = server.anyone();
    this.accessToken = server.accessToken();
  }

  static List<Operation> protectedOperations() {
    return OperationCatalogue.ofEachFunction().stream()
        .filter(Operation::needsAccessToken)
        .toList();
  }

  @Test
  void allOperationsAreProtectedButThoseThatProtect() {
    Set<String> open = new TreeSet<>();
    OPEN_API.endpoints().forEach(endpoint -> open.add(endpoint.id()));
    protectedOperations().forEach(operation -> open.remove(operation.function()));

    assertThat(open).containsExactly("get-jwk-set", "issue-token");
    assertThat(protectedOperations()).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void keyThatAnAccessTokenNamesIsPublished() {
    String header = new String(Base64.getUrlDecoder().decode(accessToken.split("\\.")[0]), UTF_8);

    Answer published = anyone.get("/.well-known/jwks.json");

    assertThat(published.status()).isEqualTo(200);
    assertThat(published.json().at("/keys/0/kid"))
        .isEqualTo(MerchantClient.parse(header).path("kid"));
    assertThat(anyone.send("HEAD", "/.well-known/jwks.json").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("protectedOperations")
  void requestWithoutAccessTokenIsRefused(Operation operation) {
    Answer answer = Scene.unknown(operation).request().sendBy(anyone);

    assertUnauthorized(answer);
  }

  @Test
  void nothingOfTheRequestIsCheckedBeforeTheCaller() {
    assertUnauthorized(anyone.post("/api/v1/customer", "no JSON"));
    assertUnauthorized(anyone.get("/api/v1/customer/not%20an%20id"));
    assertUnauthorized(anyone.get("/api/v1/customer?country_code=1&country_code=2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER", "bEaReR"})
  void schemeIsTakenInAnyLetterCase(String scheme) {
    Answer answer = anyone.withHeader("Authorization", scheme + " " + accessToken).get(CUSTOMER);

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void wrongSecretAndUnknownClientAreRefusedAlike() {
    Answer wrong = anyone.issueToken(LocalServerProcess.DEMO_MERCHANT, "other-secret");
    Answer unknown = anyone.issueToken("no-such-merchant", "other-secret");

    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.field("code")).isEqualTo("USER_AUTHENTICATION_FAILED");
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.text()).isEqualTo(wrong.text());
    assertThat(wrong.text()).doesNotContain("other-secret", LocalServerProcess.DEMO_MERCHANT);
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, '\"\"'",
    "client_id, 1",
    "client_id, null",
    "client_secret, '\"\"'",
    "client_secret, {}",
    "grant_type, '\"password\"'",
    "grant_type, '\"CLIENT_CREDENTIALS\"'",
    "grant_type, null"
  })
  void malformedRequestForAnAccessTokenIsRefusedByItsField(String field, String value) {
    ObjectNode request = MerchantClient.JSON.createObjectNode();
    request.put("client_id", LocalServerProcess.DEMO_MERCHANT).put("client_secret", "demo-secret");
    request.put("grant_type", "client_credentials").set(field, MerchantClient.parse(value));

    Answer answer = anyone.post(TOKEN, request.toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.field("code")).isEqualTo("INVALID_REQUEST");
    assertThat(answer.reason()).isEqualTo(field);
    assertThat(answer.text()).doesNotContain("demo-secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/v1",
        "/api/v1/merchants",
        "/api/v1/customer/",
        "/api/v1/customer/x/tokens/",
        "/api/v1/customer/x/other",
        "/api//v1/customer",
        "/API/v1/customer",
        "/api/v2/customer",
        "/q/health",
        "/$default"
      })
  void unknownPathIsRefusedInTheShapeOfErrors(String path) {
    Answer answer = server.demoMerchant().get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.field("code")).isEqualTo("NOT_FOUND");
    assertShape(answer);
  }

  static List<String> paths() {
    return List.copyOf(OPEN_API.methods().keySet());
  }

  @ParameterizedTest
  @MethodSource("paths")
  void otherMethodsAreRefusedNamingTheOnesThereAre(String path) {
    String allowed = requireNonNull(OPEN_API.methods().get(path));
    List<String> others =
        List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE").stream()
            .filter(method -> !List.of(allowed.split(", ", -1)).contains(method))
            .toList();

    assertThat(others).hasSizeGreaterThanOrEqualTo(4);
    for (String method : others) {
      Answer answer = server.demoMerchant().send(method, path);

      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.field("code")).isEqualTo("METHOD_NOT_ALLOWED");
      assertThat(answer.header("allow")).isEqualTo(allowed);
      assertShape(answer);
    }
  }

  /** What there is to GET without an id. */
  private static final Set<String> GIVEN =
      Set.of(CUSTOMER, "/api/v1/customers", "/api/v1/custom-fields", "/.well-known/jwks.json");

  static List<String> pathsAndACustomer() {
    return Stream.concat(paths().stream(), Stream.of(CUSTOMER)).toList();
  }

  /** Paths without GET too: that both are refused is the same. */
  @ParameterizedTest
  @MethodSource("pathsAndACustomer")
  void headIsAnsweredAsGetWithoutABody(String path) {
    MerchantClient client = server.demoMerchant().withHeader("Request-ID", "head");

    Answer head = client.send("HEAD", path);
    Answer get = client.get(path);

    Map<String, List<String>> described = new HashMap<>(get.headers().map());
    described.remove("content-length");
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.status() == 200).isEqualTo(GIVEN.contains(path));
    assertThat(head.headers().map()).isEqualTo(described).containsKey("request-id");
    assertThat(get.text()).isNotEmpty();
    assertThat(head.text()).isEmpty();
  }

  @Test
  void methodIsNotTakenFromAHeader() {
    Answer answer =
        server.demoMerchant().withHeader("X-HTTP-Method-Override", "GET").send("PUT", CUSTOMER);

    assertThat(answer.status()).isEqualTo(405);
  }

  private static void assertUnauthorized(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.field("code")).isEqualTo("UNAUTHORIZED");
    assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    assertThat(answer.json().fieldNames()).toIterable().containsExactly("code", "message");
    assertShape(answer);
  }

  private static void assertShape(Answer answer) {
    assertThat(OPEN_API.violationsOfError(answer.json())).isEmpty();
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("request-id")).isNotEmpty();
  }
}

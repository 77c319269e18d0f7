package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.OpenApi;
import org.clientele.testing.OpenApi.Operation;
import org.clientele.testing.SharedServer;
import org.junit.jupiter.api.Named;
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
    return OpenApi.read().operations().stream()
        .filter(operation -> !operation.scopes().isEmpty())
        .toList();
  }

  @Test
  void allOperationsButOneAreProtected() {
    assertThat(OpenApi.read().operations()).hasSize(protectedOperations().size() + 1);
    assertThat(protectedOperations()).hasSizeGreaterThanOrEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("protectedOperations")
  void requestWithoutAccessTokenIsRefused(Operation operation) {
    Answer answer = anyone.send(operation.method(), path(operation));

    assertUnauthorized(answer);
  }

  private static String path(Operation operation) {
    return operation
        .path()
        .replace("{customer_id}", "cust-v1-0811030624-aa-RBDgpR")
        .replace("{token_id}", "any");
  }

  @Test
  void nothingOfTheRequestIsJudgedBeforeTheCaller() {
    assertUnauthorized(anyone.post("/api/v1/customer", "no JSON"));
    assertUnauthorized(anyone.get("/api/v1/customer/not%20an%20id"));
    assertUnauthorized(anyone.get("/api/v1/customer?country_code=1&country_code=2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer garbled",
        "Bearer a.b.c",
        "Bearer %s garbled",
        "Bearer %s,Bearer %1$s",
        "Bearer %s, Bearer %1$s",
        "Bearer %s.more",
        "Basic %s",
        "Token %s",
        "BearerToken %s",
        "%s"
      })
  void otherThanOneBearerTokenIsRefused(String authorization) {
    Answer answer =
        anyone.withHeader("Authorization", authorization.formatted(accessToken)).get(CUSTOMER);

    assertUnauthorized(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER", "bEaReR"})
  void schemeIsTakenInAnyLetterCase(String scheme) {
    Answer answer = anyone.withHeader("Authorization", scheme + " " + accessToken).get(CUSTOMER);

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void oneAuthorizationHeaderIsAcceptedAndTwoAreRefused() {
    String authorization = "Authorization: Bearer " + accessToken;
    String lowerCase = "authorization: Bearer " + accessToken;

    Answer one = anyone.sendRaw("GET", CUSTOMER, authorization);
    Answer same = anyone.sendRaw("GET", CUSTOMER, authorization, authorization);
    Answer otherCase = anyone.sendRaw("GET", CUSTOMER, authorization, lowerCase);
    Answer otherScheme = anyone.sendRaw("GET", CUSTOMER, "Authorization: Basic eDp5", lowerCase);

    assertThat(one.status()).isEqualTo(200);
    assertUnauthorized(same);
    assertUnauthorized(otherCase);
    assertUnauthorized(otherScheme);
  }

  @Test
  void accessTokenInTheQueryIsNotLookedAt() {
    assertUnauthorized(anyone.get(CUSTOMER + "?access_token=" + accessToken));
  }

  /** Returns what makes a token nobody signed of one that was. */
  static List<Named<Forgery>> forgeries() {
    return List.of(
        Named.of(
            "signature of another token",
            (header, claims, signature) -> jwt(header, claims) + "." + altered(signature)),
        Named.of("no signature", (header, claims, signature) -> jwt(header, claims) + "."),
        Named.of("two parts", (header, claims, signature) -> jwt(header, claims)),
        Named.of(
            "alg none",
            (header, claims, signature) -> jwt(header.put("alg", "none"), claims) + "."),
        Named.of(
            "alg none, signed",
            (header, claims, signature) ->
                jwt(header.put("alg", "none"), claims) + "." + signature),
        Named.of(
            "alg NONE",
            (header, claims, signature) -> jwt(header.put("alg", "NONE"), claims) + "."),
        Named.of(
            "alg missing",
            (header, claims, signature) -> jwt(header.without("alg"), claims) + "." + signature),
        Named.of(
            "alg RS512",
            (header, claims, signature) ->
                jwt(header.put("alg", "RS512"), claims) + "." + signature),
        Named.of(
            "alg HS256 with a guessed secret",
            (header, claims, signature) -> hmacSigned(jwt(header.put("alg", "HS256"), claims))),
        Named.of(
            "another merchant",
            (header, claims, signature) ->
                jwt(header, claims.put("merchant_id", "other-merchant")) + "." + signature),
        Named.of(
            "longer life",
            (header, claims, signature) ->
                jwt(header, claims.put("exp", claims.path("exp").asLong() + 1)) + "." + signature),
        Named.of(
            "unknown key",
            (header, claims, signature) ->
                jwt(header.put("kid", "another"), claims) + "." + signature));
  }

  @FunctionalInterface
  interface Forgery {
    String of(ObjectNode header, ObjectNode claims, String signature);
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void forgedAccessTokenIsRefused(Forgery forgery) {
    String[] parts = accessToken.split("\\.", -1);
    String forged = forgery.of(decoded(parts[0]), decoded(parts[1]), parts[2]);

    assertThat(forged).isNotEqualTo(accessToken);
    assertUnauthorized(anyone.withAccessToken(forged).get(CUSTOMER));
  }

  /** Forging nothing gives the very token back, so it is the forgery that is refused. */
  @Test
  void accessTokenPutTogetherAgainIsTheSame() {
    String[] parts = accessToken.split("\\.", -1);

    assertThat(jwt(decoded(parts[0]), decoded(parts[1])) + "." + parts[2]).isEqualTo(accessToken);
  }

  private static ObjectNode decoded(String part) {
    return (ObjectNode)
        MerchantClient.parse(new String(Base64.getUrlDecoder().decode(part), UTF_8));
  }

  private static String jwt(ObjectNode header, ObjectNode claims) {
    return encoded(header.toString().getBytes(UTF_8))
        + "."
        + encoded(claims.toString().getBytes(UTF_8));
  }

  private static String encoded(byte[] part) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
  }

  private static String altered(String signature) {
    return (signature.startsWith("A") ? "B" : "A") + signature.substring(1);
  }

  private static String hmacSigned(String jwt) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("secret".getBytes(UTF_8), "HmacSHA256"));
      return jwt + "." + encoded(mac.doFinal(jwt.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
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
        "/",
        "/api",
        "/api/v1",
        "/api/v1/customers",
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

  /** The methods each path has, in the order of {@code Allow}. */
  private static final Map<String, String> METHODS =
      Map.of(
          TOKEN,
          "POST",
          "/api/v1/customer",
          "GET, POST",
          CUSTOMER,
          "GET, PATCH",
          CUSTOMER + "/tokens",
          "GET");

  static List<String> paths() {
    return List.copyOf(METHODS.keySet());
  }

  @ParameterizedTest
  @MethodSource("paths")
  void otherMethodsAreRefusedNamingTheOnesThereAre(String path) {
    String allowed = String.valueOf(METHODS.get(path));
    List<String> others =
        List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE").stream()
            .filter(method -> !List.of(allowed.split(", ", -1)).contains(method))
            .toList();

    assertThat(others).hasSizeGreaterThanOrEqualTo(5);
    for (String method : others) {
      Answer answer = server.demoMerchant().send(method, path);

      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.field("code")).isEqualTo("METHOD_NOT_ALLOWED");
      assertThat(answer.header("allow")).isEqualTo(allowed);
      assertShape(answer);
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void headIsRefusedLikeAnyOtherMethodWithoutABody(String path) {
    Answer answer = server.demoMerchant().send("HEAD", path);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo(METHODS.get(path));
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("request-id")).isNotEmpty();
    assertThat(answer.text()).isEmpty();
  }

  @Test
  void methodIsNotTakenFromAHeader() {
    Answer answer =
        server.demoMerchant().withHeader("X-HTTP-Method-Override", "GET").send("DELETE", CUSTOMER);

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
    assertThat(OpenApi.read().violationsOfError(answer.json())).isEmpty();
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("request-id")).isNotEmpty();
  }
}

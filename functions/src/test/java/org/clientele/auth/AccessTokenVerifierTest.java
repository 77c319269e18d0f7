package org.clientele.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.access.Scope.CUSTOMERS_READ;
import static org.clientele.access.Scope.CUSTOMERS_WRITE;
import static org.clientele.auth.TestingIdentityProvider.NOW;
import static org.clientele.auth.TestingIdentityProvider.claims;
import static org.clientele.error.ErrorCode.FORBIDDEN;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.UNAUTHORIZED;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.clientele.TestingSettings;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.MerchantId;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenVerifierTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();

  private final AccessTokenVerifier verifier = PROVIDER.verifier();

  @Test
  void validTokenTellsMerchantAndScopes() {
    Caller caller = verifier.verify(PROVIDER.authorization("customers:read other:scope"));

    assertThat(caller).isEqualTo(new Caller(new MerchantId("m"), Set.of(CUSTOMERS_READ)));
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> caller.require(CUSTOMERS_WRITE))
        .returns(FORBIDDEN, ApiException::code);
  }

  static Stream<Arguments> wrongClaims() {
    return Stream.of(
        wrong("no issuer", claims -> claims.unsetClaim("iss")),
        wrong("longer issuer", claims -> claims.setIssuer(TestingSettings.ISSUER + "/")),
        wrong("upper-case issuer", claims -> claims.setIssuer("https://IDENTITY.example.com")),
        wrong("no audience", claims -> claims.unsetClaim("aud")),
        wrong("other audience", claims -> claims.setAudience("https://clientele.example.org")),
        wrong("no expiry", claims -> claims.unsetClaim("exp")),
        wrong("expired", claims -> claims.setExpirationTime(at(-61))),
        wrong("endless", claims -> claims.setExpirationTime(at(86_400L * 365))),
        wrong("expiry is a text", claims -> claims.setStringClaim("exp", "4102444800")),
        wrong("expired just now", claims -> claims.setExpirationTime(at(-60))),
        wrong("not yet valid", claims -> claims.setNotBefore(at(61))),
        wrong("issued in the future", claims -> claims.setIssuedAt(at(61))),
        wrong("no time of issue", claims -> claims.unsetClaim("iat")),
        wrong("lives a second too long", claims -> claims.setExpirationTime(at(86_400 - 599))),
        wrong("issuers", claims -> claims.setClaim("iss", List.of(TestingSettings.ISSUER))),
        wrong("other token_use", claims -> claims.setStringClaim("token_use", "id")),
        wrong("token_use is a list", claims -> claims.setClaim("token_use", List.of("access"))),
        wrong("ID token by its nonce", claims -> idToken(claims, "nonce")),
        wrong("ID token by its at_hash", claims -> idToken(claims, "at_hash")),
        wrong("no merchant", claims -> claims.unsetClaim("merchant_id")),
        wrong("merchant is a number", claims -> claims.setClaim("merchant_id", 1)),
        wrong("merchant with #", claims -> claims.setStringClaim("merchant_id", "m#x")));
  }

  private static Arguments wrong(String name, Consumer<JwtClaims> change) {
    return Arguments.of(name, change);
  }

  private static void idToken(JwtClaims claims, String claim) {
    claims.unsetClaim("scope");
    claims.setStringClaim(claim, "n-0S6_WzA2Mj");
  }

  private static NumericDate at(long secondsFromNow) {
    return NumericDate.fromSeconds(NOW.getEpochSecond() + secondsFromNow);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongClaims")
  void wrongClaimIsUnauthorized(String name, Consumer<JwtClaims> change) {
    JwtClaims claims = claims("customers:read");
    change.accept(claims);

    assertRefused(UNAUTHORIZED, "Bearer " + PROVIDER.sign(claims.toJson()));
  }

  @ParameterizedTest
  @CsvSource({
    "exp, 1e10",
    "exp, 1769864400.5",
    "exp, -1",
    "exp, 9223372036854775808",
    "exp, \"1769864400\"",
    "exp, true",
    "exp, [1769864400]",
    "exp, null",
    "nbf, 1.5",
    "nbf, -1",
    "nbf, \"0\"",
    "nbf, {}",
    "nbf, 9223372036854775808",
    "iat, 1769860000.0",
    "iat, -1",
    "iat, \"0\"",
    "iat, null"
  })
  void timeThatIsNoWholeNumberOfSecondsIsUnauthorized(String claim, String value) {
    JwtClaims claims = claims("customers:read");
    claims.unsetClaim(claim);
    String payload = claims.toJson().replaceFirst("}$", ",\"" + claim + "\":" + value + "}");

    assertRefused(UNAUTHORIZED, "Bearer " + PROVIDER.sign(payload));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "at+JWT", "application/at+jwt"})
  void accessTokenMaySayThatItIsOne(String type) {
    Caller caller = verifier.verify("Bearer " + signed(header -> header.setHeader("typ", type)));

    assertThat(caller.scopes()).containsExactly(CUSTOMERS_READ);
  }

  static Stream<Arguments> wrongHeaders() {
    return Stream.of(
        wrongHeader("ID token", header -> header.setHeader("typ", "id+jwt")),
        wrongHeader("logout token", header -> header.setHeader("typ", "logout+jwt")),
        wrongHeader("type is empty", header -> header.setHeader("typ", "")),
        wrongHeader(
            "type is a number", header -> header.getHeaders().setObjectHeaderValue("typ", 1)),
        wrongHeader(
            "unknown crit",
            header -> header.getHeaders().setObjectHeaderValue("crit", List.of("x"))),
        wrongHeader(
            "crit of nothing",
            header -> header.getHeaders().setObjectHeaderValue("crit", List.of())),
        wrongHeader(
            "crit of what JWTs may not have",
            header -> header.getHeaders().setObjectHeaderValue("crit", List.of("b64"))),
        wrongHeader("crit is a text", header -> header.setHeader("crit", "exp")),
        wrongHeader("no key id", header -> header.getHeaders().setObjectHeaderValue("kid", null)),
        wrongHeader(
            "key id is a number", header -> header.getHeaders().setObjectHeaderValue("kid", 1)));
  }

  private static Arguments wrongHeader(String name, Consumer<JsonWebSignature> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongHeaders")
  void wrongHeaderIsUnauthorized(String name, Consumer<JsonWebSignature> change) {
    assertRefused(UNAUTHORIZED, "Bearer " + signed(change));
  }

  private static String signed(Consumer<JsonWebSignature> change) {
    return PROVIDER.sign(claims("customers:read").toJson(), change);
  }

  @Test
  void tokenInATokenIsUnauthorized() {
    String inner = PROVIDER.sign(claims("customers:read").toJson());

    assertRefused(
        UNAUTHORIZED, "Bearer " + PROVIDER.sign(inner, header -> header.setHeader("cty", "JWT")));
  }

  /** Whoever signs with a key of their own may say where it is, or what. */
  @Test
  void keyThatATokenBringsAlongIsNotLookedAt() {
    var impostor = new TestingIdentityProvider();
    String payload = claims("customers:read").toJson();

    assertRefused(
        UNAUTHORIZED,
        "Bearer " + impostor.sign(payload, header -> header.setJwkHeader(impostor.key())));
    assertRefused(
        UNAUTHORIZED,
        "Bearer "
            + impostor.sign(payload, header -> header.setHeader("jku", "http://localhost:1")));
    assertThat(
            verifier.verify(
                "Bearer " + PROVIDER.sign(payload, header -> header.setJwkHeader(impostor.key()))))
        .isEqualTo(new Caller(new MerchantId("m"), Set.of(CUSTOMERS_READ)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-59, 0, 59})
  void clocksMayDifferByAMinute(int seconds) {
    JwtClaims claims = claims("customers:read");
    claims.setExpirationTime(at(seconds <= 0 ? seconds : 60));
    claims.setNotBefore(at(Math.max(seconds, 0)));
    if (seconds <= 0) {
      claims.unsetClaim("nbf");
    }

    Caller caller = verifier.verify("bearer " + PROVIDER.sign(claims.toJson()));

    assertThat(caller.scopes()).containsExactly(CUSTOMERS_READ);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b", "Bearer a.b.c"})
  void whatIsNoTokenIsUnauthorized(String authorization) {
    assertRefused(UNAUTHORIZED, authorization);
  }

  @Test
  void twoTokensAreNone() {
    String good = PROVIDER.authorization("customers:read");

    assertRefused(UNAUTHORIZED, good + "," + good);
    assertRefused(UNAUTHORIZED, good + ", " + good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void unsignedTokenIsUnauthorized(String algorithm) {
    String header = base64("{\"alg\":\"" + algorithm + "\"}");
    String payload = base64(claims("customers:read").toJson());

    assertRefused(UNAUTHORIZED, "Bearer " + header + "." + payload + ".");
    assertRefused(UNAUTHORIZED, "Bearer " + header + "." + payload + ".AAAA");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void publicKeyIsNoSharedSecret() throws JoseException {
    var signature = new JsonWebSignature();
    signature.setPayload(claims("customers:read").toJson());
    signature.setKey(new HmacKey(PROVIDER.key().getPublicKey().getEncoded()));
    signature.setKeyIdHeaderValue(PROVIDER.key().getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);

    assertRefused(UNAUTHORIZED, "Bearer " + signature.getCompactSerialization());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {AlgorithmIdentifiers.RSA_USING_SHA512, AlgorithmIdentifiers.RSA_PSS_USING_SHA256})
  void otherAlgorithmOfTheRightKeyIsUnauthorized(String algorithm) throws JoseException {
    var signature = new JsonWebSignature();
    signature.setPayload(claims("customers:read").toJson());
    signature.setKey(PROVIDER.key().getPrivateKey());
    signature.setKeyIdHeaderValue(PROVIDER.key().getKeyId());
    signature.setAlgorithmHeaderValue(algorithm);

    assertRefused(UNAUTHORIZED, "Bearer " + signature.getCompactSerialization());
  }

  @Test
  void tokenOfAnotherKeyOfTheSameIdIsUnauthorized() {
    var impostor = new TestingIdentityProvider();

    assertRefused(UNAUTHORIZED, impostor.authorization("customers:read"));
  }

  @Test
  void keysOfOneIdAreAllTried() {
    var other = new TestingIdentityProvider();
    var stranger = new TestingIdentityProvider();

    var byBoth =
        TestingIdentityProvider.verifier(new JsonWebKeySet(PROVIDER.key(), other.key()).toJson());

    for (TestingIdentityProvider provider : List.of(PROVIDER, other)) {
      assertThat(byBoth.verify(provider.authorization("customers:read")).merchantId())
          .isEqualTo(new MerchantId("m"));
    }
    assertRefused(byBoth, UNAUTHORIZED, stranger.authorization("customers:read"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"kty": "OKP", "crv": "Ed25519", "kid": "%s",
         "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        """,
        """
        {"kty": "EC", "crv": "secp256k1", "kid": "%s",
         "x": "eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g",
         "y": "SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"}
        """,
        """
        {"kty": "RSA", "kid": "%s", "n": "x"}
        """,
        """
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "%s", "pub": "AAAA"}
        """,
        """
        {"kid": "%s"}
        """
      })
  void keyOfAnotherKindBesideOursIsPassedOver(String foreign) {
    for (String id : List.of("other", PROVIDER.key().getKeyId())) {
      String keys =
          "{\"keys\": [%s, %s]}".formatted(foreign.formatted(id), PROVIDER.key().toJson());

      var verifier = TestingIdentityProvider.verifier(keys);

      assertThat(verifier.verify(PROVIDER.authorization("customers:read")).merchantId())
          .isEqualTo(new MerchantId("m"));
    }
  }

  @Test
  void keysMayLieInAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("keys.json"), PROVIDER.keys());

    var byFile = TestingIdentityProvider.verifier(file.toString());

    assertThat(byFile.verify(PROVIDER.authorization("customers:read")).merchantId())
        .isEqualTo(new MerchantId("m"));
  }

  @Test
  void withoutKeysNoTokenIsVerified() {
    for (String keys : Set.of("http://localhost:1/keys", "/no/such/file", "{not a key set")) {
      assertRefused(
          TestingIdentityProvider.verifier(keys),
          SERVICE_UNAVAILABLE,
          PROVIDER.authorization("customers:read"));
    }
  }

  @Test
  void claimsAreReadOnlyAfterTheSignature() {
    String[] parts = PROVIDER.sign(claims("customers:read").toJson()).split("\\.");
    JwtClaims richer = claims("customers:read customers:write");

    assertRefused(
        UNAUTHORIZED, "Bearer " + parts[0] + "." + base64(richer.toJson()) + "." + parts[2]);
  }

  private void assertRefused(ErrorCode code, String authorization) {
    assertRefused(verifier, code, authorization);
  }

  private static void assertRefused(
      AccessTokenVerifier verifier, ErrorCode code, String authorization) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> verifier.verify(authorization))
        .returns(code, ApiException::code);
  }
}

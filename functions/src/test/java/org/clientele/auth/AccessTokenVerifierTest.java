package org.clientele.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.clientele.access.Scope.CUSTOMERS_READ;
import static org.clientele.access.Scope.CUSTOMERS_WRITE;
import static org.clientele.auth.TestingIdentityProvider.NOW;
import static org.clientele.auth.TestingIdentityProvider.claims;
import static org.clientele.error.ErrorCode.ACCESS_TOKEN_INVALID;
import static org.clientele.error.ErrorCode.FORBIDDEN;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.UNAUTHORIZED;

import java.io.IOException;
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
import org.jspecify.annotations.Nullable;
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

    assertThat(caller)
        .isEqualTo(new Caller(new MerchantId("m"), null, null, Set.of(CUSTOMERS_READ)));
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> caller.require(CUSTOMERS_WRITE))
        .returns(FORBIDDEN, ApiException::code);
  }

  /** Of machines' tokens; an identity provider may have a user's, whose name may be anything. */
  @ParameterizedTest
  @CsvSource({
    "client-1, party-1, subject-1, client-1",
    ", party-1, subject-1, party-1",
    ", , subject-1, subject-1",
    "with blank, , subject-1, subject-1",
    ", , Zoë,",
    ", , ,"
  })
  void clientIsWhatTheFirstClaimOfVisibleAsciiNames(
      @Nullable String clientId,
      @Nullable String party,
      @Nullable String subject,
      @Nullable String expected) {
    JwtClaims claims = TestingIdentityProvider.claims("customers:read");
    Stream.of(claim("client_id", clientId), claim("azp", party), claim("sub", subject))
        .forEach(claim -> claim.accept(claims));

    Caller caller = verifier.verify("Bearer " + PROVIDER.sign(claims.toJson()));

    assertThat(caller.clientId()).isEqualTo(expected);
  }

  private static Consumer<JwtClaims> claim(String name, @Nullable String value) {
    return claims -> {
      if (value != null) {
        claims.setStringClaim(name, value);
      }
    };
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

    assertRefused(ACCESS_TOKEN_INVALID, "Bearer " + PROVIDER.sign(claims.toJson()));
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

    assertRefused(ACCESS_TOKEN_INVALID, "Bearer " + PROVIDER.sign(payload));
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
    assertRefused(ACCESS_TOKEN_INVALID, "Bearer " + signed(change));
  }

  private static String signed(Consumer<JsonWebSignature> change) {
    return PROVIDER.sign(claims("customers:read").toJson(), change);
  }

  @Test
  void tokenInATokenIsUnauthorized() {
    String inner = PROVIDER.sign(claims("customers:read").toJson());

    assertRefused(
        ACCESS_TOKEN_INVALID,
        "Bearer " + PROVIDER.sign(inner, header -> header.setHeader("cty", "JWT")));
  }

  /** Whoever signs with a key of their own may say where it is, or what. */
  @Test
  void keyThatATokenBringsAlongIsNotLookedAt() {
    var impostor = new TestingIdentityProvider();
    String payload = claims("customers:read").toJson();

    assertRefused(
        ACCESS_TOKEN_INVALID,
        "Bearer " + impostor.sign(payload, header -> header.setJwkHeader(impostor.key())));
    assertRefused(
        ACCESS_TOKEN_INVALID,
        "Bearer "
            + impostor.sign(payload, header -> header.setHeader("jku", "http://localhost:1")));
    assertThat(
            verifier.verify(
                "Bearer " + PROVIDER.sign(payload, header -> header.setJwkHeader(impostor.key()))))
        .isEqualTo(new Caller(new MerchantId("m"), null, null, Set.of(CUSTOMERS_READ)));
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
  @ValueSource(strings = {"Bearer a", "Bearer a.b", "bearer a.b.c", "Bearer a.b.c, Bearer d.e.f"})
  void whatIsNoTokenIsMalformed(String authorization) {
    assertRefused(ACCESS_TOKEN_INVALID, authorization);
    assertThat(message(authorization))
        .isEqualTo("The access token is malformed: Authorization must be Bearer and one JWT");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'An access token is required, as Authorization: Bearer and the token'",
    "Bearer, Authorization must be Bearer and one access token",
    "'Bearer ', Authorization must be Bearer and one access token",
    "Basic YTpi, Authorization must be Bearer and one access token",
    "a.b.c, Authorization must be Bearer and one access token"
  })
  void callerWithoutABearerTokenIsUnauthorized(String authorization, String message) {
    assertRefused(UNAUTHORIZED, authorization);
    assertThat(message(authorization)).isEqualTo(message);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("is of another issuer (iss)", claims -> claims.setIssuer("https://example.org")),
        fault("is for another audience (aud)", claims -> claims.setAudience("other")),
        fault("has expired; get a new one", claims -> claims.setExpirationTime(at(-61))),
        fault("is not valid yet", claims -> claims.setNotBefore(at(61))),
        fault("is not valid yet", claims -> claims.setIssuedAt(at(61))),
        fault(
            "must have iat and exp, and all times in whole seconds",
            claims -> claims.unsetClaim("exp")),
        fault(
            "must have iat and exp, and all times in whole seconds",
            claims -> claims.setStringClaim("nbf", "0")),
        fault(
            "may live for 24 hours at most", claims -> claims.setExpirationTime(at(86_400L * 365))),
        fault("names no merchant", claims -> claims.unsetClaim("merchant_id")),
        fault(
            "is of another issuer (iss)",
            claims -> {
              claims.setIssuer("https://example.org");
              claims.setExpirationTime(at(-61));
            }));
  }

  private static Arguments fault(String description, Consumer<JwtClaims> change) {
    return Arguments.of(description, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void tokenThatIsSignedWellIsToldWhatIsWrongWithIt(
      String description, Consumer<JwtClaims> change) {
    JwtClaims claims = claims("customers:read");
    change.accept(claims);

    assertThat(message("Bearer " + PROVIDER.sign(claims.toJson())))
        .isEqualTo("The access token " + description);
  }

  @Test
  void tokenForAnotherUseIsToldSo() {
    assertThat(message("Bearer " + signed(header -> header.setHeader("typ", "id+jwt"))))
        .isEqualTo("The token is for another use and no access token");
  }

  @Test
  void tokenOfAnUnknownKeyIsToldSoWhateverItClaims() {
    JwtClaims claims = claims("customers:read");
    claims.setExpirationTime(at(-61));
    String token = new TestingIdentityProvider("key-2").sign(claims.toJson());

    assertThat(message("Bearer " + token))
        .isEqualTo("The access token names a key (kid) that is not known; get a new access token");
  }

  /** Else a forger would learn how far a guess has come. */
  @Test
  void whateverIsWrongWithASignatureTheRuleIsAllThatIsTold() throws JoseException {
    JwtClaims expired = claims("customers:read");
    expired.setExpirationTime(at(-61));
    String[] parts = PROVIDER.sign(expired.toJson()).split("\\.");
    var pss = new JsonWebSignature();
    pss.setPayload(expired.toJson());
    pss.setKey(PROVIDER.key().getPrivateKey());
    pss.setKeyIdHeaderValue(PROVIDER.key().getKeyId());
    pss.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_PSS_USING_SHA256);

    assertThat(
            Stream.of(
                    parts[0] + "." + parts[1] + ".AAAA",
                    parts[0] + "." + base64(claims("customers:read").toJson()) + "." + parts[2],
                    base64("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2],
                    pss.getCompactSerialization(),
                    new TestingIdentityProvider().sign(expired.toJson()),
                    signed(header -> header.getHeaders().setObjectHeaderValue("kid", null)))
                .map(token -> message("Bearer " + token)))
        .containsOnly(
            "The access token was cut or changed, or is not signed with RS256 by the key that its kid names");
  }

  private String message(String authorization) {
    return String.valueOf(
        catchThrowableOfType(ApiException.class, () -> verifier.verify(authorization))
            .getMessage());
  }

  @Test
  void twoTokensAreNone() {
    String good = PROVIDER.authorization("customers:read");

    assertRefused(ACCESS_TOKEN_INVALID, good + "," + good);
    assertRefused(ACCESS_TOKEN_INVALID, good + ", " + good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void unsignedTokenIsUnauthorized(String algorithm) {
    String header = base64("{\"alg\":\"" + algorithm + "\"}");
    String payload = base64(claims("customers:read").toJson());

    assertRefused(ACCESS_TOKEN_INVALID, "Bearer " + header + "." + payload + ".");
    assertRefused(ACCESS_TOKEN_INVALID, "Bearer " + header + "." + payload + ".AAAA");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** Also one that no history shows, because it is not of visible ASCII. */
  @ParameterizedTest
  @ValueSource(strings = {"shop", "shop 1", "दुकान"})
  void clientOfAnyIdCanBeRevoked(String client) {
    JwtClaims claims = claims("customers:read");
    claims.setSubject(client);
    String authorization = "Bearer " + PROVIDER.sign(claims.toJson());

    assertThat(verifier.verify(authorization).merchantId()).isEqualTo(new MerchantId("m"));
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(
            () ->
                TestingIdentityProvider.verifier(PROVIDER.keysWithout(client))
                    .verify(authorization))
        .returns(ACCESS_TOKEN_INVALID, ApiException::code)
        .withMessage(AccessTokenFault.REVOKED.refusal().getMessage());
  }

  @Test
  void tokenMadeToBeRefusedIsRefusedForItsSignature() throws IOException {
    var settings = TestingSettings.of(PROVIDER.keys());
    var parser =
        new AccessTokenParser(
            new VerificationKeys(settings, TestingIdentityProvider.CLOCK),
            settings,
            TestingIdentityProvider.CLOCK);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> verifier.verify("Bearer " + parser.refusedToken()))
        .withMessage(AccessTokenFault.SIGNATURE.refusal().getMessage());
  }

  @Test
  void publicKeyIsNoSharedSecret() throws JoseException {
    var signature = new JsonWebSignature();
    signature.setPayload(claims("customers:read").toJson());
    signature.setKey(new HmacKey(PROVIDER.key().getPublicKey().getEncoded()));
    signature.setKeyIdHeaderValue(PROVIDER.key().getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);

    assertRefused(ACCESS_TOKEN_INVALID, "Bearer " + signature.getCompactSerialization());
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

    assertRefused(ACCESS_TOKEN_INVALID, "Bearer " + signature.getCompactSerialization());
  }

  @Test
  void tokenOfAnotherKeyOfTheSameIdIsUnauthorized() {
    var impostor = new TestingIdentityProvider();

    assertRefused(ACCESS_TOKEN_INVALID, impostor.authorization("customers:read"));
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
    assertRefused(byBoth, ACCESS_TOKEN_INVALID, stranger.authorization("customers:read"));
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
        ACCESS_TOKEN_INVALID,
        "Bearer " + parts[0] + "." + base64(richer.toJson()) + "." + parts[2]);
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

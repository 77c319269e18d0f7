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

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.clientele.TestingSettings;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.merchant.MerchantId;
import org.jose4j.jwa.AlgorithmConstraints;
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
        wrong("not yet valid", claims -> claims.setNotBefore(at(61))),
        wrong("no merchant", claims -> claims.unsetClaim("merchant_id")),
        wrong("merchant is a number", claims -> claims.setClaim("merchant_id", 1)),
        wrong("merchant with #", claims -> claims.setStringClaim("merchant_id", "m#x")));
  }

  private static Arguments wrong(String name, Consumer<JwtClaims> change) {
    return Arguments.of(name, change);
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
  void keysMayLieInAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("keys.json"), PROVIDER.keys());

    var byFile = TestingIdentityProvider.verifier(file.toString());

    assertThat(byFile.verify(PROVIDER.authorization("customers:read")).merchantId())
        .isEqualTo(new MerchantId("m"));
  }

  @Test
  void fetchedKeysOutliveTheirSource() throws Exception {
    byte[] body = PROVIDER.keys().getBytes(UTF_8);
    AtomicInteger fetches = new AtomicInteger();
    HttpServer source =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    source.createContext(
        "/",
        exchange -> {
          fetches.incrementAndGet();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    source.start();
    var byUrl =
        TestingIdentityProvider.verifier("http://localhost:" + source.getAddress().getPort());
    byUrl.verify(PROVIDER.authorization("customers:read"));

    var unknown = new TestingIdentityProvider("key-2");
    for (int i = 0; i < 10; i++) {
      assertRefused(byUrl, UNAUTHORIZED, unknown.authorization("customers:read"));
    }
    source.stop(0);

    assertThat(byUrl.verify(PROVIDER.authorization("customers:read")).merchantId())
        .isEqualTo(new MerchantId("m"));
    assertThat(fetches.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void withoutKeysNobodyIsJudged() {
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

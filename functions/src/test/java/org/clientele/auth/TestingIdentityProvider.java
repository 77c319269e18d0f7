package org.clientele.auth;

import static java.util.stream.Collectors.joining;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.clientele.TestingSettings;
import org.clientele.access.RevokedClient;
import org.clientele.access.SigningKeys;
import org.clientele.settings.Settings;
import org.clientele.store.client.ClientRepository;
import org.clientele.store.client.SigningKeysItem;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Signs real access tokens, and knows the verifier that trusts them. */
public final class TestingIdentityProvider {

  public static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final RsaJsonWebKey key;

  public TestingIdentityProvider() {
    this("key-1");
  }

  public TestingIdentityProvider(String keyId) {
    try {
      key = RsaJwkGenerator.generateJwk(2048);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
    key.setKeyId(keyId);
  }

  RsaJsonWebKey key() {
    return key;
  }

  public String privateJwk() {
    return key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
  }

  public String publicJwk() {
    return key.toJson(OutputControlLevel.PUBLIC_ONLY);
  }

  public String keys() {
    return new JsonWebKeySet(key).toJson();
  }

  /** Returns the keys, and that some clients are revoked. */
  public String keysWithout(String... clients) {
    return refusing(keys(), clients);
  }

  /** Returns a JWK set that says as well that some clients are revoked. */
  static String refusing(String set, String... clients) {
    String revoked =
        Arrays.stream(clients)
            .map(RevokedClient::hash)
            .collect(joining("\",\"", ",\"revoked_clients\":[\"", "\"]}"));
    return set.substring(0, set.lastIndexOf('}')) + revoked;
  }

  public AccessTokenVerifier verifier() {
    return verifier(keys());
  }

  public static AccessTokenVerifier verifier(String keys) {
    return verifier(keys, CLOCK);
  }

  static AccessTokenVerifier verifier(String keys, Clock clock) {
    return verifier(TestingSettings.of(keys), clock);
  }

  static AccessTokenVerifier verifier(Settings settings, Clock clock) {
    var keys = new VerificationKeys(settings, clock);
    return new AccessTokenVerifier(new AccessTokenParser(keys, settings, clock), keys, settings);
  }

  /** Returns who gives access tokens to the clients that are stored, signed by this provider. */
  public AccessTokenIssuer issuer(ClientRepository clients, Settings settings) {
    return new AccessTokenIssuer(clients, settings);
  }

  /** Returns the item of the key that this provider signs with. */
  public Map<String, AttributeValue> signingKeyItem() {
    return SigningKeysItem.of(SigningKeys.first(privateJwk()));
  }

  /** Returns the claims of a good token of merchant {@code m}. */
  public static JwtClaims claims(String scope) {
    return claims(scope, NOW);
  }

  static JwtClaims claims(String scope, Instant now) {
    var claims = new JwtClaims();
    claims.setIssuer(TestingSettings.ISSUER);
    claims.setAudience(TestingSettings.AUDIENCE);
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond() - 600));
    claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + 3600));
    claims.setStringClaim("scope", scope);
    claims.setStringClaim("merchant_id", "m");
    return claims;
  }

  /** Returns the {@code Authorization} header of a caller with these scopes. */
  public String authorization(String scope) {
    return "Bearer " + sign(claims(scope).toJson());
  }

  public String sign(String payload) {
    return sign(payload, header -> {});
  }

  /** Returns a token that is signed well, whatever its header says. */
  public String sign(String payload, Consumer<JsonWebSignature> header) {
    var signature = new JsonWebSignature();
    signature.setPayload(payload);
    signature.setKey(key.getPrivateKey());
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    header.accept(signature);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}

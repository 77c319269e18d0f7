package org.clientele.operate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.clientele.access.RevokedClient;
import org.clientele.access.SigningKeys;
import org.clientele.cli.CommandFailure;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jwk.Use;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/** Keys of access tokens, as JWKs. */
public final class SigningKey {

  private static final int BITS = 2048;

  private SigningKey() {}

  /** Returns a new key, under an id that no other key has or will have. */
  public static RsaJsonWebKey generate() {
    try {
      RsaJsonWebKey key = RsaJwkGenerator.generateJwk(BITS);
      key.setKeyId(UUID.randomUUID().toString());
      return published(key);
    } catch (JoseException e) {
      throw new IllegalStateException("every Java makes RSA keys", e);
    }
  }

  /** Some clients refuse a key that does not say what it is for. */
  private static <K extends PublicJsonWebKey> K published(K key) {
    key.setUse(Use.SIGNATURE);
    key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
    return key;
  }

  /** Returns a key as it is stored. */
  public static String privateJwk(PublicJsonWebKey key) {
    return key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
  }

  static String publicJwk(String jwk) {
    return parse(jwk).toJson(OutputControlLevel.PUBLIC_ONLY);
  }

  /** Returns the JWK set of all that verifies now or will, and the clients that are revoked. */
  public static String publicSet(SigningKeys keys) {
    Map<String, Object> set = new LinkedHashMap<>();
    set.put(
        "keys",
        keys.all().stream()
            .map(key -> parse(key).toParams(OutputControlLevel.PUBLIC_ONLY))
            .toList());
    if (!keys.revoked().isEmpty()) {
      set.put("revoked_clients", keys.revoked().stream().map(RevokedClient::idHash).toList());
    }
    return JsonUtil.toJson(set);
  }

  private static PublicJsonWebKey parse(String jwk) {
    try {
      return published(PublicJsonWebKey.Factory.newPublicJwk(jwk));
    } catch (JoseException e) {
      // not its message, which may quote the key
      throw CommandFailure.usage("the stored signing key is not a JWK");
    }
  }
}

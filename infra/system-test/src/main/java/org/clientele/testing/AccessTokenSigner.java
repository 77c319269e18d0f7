package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Signs whatever a test likes with the key of a server, as a careless issuer would. */
public final class AccessTokenSigner {

  public static final String ISSUER = "https://clientele.localhost";
  private static final long HOUR = 3_600;

  private final RsaJsonWebKey key;

  private AccessTokenSigner(RsaJsonWebKey key) {
    this.key = key;
  }

  /** Returns a signer with the key that the servers on this DynamoDB share. */
  public static AccessTokenSigner of(FaultyDynamoDb store) {
    try {
      var item =
          store
              .client()
              .getItem(
                  get ->
                      get.tableName(store.table("ClientsTable"))
                          .key(Map.of("pk", AttributeValue.fromS("signing-key"))));
      String jwk = requireNonNull(item.item().get("jwk")).s();
      return new AccessTokenSigner((RsaJsonWebKey) RsaJsonWebKey.Factory.newPublicJwk(jwk));
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  public RSAPublicKey publicKey() {
    return key.getRsaPublicKey();
  }

  public PrivateKey privateKey() {
    return key.getPrivateKey();
  }

  public String keyId() {
    return key.getKeyId();
  }

  public String publicJwk() {
    return key.toJson();
  }

  /** Returns the header of a good token. */
  public ObjectNode header() {
    return MerchantClient.JSON.createObjectNode().put("alg", "RS256").put("kid", key.getKeyId());
  }

  /** Returns the claims of a good token of the demo merchant, with every scope. */
  public static ObjectNode claims() {
    return claims(Instant.now().getEpochSecond());
  }

  /** Returns the claims of a good token that is issued at this second of the epoch. */
  public static ObjectNode claims(long now) {
    return MerchantClient.JSON
        .createObjectNode()
        .put("iss", ISSUER)
        .put("aud", ISSUER)
        .put("sub", LocalServerProcess.DEMO_MERCHANT)
        .put("jti", "1f5b4c1e")
        .put("iat", now)
        .put("exp", now + HOUR)
        .put("scope", "customers:read customers:write tokens:read tokens:write settings:write")
        .put("merchant_id", LocalServerProcess.DEMO_MERCHANT);
  }

  /** Returns a token of this header and these claims, in JSON or not, signed as RS256 is. */
  public String sign(Object header, Object claims) {
    String input = input(header, claims);
    return input + "." + encoded(signature("SHA256withRSA", privateKey(), input));
  }

  public static byte[] signature(String algorithm, PrivateKey key, String input) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(input.getBytes(UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the part of a token that is signed. */
  public static String input(Object header, Object claims) {
    return encoded(header.toString().getBytes(UTF_8))
        + "."
        + encoded(claims.toString().getBytes(UTF_8));
  }

  public static String encoded(byte[] part) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
  }
}

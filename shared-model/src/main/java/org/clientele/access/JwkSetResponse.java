package org.clientele.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Answer of {@code GET /.well-known/jwks.json}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
public record JwkSetResponse(@JsonProperty("keys") List<Jwk> keys) {

  /** A key; some clients refuse one that does not say what it is for, or that says more. */
  public record Jwk(
      @JsonProperty("kty") String type,
      @JsonProperty("kid") String id,
      @JsonProperty("n") String modulus,
      @JsonProperty("e") String exponent,
      @JsonProperty("use") String use,
      @JsonProperty("alg") String algorithm) {

    private static Jwk from(PublicKey key) {
      return new Jwk("RSA", key.id(), key.modulus(), key.exponent(), "sig", "RS256");
    }
  }

  public static JwkSetResponse from(List<PublicKey> keys) {
    return new JwkSetResponse(keys.stream().map(Jwk::from).toList());
  }
}

package org.clientele.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /.well-known/jwks.json}.
 *
 * @param revokedClients hashes of the ids of clients whose tokens are refused; absent where there
 *     are none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
public record JwkSetResponse(
    @JsonProperty("keys") List<Jwk> keys,
    @JsonProperty("revoked_clients") @Nullable List<String> revokedClients) {

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

  public static JwkSetResponse from(PublishedKeys published) {
    List<String> revoked = published.revoked().stream().map(RevokedClient::idHash).toList();
    return new JwkSetResponse(
        published.keys().stream().map(Jwk::from).toList(), revoked.isEmpty() ? null : revoked);
  }
}

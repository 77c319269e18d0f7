package org.clientele.auth;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clientele.access.RevokedClient;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A JWK set, with the clients whose access tokens are refused whichever of its keys has signed
 * them.
 */
final class VerificationKeySet {

  static final VerificationKeySet NONE = new VerificationKeySet(List.of(), Set.of());

  private static final String REVOKED_CLIENTS = "revoked_clients";

  private final List<JsonWebKey> keys;

  /** Hashes of their ids, as get-jwk-set answers them. */
  private final Set<String> revokedClients;

  private VerificationKeySet(List<JsonWebKey> keys, Set<String> revokedClients) {
    this.keys = List.copyOf(keys);
    this.revokedClients = Set.copyOf(revokedClients);
  }

  /**
   * Returns what a document says.
   *
   * @throws IOException if it is no JWK set, there are no keys in it, or it does not say clearly
   *     which clients are revoked
   */
  static VerificationKeySet parse(String document) throws IOException {
    try {
      List<JsonWebKey> keys = new JsonWebKeySet(document).getJsonWebKeys();
      if (keys.isEmpty()) {
        throw new IOException("there are no verification keys in the JWK set");
      }
      return new VerificationKeySet(keys, revoked(JsonUtil.parseJson(document)));
    } catch (JoseException e) {
      throw new IOException("the verification keys are no JWK set", e);
    }
  }

  private static Set<String> revoked(Map<String, Object> document) throws IOException {
    if (!document.containsKey(REVOKED_CLIENTS)) {
      return Set.of();
    }
    if (!(document.get(REVOKED_CLIENTS) instanceof Collection<?> clients)) {
      throw new IOException("the revoked clients of the JWK set are no array");
    }
    Set<String> revoked = new HashSet<>();
    for (Object client : clients) {
      if (!(client instanceof String hash)) {
        throw new IOException("a revoked client of the JWK set is no text");
      }
      revoked.add(hash);
    }
    return revoked;
  }

  List<JsonWebKey> keys() {
    return keys;
  }

  /** Returns the key that a token names; of several, the one that signed it. */
  @Nullable JsonWebKey find(JsonWebSignature token) throws JoseException {
    var selector = new VerificationJwkSelector();
    List<JsonWebKey> named = selector.selectList(token, keys);
    if (named.isEmpty()) {
      return null;
    }
    JsonWebKey signer = selector.selectWithVerifySignatureDisambiguate(token, named);
    // What none of them has signed is refused with the first.
    return signer == null ? named.get(0) : signer;
  }

  boolean isRevoked(String clientId) {
    return !revokedClients.isEmpty() && revokedClients.contains(RevokedClient.hash(clientId));
  }
}

package org.clientele.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

/**
 * A client whose access tokens are refused though they are not over.
 *
 * @param idHash what {@link #hash} makes of its id, which is not published
 * @param at when it was revoked
 */
public record RevokedClient(String idHash, Instant at) {

  public static RevokedClient of(String clientId, Instant at) {
    return new RevokedClient(hash(clientId), at);
  }

  /** Returns the SHA-256 of a client's id, in base64url without padding. */
  public static String hash(String clientId) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(clientId.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

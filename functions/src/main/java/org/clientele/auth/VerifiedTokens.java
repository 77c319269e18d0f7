package org.clientele.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtContext;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens that were valid when they were last seen, with what jose4j has found of their
 * signature: a caller sends one token many times, and its signature is most of the cost.
 *
 * <p>All else of a token is checked at every call, its times by the service's clock and its key by
 * the keys of that time. jose4j computes the signature again only with another key than before, so
 * that a token ends with its key.
 */
final class VerifiedTokens {

  /** About 10 KB each; a function serves one request at a time, and few callers in a row. */
  private static final int MOST = 500;

  private final Map<String, JwtContext> tokens =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JwtContext> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Returns what a token holds.
   *
   * @throws InvalidJwtException if it is not valid for the consumer
   */
  JwtContext verify(String token, JwtConsumer consumer) throws InvalidJwtException {
    JwtContext known = find(token);
    if (known == null) {
      JwtContext parsed = consumer.process(token);
      keep(token, parsed);
      return parsed;
    }
    try {
      // One at a time: it holds the key with which its signature is compared.
      synchronized (known) {
        consumer.processContext(known);
      }
      return known;
    } catch (InvalidJwtException e) {
      forget(token);
      throw e;
    }
  }

  private synchronized @Nullable JwtContext find(String token) {
    return tokens.get(token);
  }

  private synchronized void keep(String token, JwtContext verified) {
    tokens.put(token, verified);
  }

  private synchronized void forget(String token) {
    tokens.remove(token);
  }
}

package org.clientele.auth;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.clientele.settings.Settings;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The public keys that access tokens are verified with, from where the settings say they are. */
@Singleton
class VerificationKeys {

  private static final Logger LOG = Logger.getLogger(VerificationKeys.class);

  /**
   * Keys are fetched anew when they are older, so that a key that was withdrawn is refused within a
   * minute, by a source that answers.
   */
  private static final Duration FRESH = Duration.ofSeconds(50);

  /** How long fetched keys serve while their source does not answer. */
  private static final Duration KEPT_IN_OUTAGE = Duration.ofHours(24);

  /**
   * How long the source is left alone once it has failed, or was asked for an unknown key id. A
   * fetch for another reason does not count: a new key may be named right after it.
   */
  private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);

  private final KeySource source;
  private final Clock clock;
  private List<JsonWebKey> keys = List.of();
  private Instant readAt = Instant.MIN;
  private Instant nextFetch = Instant.MIN;
  private boolean failed;

  VerificationKeys(Settings settings, Clock clock) {
    this.source = new KeySource(settings.accessToken().keys());
    this.clock = clock;
  }

  /**
   * Returns the key that a token names; of several, the one that signed it.
   *
   * @throws IOException if there are no keys to look in: they cannot be read or are no JWK set, and
   *     those read before are too old; or if the key is unknown and nobody knows the newer ones
   * @throws UnknownKeyException if there is no such key
   */
  synchronized Key get(JsonWebSignature token) throws IOException, JoseException {
    Instant now = clock.instant();
    boolean isJustRead = false;
    if (isOlderThan(FRESH, now) && mayFetch(now)) {
      try {
        read(now);
        isJustRead = true;
      } catch (IOException e) {
        requireYoungerThan(KEPT_IN_OUTAGE, now, e);
      }
    }
    requireYoungerThan(KEPT_IN_OUTAGE, now, null);
    Key known = find(token);
    if (known == null && source.isFetched() && mayFetch(now)) {
      if (!isJustRead) {
        read(now);
        known = find(token);
      }
      nextFetch = now.plus(BETWEEN_FETCHES);
    }
    if (known != null) {
      return known;
    }
    if (failed) {
      throw new IOException("the source of the newer verification keys does not answer");
    }
    throw new UnknownKeyException(
        source.isFetched() && !mayFetch(now) ? Duration.between(now, nextFetch) : null);
  }

  /**
   * Returns the id of one of the keys.
   *
   * @throws IOException if they cannot be read or are no JWK set
   */
  synchronized String someId() throws IOException {
    if (keys.isEmpty()) {
      read(clock.instant());
    }
    return String.valueOf(keys.get(0).getKeyId());
  }

  private @Nullable Key find(JsonWebSignature token) throws JoseException {
    var selector = new VerificationJwkSelector();
    List<JsonWebKey> named = selector.selectList(token, keys);
    if (named.isEmpty()) {
      return null;
    }
    JsonWebKey signer = selector.selectWithVerifySignatureDisambiguate(token, named);
    // What none of them has signed is refused with the first.
    return (signer == null ? named.get(0) : signer).getKey();
  }

  private boolean mayFetch(Instant now) {
    return keys.isEmpty() || !now.isBefore(nextFetch);
  }

  private boolean isOlderThan(Duration age, Instant now) {
    return keys.isEmpty() || (source.isFetched() && now.isAfter(readAt.plus(age)));
  }

  private void requireYoungerThan(Duration age, Instant now, @Nullable IOException cause)
      throws IOException {
    if (isOlderThan(age, now)) {
      throw new IOException("no verification keys", cause);
    }
  }

  private void read(Instant now) throws IOException {
    failed = true;
    nextFetch = now.plus(BETWEEN_FETCHES);
    try {
      keys = parse(source.read());
    } catch (IOException e) {
      // Counted by a filter of the template: while older keys serve, nobody else notices.
      LOG.warnf("the verification keys cannot be read: %s", e.getMessage());
      throw e;
    }
    failed = false;
    readAt = now;
    nextFetch = now;
  }

  private static List<JsonWebKey> parse(String set) throws IOException {
    try {
      List<JsonWebKey> keys = new JsonWebKeySet(set).getJsonWebKeys();
      if (keys.isEmpty()) {
        throw new IOException("there are no verification keys in the JWK set");
      }
      return List.copyOf(keys);
    } catch (JoseException e) {
      throw new IOException("the verification keys are no JWK set", e);
    }
  }
}

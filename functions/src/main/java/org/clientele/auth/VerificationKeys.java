package org.clientele.auth;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.clientele.settings.Settings;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The public keys that access tokens are verified with, from where the settings say they are. */
@Singleton
class VerificationKeys {

  private static final Logger LOG = Logger.getLogger(VerificationKeys.class);

  /**
   * Keys are fetched anew when they are older, so that a key that was withdrawn, and a client that
   * was revoked, is refused within a minute, also where the first fetch for it fails and calls go
   * on.
   */
  private static final Duration FRESH = Duration.ofSeconds(50);

  /** How long the source is left alone once it has failed while its keys are to be fetched anew. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);

  /** How long fetched keys serve while their source does not answer. */
  private static final Duration KEPT_IN_OUTAGE = Duration.ofHours(24);

  /**
   * How long the source is not asked for an unknown key id once it was, or has failed. A fetch for
   * another reason does not count: a new key may be named right after it.
   */
  private static final Duration BETWEEN_SEARCHES = Duration.ofMinutes(1);

  private final KeySource source;
  private final Clock clock;
  private VerificationKeySet set = VerificationKeySet.NONE;
  private Instant readAt = Instant.MIN;
  private Instant nextSearch = Instant.MIN;

  /** When the last fetch failed; absent if it has not. */
  private @Nullable Instant failedAt;

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
    if (isOlderThan(FRESH, now) && !hasFailedWithin(BETWEEN_ATTEMPTS, now)) {
      try {
        read(now);
        isJustRead = true;
      } catch (IOException e) {
        requireYoungerThan(KEPT_IN_OUTAGE, now, e);
      }
    }
    requireYoungerThan(KEPT_IN_OUTAGE, now, null);
    JsonWebKey known = set.find(token);
    if (known == null && source.isFetched() && maySearch(now)) {
      if (!isJustRead) {
        read(now);
        known = set.find(token);
      }
      nextSearch = now.plus(BETWEEN_SEARCHES);
    }
    if (known != null) {
      return known.getKey();
    }
    if (failedAt != null) {
      throw new IOException("the source of the newer verification keys does not answer");
    }
    throw new UnknownKeyException(
        source.isFetched() && !maySearch(now) ? Duration.between(now, nextSearch) : null);
  }

  /**
   * Returns the id of one of the keys.
   *
   * @throws IOException if they cannot be read or are no JWK set
   */
  synchronized String someId() throws IOException {
    if (set.keys().isEmpty()) {
      read(clock.instant());
    }
    return String.valueOf(set.keys().get(0).getKeyId());
  }

  /**
   * Whether a client's access tokens are refused. It is asked once {@link #get} has returned the
   * key of such a token, so that it is as fresh as that.
   */
  synchronized boolean isRevoked(String clientId) {
    return set.isRevoked(clientId);
  }

  private boolean maySearch(Instant now) {
    return set.keys().isEmpty()
        || (!hasFailedWithin(BETWEEN_SEARCHES, now) && !now.isBefore(nextSearch));
  }

  /** While there are no keys, each token is a reason to fetch some. */
  private boolean hasFailedWithin(Duration time, Instant now) {
    return failedAt != null && !set.keys().isEmpty() && now.isBefore(failedAt.plus(time));
  }

  private boolean isOlderThan(Duration age, Instant now) {
    return set.keys().isEmpty() || (source.isFetched() && now.isAfter(readAt.plus(age)));
  }

  private void requireYoungerThan(Duration age, Instant now, @Nullable IOException cause)
      throws IOException {
    if (isOlderThan(age, now)) {
      throw new IOException("no verification keys", cause);
    }
  }

  private void read(Instant now) throws IOException {
    failedAt = now;
    try {
      set = VerificationKeySet.parse(source.read());
    } catch (IOException e) {
      // Counted by a filter of the template: while older keys serve, nobody else notices.
      LOG.warnf("the verification keys cannot be read: %s", e.getMessage());
      throw e;
    }
    failedAt = null;
    readAt = now;
  }
}

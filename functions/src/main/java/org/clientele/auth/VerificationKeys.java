package org.clientele.auth;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.clientele.settings.Settings;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The public keys that access tokens are verified with, from where the settings say they are. */
@Singleton
class VerificationKeys {

  private static final Duration FETCH_TIMEOUT = Duration.ofMillis(1_500);
  private static final int FETCH_BYTES = 150_000;

  /** How long fetched keys serve while their source does not answer. */
  private static final Duration KEPT_IN_OUTAGE = Duration.ofHours(24);

  /** An unknown key id has the keys fetched anew, but not more often than this. */
  private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);

  private final String source;
  private final @Nullable HttpsJwks fetched;
  private volatile @Nullable VerificationKeyResolver given;

  VerificationKeys(Settings settings) {
    this.source = settings.accessToken().keys();
    this.fetched = source.matches("https?://.*") ? fetchedFrom(source) : null;
  }

  /**
   * Returns what finds the key of a token.
   *
   * @throws IOException if the keys cannot be read, or are no JWK set
   */
  VerificationKeyResolver resolver() throws IOException {
    try {
      if (fetched != null) {
        // Fails here, and not as if the token were bad, where there are no keys.
        fetched.getJsonWebKeys();
        return new HttpsJwksVerificationKeyResolver(fetched);
      }
      VerificationKeyResolver known = given;
      if (known == null) {
        boolean inline = source.stripLeading().startsWith("{");
        String set = inline ? source : Files.readString(Path.of(source));
        known = new JwksVerificationKeyResolver(new JsonWebKeySet(set).getJsonWebKeys());
        given = known;
      }
      return known;
    } catch (JoseException e) {
      throw new IOException("the verification keys are no JWK set", e);
    }
  }

  private static HttpsJwks fetchedFrom(String source) {
    var get = new Get();
    get.setConnectTimeout((int) FETCH_TIMEOUT.toMillis());
    get.setReadTimeout((int) FETCH_TIMEOUT.toMillis());
    get.setResponseBodySizeLimit(FETCH_BYTES);
    get.setRetries(0);
    var keys = new HttpsJwks(source);
    keys.setSimpleHttpGet(get);
    keys.setRetainCacheOnErrorDuration(KEPT_IN_OUTAGE.toSeconds());
    keys.setRefreshReprieveThreshold(BETWEEN_FETCHES.toMillis());
    return keys;
  }
}

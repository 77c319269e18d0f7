package org.clientele.auth;

import java.time.Duration;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** A token names a key that is not among those we know. */
final class UnknownKeyException extends UnresolvableKeyException {

  private final @Nullable Duration retryAfter;

  /**
   * @param retryAfter how long until newer keys may be fetched; null if that may be done now, or
   *     there is nowhere to fetch them from
   */
  UnknownKeyException(@Nullable Duration retryAfter) {
    super("there is no key of that id");
    this.retryAfter = retryAfter;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}

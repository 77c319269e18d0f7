package org.clientele.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a notice stands among those of its source on one token.
 *
 * @param sequence grows with each of them; absent where the provider does not count
 * @param occurredAt when it happened there
 */
public record SourcePosition(@Nullable Long sequence, Instant occurredAt) {

  /**
   * Whether what is said here replaces what was said there: by the sequences where both have one,
   * otherwise by the times, and at the same time by arrival.
   */
  boolean isAfter(@Nullable SourcePosition earlier) {
    if (earlier == null) {
      return true;
    }
    return (sequence != null && earlier.sequence != null)
        ? sequence > earlier.sequence
        : !occurredAt.isBefore(earlier.occurredAt);
  }
}

package org.clientele.token;

import java.time.Instant;

/**
 * Which report a token is as of.
 *
 * @param name of the token service provider
 * @param sequence grows with each report of that provider on a token
 * @param occurredAt when it happened there
 */
public record TokenSource(String name, long sequence, Instant occurredAt) {

  /**
   * Whether this report is of a later state. Reports of one provider are told apart by their
   * sequence; after a change of provider, by the time, and by the name where that is the same.
   */
  boolean isNewerThan(TokenSource other) {
    if (name.equals(other.name)) {
      return sequence > other.sequence;
    }
    int byTime = occurredAt.compareTo(other.occurredAt);
    return byTime == 0 ? name.compareTo(other.name) > 0 : byTime > 0;
  }
}

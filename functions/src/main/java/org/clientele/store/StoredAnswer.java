package org.clientele.store;

import org.jspecify.annotations.Nullable;

/**
 * What was answered to a request; prints as {@code ***}.
 *
 * @param body JSON, to be sent again as it is
 */
public record StoredAnswer(int status, String body, @Nullable String entityTag) {

  @Override
  public String toString() {
    return "***";
  }
}

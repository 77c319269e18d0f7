package org.clientele.store.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What was answered to a request; prints as {@code ***}.
 *
 * @param body JSON, to be sent again as it is
 * @param code of the error that it is; absent if it is none
 */
public record StoredResponse(
    int status, String body, @Nullable String code, @Nullable String entityTag) {

  @Override
  public String toString() {
    return "***";
  }
}

package org.clientele.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.clientele.error.ErrorResponse;
import org.jspecify.annotations.Nullable;

/** What is logged of a request, as one line of JSON: identifiers, codes and durations. */
record RequestLine(
    @JsonProperty("request_id") String requestId,
    @JsonProperty("function") String function,
    @JsonProperty("status") int status,
    @JsonProperty("code") @Nullable String code,
    @JsonProperty("duration_ms") long durationMillis) {

  static RequestLine of(String requestId, Route route, ApiResponse response, long millis) {
    String code = response.body() instanceof ErrorResponse error ? error.code() : null;
    return new RequestLine(requestId, route.function(), response.status(), code, millis);
  }
}

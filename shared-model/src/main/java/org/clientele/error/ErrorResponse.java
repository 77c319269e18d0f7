package org.clientele.error;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Body of every answer from 400 up. */
public record ErrorResponse(
    @JsonProperty("code") String code,
    @JsonProperty("message") String message,
    @JsonProperty("additional_error_details") @Nullable Details additionalErrorDetails) {

  /**
   * Where it went wrong.
   *
   * @param source the system that refused
   * @param step the operation that refused
   * @param reason the field in JSON names, or the identifier, that the caller has to look at
   */
  public record Details(
      @JsonProperty("source") String source,
      @JsonProperty("step") String step,
      @JsonProperty("reason") String reason) {}
}

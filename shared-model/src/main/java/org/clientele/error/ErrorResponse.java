package org.clientele.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of every answer from 400 up.
 *
 * @param errors where several fields are out of their rules all of them, of which the message and
 *     the details are of the first
 */
public record ErrorResponse(
    @JsonProperty("code") String code,
    @JsonProperty("message") String message,
    @JsonProperty("additional_error_details") @Nullable Details additionalErrorDetails,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("errors")
        @Nullable List<FieldError> errors) {

  public ErrorResponse(String code, String message, @Nullable Details additionalErrorDetails) {
    this(code, message, additionalErrorDetails, null);
  }

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

  /**
   * What is wrong with one of several fields.
   *
   * @param reason the field in JSON names
   */
  public record FieldError(
      @JsonProperty("reason") String reason, @JsonProperty("message") String message) {}
}

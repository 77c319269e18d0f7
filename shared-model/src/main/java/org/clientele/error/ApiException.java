package org.clientele.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure the caller is told about. Its message and reason are sent to the caller, so they name
 * fields, identifiers and statuses, never an input value, personal data, key material or table
 * names.
 *
 * <p>Anything else that is thrown is a defect and is reported as {@link ErrorCode#INTERNAL_ERROR}
 * without its message.
 */
public final class ApiException extends RuntimeException {

  private final ErrorCode code;
  private final @Nullable String reason;
  private final @Nullable String entityTag;
  private final @Nullable Duration retryAfter;
  private final List<InvalidField> invalidFields;

  public ApiException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /**
   * @param reason what the caller has to look at: a field in JSON names, or an identifier
   */
  public ApiException(ErrorCode code, String message, @Nullable String reason) {
    this(code, message, reason, null, null, List.of());
  }

  private ApiException(
      ErrorCode code,
      String message,
      @Nullable String reason,
      @Nullable String entityTag,
      @Nullable Duration retryAfter,
      List<InvalidField> invalidFields) {
    super(message);
    this.code = requireNonNull(code, "code");
    this.reason = reason;
    this.entityTag = entityTag;
    this.retryAfter = retryAfter;
    this.invalidFields = List.copyOf(invalidFields);
  }

  /**
   * Returns the refusal of a value.
   *
   * @param field the field in JSON names, {@code billing_address.pincode}; {@code body} for the
   *     whole
   * @param rule what the field must be, as the end of a sentence: {@code must have 6 to 10 digits}
   */
  public static ApiException invalid(String field, String rule) {
    return invalid(List.of(new InvalidField(field, rule)));
  }

  /**
   * Returns the refusal of several values, whose message and reason are of the first.
   *
   * @param fields at least one
   */
  public static ApiException invalid(List<InvalidField> fields) {
    InvalidField first = fields.get(0);
    return new ApiException(
        ErrorCode.INVALID_REQUEST, first.message(), first.name(), null, null, fields);
  }

  /**
   * Returns the refusal of a change of another version than the one there is.
   *
   * @param entityTag of the version there is
   */
  public static ApiException preconditionFailed(String message, String entityTag) {
    return new ApiException(
        ErrorCode.PRECONDITION_FAILED, message, null, entityTag, null, List.of());
  }

  /** Returns this failure as one that may have passed after a time. */
  public ApiException withRetryAfter(Duration time) {
    return new ApiException(
        code, String.valueOf(getMessage()), reason, entityTag, time, invalidFields);
  }

  public ErrorCode code() {
    return code;
  }

  public @Nullable String reason() {
    return reason;
  }

  /** Returns the fields that are out of their rules; none where it is not about fields. */
  public List<InvalidField> invalidFields() {
    return invalidFields;
  }

  /** Returns the entity tag of what was not to be changed. */
  public @Nullable String entityTag() {
    return entityTag;
  }

  /** Returns after what time the same request may succeed, where that is known. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}

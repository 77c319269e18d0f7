package org.clientele.error;

/**
 * Every error this API can return; one row is one line of the public contract.
 *
 * <p>Codes are sent on the wire and never change. A new failure gets a new row here first, then the
 * code that raises it.
 */
public enum ErrorCode {
  INVALID_REQUEST(400),
  /** {@code INVALID_REQUEST} for a body over the limit. */
  BODY_TOO_LARGE(413, "INVALID_REQUEST"),
  /** {@code INVALID_REQUEST} for a body that does not say it is JSON. */
  BODY_NOT_JSON(415, "INVALID_REQUEST"),
  CARD_DATA_NOT_ALLOWED(400),
  UNAUTHORIZED(401),
  /** {@code UNAUTHORIZED} for a token that was sent and is not valid. */
  ACCESS_TOKEN_INVALID(401, "UNAUTHORIZED"),
  FORBIDDEN(403),
  CUSTOMER_NOT_FOUND(404),
  TOKEN_NOT_FOUND(404),
  CUSTOM_FIELD_NOT_FOUND(404),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  CUSTOMER_CHANGED(409),
  IDEMPOTENCY_IN_PROGRESS(409),
  PRECONDITION_FAILED(412),
  DUPLICATE_REQUEST(422),
  INVALID_USER_ACCOUNT(422),
  USER_AUTHENTICATION_FAILED(422),
  RATE_LIMITED(429),
  INTERNAL_ERROR(500),
  SERVICE_UNAVAILABLE(503);

  private final int httpStatus;
  private final String code;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
    this.code = name();
  }

  ErrorCode(int httpStatus, String code) {
    this.httpStatus = httpStatus;
    this.code = code;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /** Returns the code as sent on the wire. */
  public String code() {
    return code;
  }

  /** Whether the same request may succeed a little later; such answers carry Retry-After. */
  public boolean isTransient() {
    return httpStatus == 409 || httpStatus == 429 || httpStatus == 503;
  }

  /**
   * Whether it is what an operation came to, so that a repetition under the same idempotency key is
   * told the same; after any other failure it is processed again.
   */
  public boolean isOutcome() {
    return httpStatus == 422;
  }
}

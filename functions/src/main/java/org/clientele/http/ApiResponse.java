package org.clientele.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clientele.access.OAuthErrorResponse;
import org.clientele.customer.Customer;
import org.clientele.customer.operation.CustomerResponse;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * What an operation answers.
 *
 * @param body a wire record
 * @param code of the error that it is; absent if it is none
 * @param headers beyond the common ones
 */
public record ApiResponse(
    int status, Object body, @Nullable String code, Map<String, String> headers) {

  public static final String ENTITY_TAG = "ETag";

  static final String CACHE_CONTROL = "Cache-Control";

  /** Of what passes in a moment. */
  private static final Duration SOON = Duration.ofSeconds(1);

  public static ApiResponse ok(Object body) {
    return new ApiResponse(200, body, null, Map.of());
  }

  /** Returns what caches may answer for a while. */
  public static ApiResponse cached(Object body, Duration age) {
    return new ApiResponse(
        200, body, null, Map.of(CACHE_CONTROL, "public, max-age=" + age.toSeconds()));
  }

  /** Returns a customer as a reader at {@code now} must see it. */
  public static ApiResponse ok(Customer customer, Instant now) {
    return of(200, customer, now);
  }

  /** Returns a customer that is there now, as {@link #ok(Customer, Instant)} does. */
  public static ApiResponse created(Customer customer, Instant now) {
    return of(201, customer, now);
  }

  private static ApiResponse of(int status, Customer customer, Instant now) {
    String tag = entityTag(customer.asOf(now));
    return new ApiResponse(
        status, CustomerResponse.from(customer, now), null, Map.of(ENTITY_TAG, tag));
  }

  static String entityTag(Customer customer) {
    return "\"" + customer.version() + "\"";
  }

  /** Returns how a caller is told of a failure on a route. */
  public static ApiResponse refusal(ApiException e, Route route) {
    Map<String, String> headers = new HashMap<>();
    String reason = e.reason();
    switch (e.code()) {
      case UNAUTHORIZED -> headers.put("WWW-Authenticate", "Bearer");
      case ACCESS_TOKEN_INVALID ->
          headers.put(
              "WWW-Authenticate",
              "Bearer error=\"invalid_token\", error_description=\"%s\"".formatted(e.getMessage()));
      case FORBIDDEN ->
          headers.put(
              "WWW-Authenticate",
              "Bearer error=\"insufficient_scope\", scope=\"%s\"".formatted(reason));
      case METHOD_NOT_ALLOWED -> headers.put("Allow", String.valueOf(reason));
      default -> {
        // no header of its own
      }
    }
    if (e.entityTag() != null) {
      headers.put(ENTITY_TAG, e.entityTag());
    }
    Duration wait = e.retryAfter() == null && e.code().isTransient() ? SOON : e.retryAfter();
    if (wait != null) {
      headers.put("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
    }
    var details =
        reason == null ? null : new ErrorResponse.Details("clientele", route.function(), reason);
    List<ErrorResponse.FieldError> errors =
        e.invalidFields().stream()
            .map(field -> new ErrorResponse.FieldError(field.name(), field.message()))
            .toList();
    var body =
        new ErrorResponse(
            e.code().code(),
            String.valueOf(e.getMessage()),
            details,
            errors.size() > 1 ? errors : null);
    return new ApiResponse(e.code().httpStatus(), body, body.code(), headers);
  }

  /** Returns how a client of OAuth 2 is told of a failure. */
  public static ApiResponse refusal(ApiException e, OAuthErrorResponse told) {
    int status = told.error().httpStatus();
    Map<String, String> headers =
        status == 401 ? Map.of("WWW-Authenticate", "Basic realm=\"clientele\"") : Map.of();
    return new ApiResponse(status, told, e.code().code(), headers);
  }

  @Override
  public String toString() {
    return "***";
  }
}

package org.clientele.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerResponse;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorResponse;
import org.jspecify.annotations.Nullable;

/** What an operation answers: a status, a wire record, and headers beyond the common ones. */
public record ApiResponse(int status, Object body, Map<String, String> headers) {

  static final String ENTITY_TAG = "ETag";

  /** Of what passes in a moment. */
  private static final Duration SOON = Duration.ofSeconds(1);

  public static ApiResponse ok(Object body) {
    return new ApiResponse(200, body, Map.of());
  }

  public static ApiResponse ok(Customer customer) {
    return of(200, customer);
  }

  public static ApiResponse created(Customer customer) {
    return of(201, customer);
  }

  private static ApiResponse of(int status, Customer customer) {
    return new ApiResponse(
        status, CustomerResponse.from(customer), Map.of(ENTITY_TAG, entityTag(customer)));
  }

  static String entityTag(Customer customer) {
    return "\"" + customer.version() + "\"";
  }

  /** Returns the code of the error that this is, if it is one. */
  @Nullable String code() {
    return body instanceof ErrorResponse error
        ? error.code()
        : body instanceof Replayed replayed ? replayed.code() : null;
  }

  /** Returns how a caller is told of a failure on a route. */
  static ApiResponse refusal(ApiException e, Route route) {
    Map<String, String> headers = new HashMap<>();
    String reason = e.reason();
    switch (e.code()) {
      case UNAUTHORIZED -> headers.put("WWW-Authenticate", "Bearer");
      case FORBIDDEN -> headers.put("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
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
    var body = new ErrorResponse(e.code().code(), String.valueOf(e.getMessage()), details);
    return new ApiResponse(e.code().httpStatus(), body, headers);
  }
}

package org.clientele.http;

import static org.clientele.access.Scope.CUSTOMERS_READ;
import static org.clientele.access.Scope.CUSTOMERS_WRITE;
import static org.clientele.access.Scope.SETTINGS_WRITE;
import static org.clientele.access.Scope.TOKENS_READ;
import static org.clientele.access.Scope.TOKENS_WRITE;
import static org.clientele.error.ErrorCode.METHOD_NOT_ALLOWED;
import static org.clientele.error.ErrorCode.NOT_FOUND;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.access.Scope;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/** Every route of the API, named as its function, and the scope it needs. */
public enum Route {
  ISSUE_TOKEN("POST", "/api/auth/v1/token", null),
  GET_JWK_SET("GET", "/.well-known/jwks.json", null),
  CREATE_CUSTOMER("POST", "/api/v1/customer", CUSTOMERS_WRITE),
  LOOKUP_CUSTOMER("GET", "/api/v1/customer", CUSTOMERS_READ),
  LIST_CUSTOMERS("GET", "/api/v1/customers", CUSTOMERS_READ),
  GET_CUSTOMER("GET", "/api/v1/customer/{customer_id}", CUSTOMERS_READ),
  UPDATE_CUSTOMER("PATCH", "/api/v1/customer/{customer_id}", CUSTOMERS_WRITE),
  DELETE_CUSTOMER("DELETE", "/api/v1/customer/{customer_id}", CUSTOMERS_WRITE),
  GET_HISTORY("GET", "/api/v1/customer/{customer_id}/history", CUSTOMERS_READ),
  LIST_TOKENS("GET", "/api/v1/customer/{customer_id}/tokens", TOKENS_READ),
  GET_TOKEN("GET", "/api/v1/customer/{customer_id}/tokens/{token_id}", TOKENS_READ),
  DELETE_TOKEN("POST", "/api/v1/customer/{customer_id}/tokens/{token_id}/delete", TOKENS_WRITE),
  GET_TOKEN_BY_ID("GET", "/api/v1/tokens/{token_id}", TOKENS_READ),
  DELETE_TOKEN_BY_ID("POST", "/api/v1/tokens/{token_id}/delete", TOKENS_WRITE),
  SET_DEFAULT_TOKEN("PUT", "/api/v1/customer/{customer_id}/default-token", TOKENS_WRITE),
  CLEAR_DEFAULT_TOKEN("DELETE", "/api/v1/customer/{customer_id}/default-token", TOKENS_WRITE),
  LIST_CUSTOM_FIELDS("GET", "/api/v1/custom-fields", SETTINGS_WRITE),
  GET_CUSTOM_FIELD("GET", "/api/v1/custom-fields/{name}", SETTINGS_WRITE),
  PUT_CUSTOM_FIELD("PUT", "/api/v1/custom-fields/{name}", SETTINGS_WRITE),
  DELETE_CUSTOM_FIELD("DELETE", "/api/v1/custom-fields/{name}", SETTINGS_WRITE),
  /** What API Gateway sends where no other route matches. */
  REFUSE_UNKNOWN_ROUTE("ANY", "$default", null);

  /** Where the vendor's service makes tokens and credentials, with its method before the path. */
  private static final Pattern MINTING =
      Pattern.compile(
          "POST .*/api/v1/(?:customer/mpp/token|tokens(?:/[^/]+/token-transactional-data)?)"
              + "|[A-Z]+ .*/mpp/v1/.*");

  private final String method;
  private final String path;
  private final @Nullable Scope scope;

  Route(String method, String path, @Nullable Scope scope) {
    this.method = method;
    this.path = path;
    this.scope = scope;
  }

  /**
   * Returns how a request that no route matches is refused: {@code METHOD_NOT_ALLOWED} naming the
   * methods that its path has, {@code NOT_FOUND} if there is no such path.
   *
   * <p>Where the vendor's service makes payment tokens or credentials, which would bring card
   * numbers in, it is {@code NOT_FOUND} that says so.
   *
   * <p>Whatever prefix a stage or a domain's mapping has, the path is of the route that it ends as.
   * With a method of that route, only the prefix can be wrong.
   */
  public static ApiException refusal(String method, String path) {
    if (MINTING.matcher(method + " " + path).matches()) {
      return new ApiException(
          NOT_FOUND,
          "This service makes no payment tokens or credentials; tokens come from their providers");
    }
    List<String> methods =
        Arrays.stream(values())
            .filter(route -> route != REFUSE_UNKNOWN_ROUTE)
            .filter(route -> route.pattern().matcher(path).matches())
            .flatMap(Route::methods)
            .sorted()
            .toList();
    return methods.isEmpty() || methods.contains(method)
        ? new ApiException(NOT_FOUND, "No such route")
        : new ApiException(
            METHOD_NOT_ALLOWED,
            "The path has other methods: " + String.join(", ", methods),
            String.join(", ", methods));
  }

  /** Returns the methods that are served; HEAD is as GET, without a body. */
  private Stream<String> methods() {
    return method.equals("GET") ? Stream.of("GET", "HEAD") : Stream.of(method);
  }

  private Pattern pattern() {
    return Pattern.compile(
        "(?:/.*[^/])?" + path.replace(".", "\\.").replaceAll("\\{[a-z_]+}", "[^/]+"));
  }

  /** Returns the route that a function serves; none if it takes no requests. */
  static Optional<Route> ofFunction(String function) {
    return Arrays.stream(values()).filter(route -> route.function().equals(function)).findFirst();
  }

  /** Returns the name of the function that serves this route. */
  public String function() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String method() {
    return method;
  }

  /** Returns the path with its parameters in braces. */
  public String path() {
    return path;
  }

  /** Returns the scope that a caller needs; none if the route needs no access token. */
  public Optional<Scope> scope() {
    return Optional.ofNullable(scope);
  }
}

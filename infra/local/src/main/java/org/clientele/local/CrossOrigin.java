package org.clientele.local;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Lets web pages from elsewhere, a hosted reference for one, call the API of this server (CORS).
 * They need an access token as anybody does, because no browser sends one by itself; what is under
 * {@code /local} needs none, and stays closed to them. A deployed API answers no page.
 */
final class CrossOrigin {

  /** Seconds; browsers keep it for two hours at most. */
  private static final String PREFLIGHT_AGE = "600";

  private CrossOrigin() {}

  /** Has the browser show the answer to the page that asks, if it may see it. */
  static void allow(HttpServerRequest request) {
    if (!isAllowed(request)) {
      return;
    }
    HttpServerResponse response = request.response();
    response.putHeader("access-control-allow-origin", "*");
    response.putHeader("access-control-expose-headers", "*");
    if (isPreflight(request)) {
      response.putHeader("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
      // The wildcard leaves Authorization out.
      response.putHeader("access-control-allow-headers", "Authorization, *");
      response.putHeader("access-control-max-age", PREFLIGHT_AGE);
    }
  }

  /** Whether a browser asks what a page may send. Other {@code OPTIONS} are the API's to refuse. */
  static boolean isPreflight(HttpServerRequest request) {
    return isAllowed(request)
        && request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains("Access-Control-Request-Method");
  }

  private static boolean isAllowed(HttpServerRequest request) {
    return request.headers().contains("Origin") && !LocalControls.isUnder(request.path());
  }
}

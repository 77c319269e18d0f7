package org.clientele.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.clientele.auth.Caller;
import org.clientele.customer.AboutCustomer;
import org.clientele.id.CustomerId;
import org.clientele.json.Json;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.StoreCalls;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One line for each request: who, what, how it ended and what it took. */
@Singleton
public class RequestLog {

  private static final Logger LOG = Logger.getLogger(RequestLog.class);

  /** What is longer costs more, and says no more. */
  private static final int MOST_BYTES = 500;

  private final Json json;
  private final String namespace;
  private final CustomerHash customers;
  private final AtomicBoolean started = new AtomicBoolean();

  public RequestLog(Json json, Settings settings) {
    this.json = json;
    this.namespace = settings.metricsNamespace();
    this.customers = new CustomerHash(settings.auditKey());
  }

  /** Returns the answer to a request, having logged that it was given, unless it is no caller's. */
  ApiResponse logged(ApiRequest request, Supplier<ApiResponse> answer) {
    long begun = System.nanoTime();
    long callsBefore = StoreCalls.made();
    boolean coldStart = !request.isPriming() && started.compareAndSet(false, true);
    ApiResponse response = answer.get();
    long millis = NANOSECONDS.toMillis(System.nanoTime() - begun);
    long storeCalls = StoreCalls.made() - callsBefore;
    // Made for priming, too, so that the first caller does not wait for its classes.
    String line = text(line(request, response, millis, storeCalls));
    // Its access token is refused; whoever has a valid one is a caller.
    if (request.isPriming() && request.knownCaller().isEmpty()) {
      return response;
    }
    LOG.info(line);
    if (coldStart || request.unknownFields().count() > 0) {
      LOG.info(json.write(rare(request, coldStart)));
    }
    return response;
  }

  /** Returns a line, which has characters of one byte only, within its bound. */
  private String text(RequestLine line) {
    String text = json.write(line);
    return text.length() <= MOST_BYTES ? text : json.write(line.withShortIds());
  }

  private RequestLine line(ApiRequest request, ApiResponse response, long millis, long storeCalls) {
    String code = response.code();
    Optional<Caller> caller = request.knownCaller();
    return new RequestLine(
        EmbeddedMetrics.of(request.now(), namespace, RequestLine.dimensions(code), "duration_ms"),
        request.id(),
        request.route().function(),
        caller.map(known -> known.merchantId().value()).orElse(null),
        caller.map(Caller::clientId).map(RequestLog::client).orElse(null),
        caller.map(Caller::accessTokenId).orElse(null),
        caller.isEmpty() ? null : customer(request, response),
        response.status(),
        code,
        millis,
        storeCalls);
  }

  /** A token of a person may name an email address in place of a client. */
  private static String client(String id) {
    return id.contains("@") ? RequestLine.hash(id) : id;
  }

  private @Nullable String customer(ApiRequest request, ApiResponse response) {
    String id = request.pathParameters().get("customer_id");
    if (id == null) {
      id = response.body() instanceof AboutCustomer about ? about.customerId() : "";
    }
    try {
      return customers.of(new CustomerId(id));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private RequestLine.Rare rare(ApiRequest request, boolean coldStart) {
    return new RequestLine.Rare(
        EmbeddedMetrics.of(
            request.now(),
            namespace,
            RequestLine.dimensions(null),
            "cold_starts",
            "unknown_fields"),
        request.route().function(),
        coldStart ? 1 : 0,
        request.unknownFields().count());
  }
}

package org.clientele.api;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.clientele.settings.Settings;
import org.clientele.store.StoreCalls;
import org.jboss.logging.Logger;

/** One line for each request: who, what, how it ended and what it took. */
@Singleton
class RequestLog {

  private static final Logger LOG = Logger.getLogger(RequestLog.class);

  private final Json json;
  private final Clock clock;
  private final String namespace;
  private final AtomicBoolean started = new AtomicBoolean();

  RequestLog(Json json, Clock clock, Settings settings) {
    this.json = json;
    this.clock = clock;
    this.namespace = settings.metricsNamespace();
  }

  /** Returns the answer to a request, having logged that it was given. */
  ApiResponse logged(ApiRequest request, Supplier<ApiResponse> answer) {
    long begun = System.nanoTime();
    long callsBefore = StoreCalls.made();
    boolean coldStart = started.compareAndSet(false, true);
    ApiResponse response = answer.get();
    long millis = NANOSECONDS.toMillis(System.nanoTime() - begun);
    long storeCalls = StoreCalls.made() - callsBefore;
    Instant now = clock.instant();
    LOG.info(json.write(line(request, response, now, millis, storeCalls)));
    if (coldStart || request.unknownFields() > 0) {
      LOG.info(json.write(rare(request, now, coldStart)));
    }
    return response;
  }

  private RequestLine line(
      ApiRequest request, ApiResponse response, Instant now, long millis, long storeCalls) {
    String code = response.code();
    return new RequestLine(
        EmbeddedMetrics.of(now, namespace, RequestLine.dimensions(code), "duration_ms"),
        request.id(),
        request.route().function(),
        request.merchant(),
        response.status(),
        code,
        millis,
        storeCalls);
  }

  private RequestLine.Rare rare(ApiRequest request, Instant now, boolean coldStart) {
    return new RequestLine.Rare(
        EmbeddedMetrics.of(
            now, namespace, RequestLine.dimensions(null), "cold_starts", "unknown_fields"),
        request.route().function(),
        coldStart ? 1 : 0,
        request.unknownFields());
  }
}

package org.clientele.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.clientele.json.Json;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.StoreCalls;
import org.jboss.logging.Logger;

/** One line for each request: who, what, how it ended and what it took. */
@Singleton
public class RequestLog {

  private static final Logger LOG = Logger.getLogger(RequestLog.class);

  private final Json json;
  private final String namespace;
  private final AtomicBoolean started = new AtomicBoolean();

  public RequestLog(Json json, Settings settings) {
    this.json = json;
    this.namespace = settings.metricsNamespace();
  }

  /** Returns the answer to a request, having logged that it was given. */
  ApiResponse logged(ApiRequest request, Supplier<ApiResponse> answer) {
    if (request.isPriming()) {
      return answer.get();
    }
    long begun = System.nanoTime();
    long callsBefore = StoreCalls.made();
    boolean coldStart = started.compareAndSet(false, true);
    ApiResponse response = answer.get();
    long millis = NANOSECONDS.toMillis(System.nanoTime() - begun);
    long storeCalls = StoreCalls.made() - callsBefore;
    LOG.info(json.write(line(request, response, millis, storeCalls)));
    if (coldStart || request.unknownFields().count() > 0) {
      LOG.info(json.write(rare(request, coldStart)));
    }
    return response;
  }

  private RequestLine line(ApiRequest request, ApiResponse response, long millis, long storeCalls) {
    String code = response.code();
    return new RequestLine(
        EmbeddedMetrics.of(request.now(), namespace, RequestLine.dimensions(code), "duration_ms"),
        request.id(),
        request.route().function(),
        request.merchant(),
        response.status(),
        code,
        millis,
        storeCalls);
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

package org.clientele.local;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of clients that take too long: to send the rest of a request, or the next
 * one. How long a function takes does not count, up to six times as much.
 */
final class SlowClients {

  /** As long as API Gateway gives a function. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How much longer a connection may be silent, whatever the reason. */
  private static final int SILENCE = 6;

  private static final long NONE = -1;

  private final Vertx vertx;
  private final long millis;

  /** Those of a connection are used on its own thread only. */
  private final Map<HttpConnection, Watch> watches = new ConcurrentHashMap<>();

  private static final class Watch {
    private int served;
    private long timer = NONE;
  }

  SlowClients(Vertx vertx, Duration patience) {
    this.vertx = vertx;
    this.millis = patience.toMillis();
  }

  /** Makes a server whose connections are watched. */
  HttpServer server(HttpServerOptions options) {
    // Vert.x tells of a connection with its first request, and cannot tell silence from a function
    // that takes its time.
    options
        .setIdleTimeout(Math.toIntExact(SILENCE * millis))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return vertx
        .createHttpServer(options)
        .connectionHandler(
            connection -> {
              watches.put(connection, new Watch());
              await(connection);
              connection.closeHandler(
                  closed -> {
                    cancel(watch(connection));
                    watches.remove(connection);
                  });
            });
  }

  /** Tells that the headers of a request have come, and its body is awaited. */
  void begun(HttpServerRequest request) {
    await(request.connection());
  }

  /** Tells that a request is whole, and its function is awaited. */
  void served(HttpServerRequest request) {
    Watch watch = watch(request.connection());
    watch.served++;
    cancel(watch);
  }

  /** Tells that the answer is sent, to be taken before another request. */
  void answered(HttpServerRequest request) {
    watch(request.connection()).served--;
    await(request.connection());
  }

  /** Of a closed connection it is a new one, which nobody else sees. */
  private Watch watch(HttpConnection connection) {
    return watches.getOrDefault(connection, new Watch());
  }

  private void await(HttpConnection connection) {
    Watch watch = watch(connection);
    cancel(watch);
    if (watch.served == 0 && watches.containsKey(connection)) {
      watch.timer = vertx.setTimer(millis, late -> connection.close());
    }
  }

  private void cancel(Watch watch) {
    if (watch.timer != NONE) {
      vertx.cancelTimer(watch.timer);
      watch.timer = NONE;
    }
  }
}

package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowClientsTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int PATIENCE_OF_THE_TEST_MILLIS = 20_000;
  private static final int IDLE = 200;

  private final Vertx vertx = Vertx.vertx();
  private final SlowClients slow = new SlowClients(vertx, PATIENCE);
  private final HttpServer server =
      slow.server(new HttpServerOptions())
          .requestHandler(this::receive)
          .listen(0, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .join();

  /** Answers when a client would have been given up. */
  private void receive(HttpServerRequest request) {
    slow.begun(request);
    request
        .body()
        .onSuccess(
            body -> {
              slow.served(request);
              vertx.setTimer(
                  PATIENCE.toMillis() * 3,
                  served -> {
                    slow.answered(request);
                    request.response().end("done");
                  });
            });
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.setSoTimeout(PATIENCE_OF_THE_TEST_MILLIS);
    return socket;
  }

  private String answerTo(String sent) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(sent.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void idleConnectionsAreClosed() throws IOException {
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < IDLE; i++) {
      idle.add(connect());
    }

    for (Socket socket : idle) {
      try (socket) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void headersThatDoNotEndAreNotAwaited() throws IOException {
    assertThat(answerTo("GET / HTTP/1.1\r\nHost: local")).isEmpty();
  }

  @Test
  void bodyThatDoesNotEndIsNotAwaited() throws IOException {
    assertThat(answerTo("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nsome"))
        .isEmpty();
  }

  @Test
  void functionMayTakeLongerAndItsConnectionIsClosedOnceItIsIdle() throws IOException {
    assertThat(answerTo("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("done");
  }
}

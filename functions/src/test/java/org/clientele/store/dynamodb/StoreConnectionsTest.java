package org.clientele.store.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.AttributeMap;

class StoreConnectionsTest {

  static {
    // As StoreClient does; else the JDK itself would send again what a closed connection has lost.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private static final String BODY = "{\"TableName\": \"customers\", \"Key\": \"ü\"}";

  private final List<Headers> received = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private final List<Integer> callers = new ArrayList<>();
  private final SdkHttpClient connections =
      new StoreConnections.Builder().buildWithDefaults(AttributeMap.empty());
  private HttpServer store;

  @BeforeEach
  void start() throws IOException {
    store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext(
        "/",
        exchange -> {
          received.add(exchange.getRequestHeaders());
          callers.add(exchange.getRemoteAddress().getPort());
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(UTF_8));
          exchange.close();
        });
    store.start();
  }

  @AfterEach
  void stop() {
    connections.close();
    store.stop(0);
  }

  /** The length is signed, so that it has to be the one that was removed. */
  @Test
  void requestArrivesWholeWithItsLength() throws IOException {
    call();

    String length = String.valueOf(BODY.getBytes(UTF_8).length);
    assertThat(bodies).containsExactly(BODY);
    assertThat(received)
        .singleElement()
        .satisfies(
            headers -> {
              assertThat(headers.get("Content-Length")).containsExactly(length);
              assertThat(headers).doesNotContainKey("Transfer-Encoding");
            });
  }

  @Test
  void nextRequestUsesTheSameConnection() throws IOException {
    call();
    call();

    assertThat(callers).hasSize(2);
    assertThat(callers.get(1)).isEqualTo(callers.get(0));
  }

  @Test
  void whatIsSentAgainUsesNoConnectionThatTheStoreHasClosed() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (var closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<Socket> first = threads.submit(() -> answered(closing));
      call(closing.getLocalPort(), "attempt=1; max=3");
      first.get().shutdownOutput();

      Future<Socket> second = threads.submit(() -> answered(closing));
      call(closing.getLocalPort(), "attempt=2; max=3");

      assertThat(second.get().getPort()).isNotEqualTo(first.get().getPort());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns the next connection, whose first request is read to its end and answered. */
  private static Socket answered(ServerSocket server) throws IOException {
    Socket connection = server.accept();
    int read;
    do {
      read = connection.getInputStream().read();
    } while (read >= 0 && read != '}');
    connection
        .getOutputStream()
        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(UTF_8));
    return connection;
  }

  private void call() throws IOException {
    call(store.getAddress().getPort(), "attempt=1; max=3");
  }

  private void call(int port, String attempt) throws IOException {
    byte[] body = BODY.getBytes(UTF_8);
    SdkHttpRequest post =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol("http")
            .host("127.0.0.1")
            .port(port)
            .encodedPath("/")
            .putHeader("Content-Length", String.valueOf(body.length))
            .putHeader("amz-sdk-request", attempt)
            .build();
    HttpExecuteResponse response =
        connections
            .prepareRequest(
                HttpExecuteRequest.builder()
                    .request(post)
                    .contentStreamProvider(() -> new ByteArrayInputStream(body))
                    .build())
            .call();
    assertThat(response.httpResponse().statusCode()).isEqualTo(200);
    try (var answer = response.responseBody().orElseThrow()) {
      assertThat(answer.readAllBytes()).asString(UTF_8).isEqualTo("{}");
    }
  }
}

package org.clientele.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where keys are fetched from; it answers 500 while it has nothing to say, and 302 where there is
 * another place.
 */
final class TestingKeySource implements AutoCloseable {

  final AtomicInteger fetches = new AtomicInteger();
  volatile String body = "";
  volatile String otherPlace = "";

  private final HttpServer server;

  TestingKeySource() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext(
        "/",
        exchange -> {
          fetches.incrementAndGet();
          byte[] bytes = body.getBytes(UTF_8);
          int status = bytes.length == 0 ? 500 : 200;
          if (!otherPlace.isEmpty()) {
            exchange.getResponseHeaders().set("Location", otherPlace);
            status = 302;
          }
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

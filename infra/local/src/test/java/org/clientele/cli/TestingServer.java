package org.clientele.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Answers requests as it is told, access tokens always, and keeps what was sent. */
final class TestingServer implements AutoCloseable {

  static final String TOKENS = "/api/auth/v1/token";

  /** The status that has the connection closed instead. */
  static final int NONE = 0;

  record Sent(String method, String target, Headers headers, String body) {}

  private record Answer(int status, String body, List<String> headers) {}

  private final HttpServer server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Sent> sent = new ArrayList<>();
  private int issued;

  TestingServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * @param headers names and values, in turn
   */
  TestingServer answers(int status, String body, String... headers) {
    answers.add(new Answer(status, body, List.of(headers)));
    return this;
  }

  /** Returns the requests but for those of access tokens. */
  List<Sent> sent() {
    return sent.stream().filter(request -> !request.target().equals(TOKENS)).toList();
  }

  int issued() {
    return issued;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String target = exchange.getRequestURI().toString();
    sent.add(new Sent(exchange.getRequestMethod(), target, exchange.getRequestHeaders(), body));
    Answer answer = target.equals(TOKENS) ? issue(body) : answers.remove();
    if (answer.status() == NONE) {
      exchange.close();
      return;
    }
    for (int i = 0; i < answer.headers().size(); i += 2) {
      exchange.getResponseHeaders().set(answer.headers().get(i), answer.headers().get(i + 1));
    }
    byte[] bytes = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer issue(String body) {
    if (!body.contains("right-secret")) {
      return new Answer(
          422, "{\"code\":\"USER_AUTHENTICATION_FAILED\",\"message\":\"Not right\"}", List.of());
    }
    issued++;
    return new Answer(
        200, "{\"access_token\":\"token-%d\",\"expires_in\":3600}".formatted(issued), List.of());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

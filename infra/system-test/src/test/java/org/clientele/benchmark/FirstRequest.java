package org.clientele.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What a process of a function needed until it asked for its first request, and for that request
 * then.
 *
 * @param initialisation milliseconds of processor time
 * @param request milliseconds of processor time
 */
record FirstRequest(double initialisation, double request) {

  private static final String GET_CUSTOMER =
      """
      {"version": "2.0", "routeKey": "GET /api/v1/customer/{customer_id}", "rawPath": "%1$s/%2$s",
       "rawQueryString": "", "isBase64Encoded": false, "pathParameters": {"customer_id": "%2$s"},
       "headers": {"authorization": "Bearer %3$s"},
       "requestContext": {"requestId": "first", "stage": "$default", "timeEpoch": 0, "http":
         {"method": "GET", "path": "%1$s/%2$s", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}}}
      """;

  private static final int SECONDS = 60;

  /** Returns get-customer's event for the path of a customer. */
  static String getCustomer(String path, String accessToken) {
    int end = path.lastIndexOf('/');
    return GET_CUSTOMER.formatted(path.substring(0, end), path.substring(end + 1), accessToken);
  }

  /**
   * Measures a new process, started as one was that runs, through a Runtime API that has one event.
   */
  static FirstRequest of(ProcessHandle running, String event) throws Exception {
    var asked = new CompletableFuture<HttpExchange>();
    var answered = new CompletableFuture<String>();
    ExecutorService threads = Executors.newCachedThreadPool();
    var api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.setExecutor(threads);
    // Whoever asks again gets no answer.
    api.createContext("/2018-06-01/runtime/invocation/next", asked::complete);
    api.createContext("/", exchange -> answered.complete(accept(exchange)));
    api.start();
    Process process = startAs(running, "127.0.0.1:" + api.getAddress().getPort());
    try {
      HttpExchange next = asked.get(SECONDS, TimeUnit.SECONDS);
      double initialisation = Cost.cpu(process.toHandle());
      handOut(event, next);
      assertThat(answered.get(SECONDS, TimeUnit.SECONDS)).contains("\"statusCode\":200");
      return new FirstRequest(initialisation, Cost.cpu(process.toHandle()) - initialisation);
    } finally {
      process.destroyForcibly().waitFor();
      api.stop(0);
      threads.shutdownNow();
    }
  }

  /** Returns the medians by archives as Markdown. */
  static String table(Map<String, List<FirstRequest>> measured) {
    var table =
        new StringBuilder("| | initialisation, CPU ms | first request, CPU ms |\n|---|---|---|");
    measured.forEach(
        (archive, costs) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "\n| %s | %.0f | %.0f |",
                    archive,
                    Figure.median(costs.stream().mapToDouble(FirstRequest::initialisation)),
                    Figure.median(costs.stream().mapToDouble(FirstRequest::request)))));
    return table.append('\n').toString();
  }

  private static Process startAs(ProcessHandle running, String runtimeApi) throws IOException {
    Path known = Path.of("/proc", "" + running.pid());
    var builder =
        new ProcessBuilder(strings(known.resolve("cmdline")))
            .directory(known.resolve("cwd").toRealPath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.clear();
    for (String variable : strings(known.resolve("environ"))) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    environment.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    return builder.start();
  }

  private static String[] strings(Path file) throws IOException {
    return Files.readString(file).split("\0"); // with -1 there would be an empty one at the end
  }

  private static void handOut(String event, HttpExchange next) throws IOException {
    byte[] body = event.getBytes(UTF_8);
    var headers = next.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", "first");
    headers.set("Lambda-Runtime-Deadline-Ms", "" + (System.currentTimeMillis() + 1_000L * SECONDS));
    headers.set(
        "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:local:000000000000:function:first");
    headers.set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0");
    next.sendResponseHeaders(200, body.length);
    next.getResponseBody().write(body);
    next.close();
  }

  private static String accept(HttpExchange exchange) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
    return sent;
  }
}

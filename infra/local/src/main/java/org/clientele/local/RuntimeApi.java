package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lambda's Runtime API, of which the process of a function gets its invocations and to which it
 * answers.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda
 *     runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {

  private static final String ROOT = "/2018-06-01/runtime/";
  private static final Pattern OUTCOME =
      Pattern.compile(ROOT + "invocation/([^/]+)/(response|error)");

  private static final Pattern ERROR_TYPE = Pattern.compile("\"errorType\"\\s*:\\s*\"([\\w.$]+)\"");

  /** How long a process may take until it asks for its first invocation. */
  private static final Duration START = Duration.ofSeconds(60);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean started;
  private final String function;
  private final Duration timeout;
  private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
  private final Map<String, Invocation> running = new ConcurrentHashMap<>();

  /** What the process has sent that belongs to no invocation: that it cannot start, say. */
  private final CompletableFuture<String> broken = new CompletableFuture<>();

  /**
   * What a process has made of an event.
   *
   * @param payload JSON: the function's answer, "" for none, or what it threw
   */
  record Outcome(boolean isError, String payload) {

    /** Returns the class of what was thrown; the rest may hold what was sent. */
    String errorType() {
      Matcher type = ERROR_TYPE.matcher(payload);
      return type.find() ? type.group(1) : "an error";
    }
  }

  /**
   * @param deadline when the function is given up; known once the process has the event
   */
  private record Invocation(
      String id,
      String event,
      CompletableFuture<Instant> deadline,
      CompletableFuture<Outcome> outcome) {

    static Invocation of(String event) {
      return new Invocation(
          UUID.randomUUID().toString(),
          event,
          new CompletableFuture<>(),
          new CompletableFuture<>());
    }
  }

  /**
   * @param timeout of the function
   */
  RuntimeApi(String function, Duration timeout) {
    this.function = function;
    this.timeout = timeout;
    server = LoopbackServer.create(threads);
    server.createContext(ROOT + "invocation/next", this::handOut);
    server.createContext("/", this::accept);
    server.start();
  }

  /** Returns the value of {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return LoopbackServer.address(server);
  }

  /**
   * Returns what the process makes of an event.
   *
   * @param ended says how, once the process has ended
   * @throws FunctionException if it does not answer within the function's timeout (a minute more
   *     for its first event), does not ask for the event in time, or ends
   */
  Outcome invoke(String event, CompletableFuture<String> ended) throws FunctionException {
    var invocation = Invocation.of(event);
    var failure = CompletableFuture.anyOf(broken, ended);
    waiting.add(invocation);
    Instant deadline =
        started
            ? await(invocation.deadline(), failure, timeout, "does not ask for events any more")
            : await(invocation.deadline(), failure, START, "did not start within " + START);
    Duration left = Duration.between(Instant.now(), deadline);
    return await(invocation.outcome(), failure, left, "did not answer by its deadline");
  }

  private <T> T await(
      CompletableFuture<T> wanted,
      CompletableFuture<Object> failure,
      Duration limit,
      String otherwise)
      throws FunctionException {
    try {
      Object first =
          CompletableFuture.anyOf(wanted, failure).get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!wanted.isDone()) {
        throw new FunctionException(function + " " + first);
      }
      return wanted.get();
    } catch (TimeoutException | ExecutionException e) {
      throw new FunctionException(function + " " + otherwise, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FunctionException(function + " " + otherwise, e);
    }
  }

  /** Whether the process has asked for an event. */
  boolean isStarted() {
    return started;
  }

  private void handOut(HttpExchange exchange) throws IOException {
    boolean isFirst = !started;
    started = true;
    try (exchange) {
      Invocation invocation = waiting.take();
      running.put(invocation.id(), invocation);
      // A first event has classes loaded, which a busy machine takes longer for than Lambda.
      Instant deadline = Instant.now().plus(isFirst ? timeout.plus(START) : timeout);
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", "application/json");
      headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
      headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(deadline.toEpochMilli()));
      headers.set(
          "Lambda-Runtime-Invoked-Function-Arn",
          "arn:aws:lambda:%s:%s:function:%s"
              .formatted(LocalServer.REGION, LocalServer.ACCOUNT, function));
      headers.set(
          "Lambda-Runtime-Trace-Id",
          "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0");
      invocation.deadline().complete(deadline);
      LoopbackServer.send(exchange, 200, invocation.event());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Matcher outcome = OUTCOME.matcher(path);
      Invocation invocation = outcome.matches() ? running.remove(outcome.group(1)) : null;
      if (path.equals(ROOT + "init/error")) {
        broken.complete("could not be initialised, as it printed");
      } else if (invocation == null) {
        LoopbackServer.send(exchange, 404, "{\"errorType\": \"UnknownInvocation\"}");
        return;
      } else {
        invocation.outcome().complete(new Outcome(outcome.group(2).equals("error"), sent));
      }
      LoopbackServer.send(exchange, 202, "{\"status\": \"OK\"}");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}

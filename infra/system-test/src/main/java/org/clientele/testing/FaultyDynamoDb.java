package org.clientele.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.embedded.TemporaryTables;
import org.clientele.testing.DynamoDbFault.End;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tables of its own in a DynamoDB that treats each call as a test wants it to. */
public final class FaultyDynamoDb implements AutoCloseable {

  /**
   * A call to the store; each attempt is one.
   *
   * @param number how many there have been, with it
   * @param caller the function, if it is a process of an archive; "" for a server
   * @param operation {@code PutItem} for one
   * @param repeated whether it is a transaction that has been sent before
   */
  public record Call(int number, String caller, String operation, String body, boolean repeated) {}

  /**
   * What the store says to a call.
   *
   * @param checksum of the body, as DynamoDB sends it; "" for none
   */
  public record Reply(int status, String body, String checksum) {}

  private record Received(Map<String, String> headers, String body) {}

  private static final int STARTS = 3;
  private static final int BACKLOG = 200;
  private static final int LONGEST_SILENCE_MILLIS = 30_000;
  private static final Set<End> KEEP_OPEN = EnumSet.of(End.REPLY, End.EMPTY, End.PARTLY);
  private static final String CHECKSUM = "x-amz-crc32";
  private static final String TRANSACTION_TOKEN = "ClientRequestToken";
  private static final Pattern CALLER = Pattern.compile("\\bapp/([a-z-]+)");

  // First, because the first calls take longer than the server has patience.
  private final TemporaryTables tables = new TemporaryTables();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ServerSocket listener;
  private final ExecutorService connections =
      Executors.newCachedThreadPool(
          work -> {
            var thread = new Thread(work, "store");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger calls = new AtomicInteger();
  private final Set<String> transactions = ConcurrentHashMap.newKeySet();
  private final Semaphore silences = new Semaphore(0);
  private volatile Function<Call, DynamoDbFault> plan = call -> DynamoDbFault.NONE;
  private volatile Function<Call, Optional<Reply>> canned = call -> Optional.empty();
  private volatile Consumer<Call> watcher = call -> {};

  private FaultyDynamoDb() throws IOException {
    listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    connections.execute(this::accept);
  }

  /** Starts an empty store without faults. */
  public static FaultyDynamoDb start() {
    try {
      return new FaultyDynamoDb();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a server that uses this store. On a machine that is busy otherwise its first call may
   * take longer than it waits for one; then it is started again.
   */
  public LocalServerProcess startServer(String... options) {
    return startServer(Map.of(), options);
  }

  /** Starts a server so, with more variables in its environment. */
  public LocalServerProcess startServer(Map<String, String> environment, String... options) {
    String[] all =
        Stream.concat(
                Stream.of("--endpoint", endpoint().toString(), "--table-prefix", tables.prefix()),
                Stream.of(options))
            .toArray(String[]::new);
    for (int start = 1; ; start++) {
      try {
        return LocalServerProcess.start(environment, all);
      } catch (AssertionError e) {
        if (start == STARTS || !String.valueOf(e.getMessage()).contains("ApiCallTimeout")) {
          throw e;
        }
      }
    }
  }

  /** Returns where the store answers, as the plan says. */
  public URI endpoint() {
    return URI.create("http://localhost:" + listener.getLocalPort());
  }

  /** Returns a client that meets no faults. */
  public DynamoDbClient client() {
    return tables.client();
  }

  /** Returns the name of a table that the template calls {@code logicalId}. */
  public String table(String logicalId) {
    return tables.name(logicalId);
  }

  /** Returns all items of a customer of the demo merchant: itself, its tokens and their number. */
  public List<Map<String, AttributeValue>> itemsOf(String customerId) {
    return partition(LocalServerProcess.DEMO_MERCHANT + "#" + customerId);
  }

  /** Returns what providers are to be asked of a customer of the demo merchant. */
  public List<Map<String, AttributeValue>> outboxOf(String customerId) {
    return partition(LocalServerProcess.DEMO_MERCHANT + "#deregistration#" + customerId);
  }

  /** Returns the history of a customer of the demo merchant. */
  public List<Map<String, AttributeValue>> historyOf(String customerId) {
    return partition(LocalServerProcess.DEMO_MERCHANT + "#history#" + customerId);
  }

  private List<Map<String, AttributeValue>> partition(String key) {
    return client()
        .queryPaginator(
            query ->
                query
                    .tableName(table("CustomersTable"))
                    .consistentRead(true)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(key))))
        .items()
        .stream()
        .toList();
  }

  /** Asks from now on about each call what is to be done to it. */
  public void plan(Function<Call, DynamoDbFault> faults) {
    plan = faults;
  }

  /** Answers from now on some calls without doing what they ask. */
  public void can(Function<Call, Optional<Reply>> replies) {
    canned = replies;
  }

  /** Shows from now on each call, those too that follow the stream. */
  public void watch(Consumer<Call> calls) {
    watcher = calls;
  }

  /** Returns how many calls there have been, without those that follow the stream. */
  public int calls() {
    return calls.get();
  }

  public void heal() {
    plan(call -> DynamoDbFault.NONE);
  }

  /** Returns when a call has been met with silence that has not been waited for yet. */
  public void awaitSilence() throws InterruptedException {
    assertThat(silences.tryAcquire(LONGEST_SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connection.setTcpNoDelay(true);
        connections.execute(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var input = new BufferedInputStream(connection.getInputStream());
      for (Received received = receive(input); received != null; received = receive(input)) {
        if (!answer(connection, received)) {
          return;
        }
      }
    } catch (IOException e) {
      // the caller has gone
    }
  }

  /** Returns the next request; null if the caller has closed the connection. */
  private static @Nullable Received receive(InputStream input) throws IOException {
    if (line(input).isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(input); !line.isEmpty(); line = line(input)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(headers, new String(input.readNBytes(length), UTF_8));
  }

  private static String line(InputStream input) throws IOException {
    var line = new StringBuilder();
    for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** Treats a request as planned, and returns whether the connection goes on. */
  private boolean answer(Socket connection, Received received) throws IOException {
    if (isOfTheStream(received)) {
      watcher.accept(call(calls.get(), received));
      send(connection, forward(received));
      return true;
    }
    Call call = call(calls.incrementAndGet(), received);
    watcher.accept(call);
    DynamoDbFault fault = plan.apply(call);
    Optional<Reply> ready = canned.apply(call);
    Reply reply =
        ready.isPresent()
            ? ready.get()
            : fault.isForwarded() ? forward(received) : fault.reply(call);
    switch (fault.end()) {
      case PARTLY -> send(connection, forwardPartly(received, fault));
      case REPLY -> send(connection, reply);
      case EMPTY -> send(connection, new Reply(reply.status(), "", ""), 0);
      case TRUNCATED_REPLY -> {
        int length = reply.body().length();
        String half = reply.body().substring(0, length / 2);
        send(connection, new Reply(reply.status(), half, reply.checksum()), length);
      }
      case SILENCE -> {
        silences.release();
        awaitEnd(connection);
      }
      case RESET -> connection.setSoLinger(true, 0);
      case CLOSE -> {
        // by the end of this method
      }
    }
    return KEEP_OPEN.contains(fault.end());
  }

  /** What a server does beside its requests, at any time: it follows the stream of customers. */
  private boolean isOfTheStream(Received received) {
    String target = received.headers().getOrDefault("x-amz-target", "");
    return target.startsWith("DynamoDBStreams_")
        || target.endsWith(".DescribeTable")
        || (target.matches(".*[.](?:BatchWriteItem|TransactWriteItems)")
            && received.body().contains("\"" + table("SearchTable") + "\"")
            && !received.body().contains(Scene.INDEXED));
  }

  private Call call(int number, Received received) {
    String target = received.headers().getOrDefault("x-amz-target", "");
    String token =
        received.body().contains(TRANSACTION_TOKEN)
            ? MerchantClient.parse(received.body()).path(TRANSACTION_TOKEN).asText()
            : "";
    boolean repeated = !token.isEmpty() && !transactions.add(token);
    Matcher caller = CALLER.matcher(received.headers().getOrDefault("user-agent", ""));
    return new Call(
        number,
        caller.find() ? caller.group(1) : "",
        target.substring(target.indexOf('.') + 1),
        received.body(),
        repeated);
  }

  private Reply forward(Received received) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(tables.endpoint())
            .POST(BodyPublishers.ofString(received.body(), UTF_8));
    received.headers().entrySet().stream()
        .filter(header -> header.getKey().matches("authorization|content-type|x-amz-.*"))
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString(ISO_8859_1));
      return new Reply(
          response.statusCode(),
          response.body(),
          response.headers().firstValue(CHECKSUM).orElse(""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Reply forwardPartly(Received received, DynamoDbFault fault) throws IOException {
    ObjectNode batch = (ObjectNode) MerchantClient.parse(received.body());
    JsonNode statements = batch.path("Statements");
    ArrayNode executed = batch.putArray("Statements");
    for (int i = 1; i < statements.size(); i += 2) {
      executed.add(statements.path(i));
    }
    Iterator<JsonNode> replies =
        executed.isEmpty()
            ? Collections.emptyIterator()
            : MerchantClient.parse(
                    forward(new Received(received.headers(), batch.toString())).body())
                .path("Responses")
                .iterator();
    ObjectNode reply = MerchantClient.JSON.createObjectNode();
    ArrayNode responses = reply.putArray("Responses");
    for (int i = 0; i < statements.size(); i++) {
      responses.add(i % 2 == 0 ? fault.statementError() : replies.next());
    }
    return new Reply(200, reply.toString(), "");
  }

  private static void send(Socket connection, Reply reply) throws IOException {
    send(connection, reply, reply.body().length());
  }

  private static void send(Socket connection, Reply reply, int length) throws IOException {
    String head =
        "HTTP/1.1 %d .\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(
                reply.status(),
                length,
                reply.checksum().isEmpty() ? "" : CHECKSUM + ": " + reply.checksum() + "\r\n");
    connection.getOutputStream().write((head + reply.body()).getBytes(ISO_8859_1));
  }

  private static void awaitEnd(Socket connection) throws IOException {
    connection.setSoTimeout(LONGEST_SILENCE_MILLIS);
    connection.getInputStream().readAllBytes();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.shutdownNow();
    tables.close();
  }
}

package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.embedded.SamTemplate;
import org.clientele.local.reference.ReferenceDocument;
import org.jboss.logging.Logger;

/**
 * API Gateway's part: matches the template's routes, turns a request into the event of payload
 * format 2.0, and the function's answer into a response.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Payload format versions</a>
 */
@Singleton
class LocalGateway {

  private static final Logger LOG = Logger.getLogger(LocalGateway.class);
  private static final String DEFAULT_ROUTE = "$default";
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");
  private static final Pattern TEXT =
      Pattern.compile("text/|application/(json|javascript|xml)", Pattern.CASE_INSENSITIVE);
  private static final int HEADER_BYTES = 64 * 1024;

  /** As API Gateway takes. */
  private static final int BODY_BYTES = 10 * 1024 * 1024;

  private static final String LOOPBACK = "127.0.0.1";
  private static final String LOOPBACK_6 = "::1";
  private static final DateTimeFormatter GATEWAY_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Takes the reference page's access token. */
  private static final Map<String, String> DEMO_CLIENT =
      Map.of("client_id", DemoData.CLIENT_ID, "client_secret", DemoData.CLIENT_SECRET);

  private record Route(
      String method, String path, Pattern pattern, List<String> parameters, String function) {

    static Route of(SamTemplate.Route route, String function) {
      return new Route(
          route.method(),
          route.path(),
          Pattern.compile(PARAMETER.matcher(route.path()).replaceAll("([^/]+)")),
          PARAMETER.matcher(route.path()).results().map(found -> found.group(1)).toList(),
          function);
    }

    boolean isDefault() {
      return path.equals(DEFAULT_ROUTE);
    }

    String key() {
      return isDefault() ? DEFAULT_ROUTE : method + " " + path;
    }
  }

  private final Vertx vertx;
  private final Functions functions;
  private final LocalControls controls;
  private final ObjectMapper json;
  private final Clock clock;
  private final RequestLines lines;
  private final SlowClients slow;
  private final List<Route> routes;

  LocalGateway(
      Vertx vertx,
      Functions functions,
      LocalControls controls,
      ObjectMapper json,
      Clock clock,
      RequestLines lines) {
    this.vertx = vertx;
    this.functions = functions;
    this.controls = controls;
    this.json = json;
    this.clock = clock;
    this.lines = lines;
    this.slow = new SlowClients(vertx, SlowClients.PATIENCE);
    this.routes =
        SamTemplate.read().functions().stream()
            .flatMap(
                function ->
                    function.routes().stream().map(route -> Route.of(route, function.name())))
            .toList();
  }

  /**
   * Starts to listen on the loopback interface, by IPv4 and, where there is one, by IPv6: a client
   * may take either address of {@code localhost}.
   *
   * @param port 0 for any free one
   * @return the port
   * @throws IOException if the port cannot be listened on
   */
  int listen(int port) throws IOException {
    int actual = listen(LOOPBACK, port);
    if (hasIpv6()) {
      listen(LOOPBACK_6, actual);
    }
    return actual;
  }

  private static boolean hasIpv6() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
  }

  private int listen(String host, int port) throws IOException {
    HttpServer server =
        slow.server(
            new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxInitialLineLength(HEADER_BYTES));
    try {
      return server
          .requestHandler(this::receive)
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .actualPort();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void receive(HttpServerRequest request) {
    long begun = System.nanoTime();
    slow.begun(request);
    CrossOrigin.allow(request);
    request
        .body()
        .onSuccess(body -> serve(request, body, begun))
        .onFailure(failure -> fail(request, failure));
  }

  private void serve(HttpServerRequest request, Buffer body, long begun) {
    slow.served(request);
    vertx
        .executeBlocking(() -> logged(request, body, begun), false)
        .onComplete(done -> slow.answered(request))
        .onSuccess(answer -> send(request.response(), answer))
        .onFailure(failure -> fail(request, failure));
  }

  private static void fail(HttpServerRequest request, Throwable failure) {
    if (failure instanceof HttpClosedException) {
      return; // The caller closed the connection before its request was complete.
    }
    LOG.error("The local gateway failed", failure);
    request.response().setStatusCode(500).end();
  }

  private JsonNode logged(HttpServerRequest request, Buffer body, long begun) throws IOException {
    JsonNode answer = answer(request, body);
    String method = request.method().name();
    String path = request.path() == null ? "" : request.path();
    lines.log(method, path, shown(method, path), answer, code(answer), begun);
    return answer;
  }

  /** Returns what is logged of the path of a refused request: nothing that a caller chose. */
  private String shown(String method, String path) {
    Route route = route(method, path);
    if (!route.isDefault()) {
      return route.path();
    }
    return path.startsWith(LocalControls.ROOT) ? LocalControls.ROOT + "…" : "(no such route)";
  }

  private String code(JsonNode answer) throws IOException {
    return answer.path("statusCode").asInt() < 400
        ? ""
        : json.readTree(answer.path("body").asText()).path("code").asText();
  }

  private JsonNode answer(HttpServerRequest request, Buffer body) throws IOException {
    String path = request.path() == null ? "" : request.path();
    if (CrossOrigin.isPreflight(request)) {
      return json.createObjectNode().put("statusCode", 204);
    }
    Optional<ReferenceDocument> document = ReferenceDocument.at(path);
    if (document.isPresent() && isRead(request)) {
      return text(document.get().contentType(), document.get().local(DEMO_CLIENT));
    }
    if (body.length() > BODY_BYTES) {
      return answer(413, json.createObjectNode().put("message", "Request Entity Too Large"));
    }
    Optional<LocalControls.Answer> control = control(request, path, body);
    if (control.isPresent()) {
      return answer(control.get().status(), control.get().body());
    }
    if (path.equals(LocalControls.PAGE) && isRead(request)) {
      return text(
          "text/html; charset=utf-8",
          StartPage.html("http://localhost:" + request.localAddress().port(), DemoData.samples()));
    }
    Route route = route(request.method().name(), path);
    try {
      return functions.invoke(route.function(), event(request, path, body, route));
    } catch (FunctionException e) {
      LOG.error("A function failed", e);
      return answer(500, json.createObjectNode().put("message", "Internal Server Error"));
    }
  }

  private Optional<LocalControls.Answer> control(
      HttpServerRequest request, String path, Buffer body) throws IOException {
    Optional<String> foreign =
        LocalControls.isUnder(path) ? ForeignCaller.sign(request) : Optional.empty();
    if (foreign.isPresent()) {
      return foreign.map(controls::refuseForeign);
    }
    if (isRead(request)) {
      return controls.get(path);
    }
    return request.method().equals(HttpMethod.POST)
        ? controls.post(path, body.toString(UTF_8))
        : Optional.empty();
  }

  /** Of HEAD no body is sent, whatever is answered. */
  private static boolean isRead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
  }

  private ObjectNode answer(int status, JsonNode body) {
    ObjectNode answer = json.createObjectNode().put("statusCode", status);
    answer.putObject("headers").put("content-type", "application/json");
    return answer.put("body", body.toString());
  }

  private Route route(String method, String path) {
    return routes.stream()
        .filter(route -> route.method().equals(method) && route.pattern().matcher(path).matches())
        .findFirst()
        .orElseGet(() -> routes.stream().filter(Route::isDefault).findFirst().orElseThrow());
  }

  private JsonNode text(String contentType, String text) {
    ObjectNode answer = json.createObjectNode().put("statusCode", 200);
    answer.putObject("headers").put("content-type", contentType);
    return answer.put("body", text);
  }

  private ObjectNode event(HttpServerRequest request, String path, Buffer body, Route route) {
    Instant now = clock.instant();
    Map<String, String> headers = joined(request.headers());
    ObjectNode event = json.createObjectNode();
    event.put("version", "2.0").put("routeKey", route.key()).put("rawPath", path);
    event.put("rawQueryString", request.query() == null ? "" : request.query());
    event.set("headers", json.valueToTree(headers));
    if (request.query() != null && !request.query().isEmpty()) {
      event.set("queryStringParameters", json.valueToTree(joined(parameters(request))));
    }
    ObjectNode context = event.putObject("requestContext");
    context.put("accountId", "000000000000").put("apiId", "local").put("stage", DEFAULT_ROUTE);
    context.put("domainName", "localhost").put("domainPrefix", "localhost");
    context.put("requestId", UUID.randomUUID().toString()).put("routeKey", route.key());
    context.put("time", GATEWAY_TIME.format(now)).put("timeEpoch", now.toEpochMilli());
    context
        .putObject("http")
        .put("method", request.method().name())
        .put("path", path)
        .put("protocol", "HTTP/1.1")
        .put("sourceIp", "127.0.0.1")
        .put("userAgent", headers.getOrDefault("user-agent", ""));
    pathParameters(event, path, route);
    putBody(event, headers.getOrDefault("content-type", ""), body);
    return event;
  }

  /** What is not percent-encoded stands in the raw query alone, which the function checks. */
  private static MultiMap parameters(HttpServerRequest request) {
    try {
      return request.params();
    } catch (IllegalArgumentException e) {
      return MultiMap.caseInsensitiveMultiMap();
    }
  }

  private static void pathParameters(ObjectNode event, String path, Route route) {
    Matcher matcher = route.pattern().matcher(path);
    if (matcher.matches() && !route.parameters().isEmpty()) {
      ObjectNode parameters = event.putObject("pathParameters");
      for (int i = 0; i < route.parameters().size(); i++) {
        parameters.put(route.parameters().get(i), decoded(matcher.group(i + 1)));
      }
    }
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  /** API Gateway hands over text as it is, and in Base64 what is not text by its type. */
  private static void putBody(ObjectNode event, String contentType, Buffer body) {
    event.put("isBase64Encoded", false);
    if (body.length() == 0) {
      return;
    }
    byte[] bytes = body.getBytes();
    if (TEXT.matcher(contentType).lookingAt()) {
      try {
        event.put("body", UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        return;
      } catch (CharacterCodingException e) {
        // not text whatever its type says
      }
    }
    event.put("body", Base64.getEncoder().encodeToString(bytes)).put("isBase64Encoded", true);
  }

  private static Map<String, String> joined(MultiMap values) {
    Map<String, String> joined = new TreeMap<>();
    values.forEach(
        (name, value) ->
            joined.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other));
    return joined;
  }

  private static void send(HttpServerResponse response, JsonNode answer) {
    response.setStatusCode(answer.path("statusCode").asInt());
    answer
        .path("headers")
        .properties()
        .forEach(header -> response.putHeader(header.getKey(), header.getValue().asText()));
    response.end(answer.path("body").asText());
  }
}

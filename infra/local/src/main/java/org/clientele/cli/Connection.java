package org.clientele.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Sends requests as a profile says, again where that is safe and may help. */
final class Connection {

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final String TOKEN_PATH = "/api/auth/v1/token";
  private static final int ATTEMPTS = 3;
  private static final int UNAUTHORIZED = 401;
  private static final int INTERNAL_ERROR = 500;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** Whoever is log to wait longer decides that without this command. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private static final Duration TO_CONNECT = Duration.ofSeconds(5);

  /**
   * A request but for its access token.
   *
   * @param path with its query, encoded
   * @param repeatable whether sending it twice does what sending it once does
   */
  record Call(
      String method,
      String path,
      Map<String, String> headers,
      @Nullable JsonNode body,
      boolean repeatable) {}

  /**
   * What the API answered.
   *
   * @param body missing where there is none
   * @param mayHaveBeenDone whether this attempt or an earlier one may have been carried out
   *     although it failed
   */
  record Answer(int status, HttpHeaders headers, JsonNode body, boolean mayHaveBeenDone) {

    private static Answer of(int status, HttpHeaders headers, JsonNode body) {
      return new Answer(
          status,
          headers,
          body,
          status >= INTERNAL_ERROR || body.path("code").asText().equals(Exit.RUNNING));
    }

    private Answer after(boolean mayHaveBeenDone) {
      return new Answer(status, headers, body, this.mayHaveBeenDone || mayHaveBeenDone);
    }

    boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }

  private final Environment environment;
  private final ObjectMapper json;
  private final Duration timeout;
  private final Duration connectTimeout;
  private final Consumer<String> log;
  private final HttpClient http;
  private Profile profile;

  /**
   * @param timeout of the answer to one attempt
   * @param log takes a line for each attempt, without content
   */
  Connection(
      Profile profile,
      Environment environment,
      ObjectMapper json,
      Duration timeout,
      Consumer<String> log) {
    this.profile = profile;
    this.environment = environment;
    this.json = json;
    this.timeout = timeout;
    this.log = log;
    this.connectTimeout = timeout.compareTo(TO_CONNECT) < 0 ? timeout : TO_CONNECT;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .build();
  }

  /**
   * Returns the answer, of whatever status, under an access token of the profile's.
   *
   * @param issued takes the profile with an access token that had to be issued
   */
  Answer send(Call call, Consumer<Profile> issued) {
    boolean fresh = !profile.hasAccessToken(Instant.now());
    if (fresh) {
      issueAccessToken(issued);
    }
    Answer answer = sendWithRetries(authorised(call));
    if (answer.status() == UNAUTHORIZED && !fresh && profile.clientSecret() != null) {
      issueAccessToken(issued);
      answer = sendWithRetries(authorised(call));
    }
    return answer;
  }

  private Call authorised(Call call) {
    Map<String, String> headers = new TreeMap<>(call.headers());
    headers.put("Authorization", "Bearer " + profile.accessToken());
    return new Call(call.method(), call.path(), headers, call.body(), call.repeatable());
  }

  /** Makes the profile's client an access token, and so finds out whether its secret is right. */
  void issueAccessToken(Consumer<Profile> issued) {
    JsonNode request =
        json.createObjectNode()
            .put("client_id", profile.clientId())
            .put("client_secret", profile.clientSecret())
            .put("grant_type", "client_credentials");
    Answer answer = sendWithRetries(new Call("POST", TOKEN_PATH, Map.of(), request, true));
    if (!answer.isSuccess()) {
      throw ErrorReport.failure(answer);
    }
    String token = answer.body().path("access_token").asText();
    if (!token.matches("[!-~]+")) {
      throw new CommandFailure(
          Exit.DEFECT, profile.url() + " answers without an access token: is the URL right?");
    }
    profile =
        profile.withAccessToken(
            token, Instant.now().plusSeconds(answer.body().path("expires_in").asLong()));
    issued.accept(profile);
  }

  private Answer sendWithRetries(Call call) {
    Duration pause = FIRST_PAUSE;
    boolean mayHaveBeenDone = false;
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == ATTEMPTS || !call.repeatable();
      try {
        Answer answer = sendOnce(call).after(mayHaveBeenDone);
        mayHaveBeenDone = answer.mayHaveBeenDone();
        OptionalLong wait = secondsToWait(answer);
        if (last || wait.isEmpty() || wait.getAsLong() > LONGEST_PAUSE.toSeconds()) {
          return answer;
        }
        pause = Duration.ofSeconds(Math.max(wait.getAsLong(), pause.toSeconds()));
      } catch (IOException e) {
        mayHaveBeenDone |= !isNotConnected(e);
        if (last || e instanceof SSLException) {
          throw unanswered(call, reason(e), mayHaveBeenDone);
        }
        log.accept("%s %s: %s".formatted(call.method(), profile.url(), reason(e)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unanswered(call, "interrupted", true);
      }
      sleep(call, pause);
      pause = pause.multipliedBy(2);
    }
  }

  /** Whether it failed before anything of the request was sent. */
  static boolean isNotConnected(IOException e) {
    return e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof SSLHandshakeException
        || e instanceof SSLPeerUnverifiedException;
  }

  String reason(IOException e) {
    if (e instanceof SSLException) {
      return "no trusted connection";
    }
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection within %d seconds".formatted(connectTimeout.toSeconds());
    }
    if (e instanceof HttpTimeoutException) {
      return "no answer within %d seconds".formatted(timeout.toSeconds());
    }
    return isNotConnected(e) ? "no connection" : "no answer";
  }

  private void sleep(Call call, Duration pause) {
    try {
      environment.sleeper().sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered(call, "interrupted", true);
    }
  }

  /** Returns how long to wait before another attempt, if that may help. */
  private static OptionalLong secondsToWait(Answer answer) {
    if (answer.status() == BAD_GATEWAY || answer.status() == GATEWAY_TIMEOUT) {
      return OptionalLong.of(0);
    }
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(value -> OptionalLong.of(Long.parseLong(value)))
        .orElse(OptionalLong.empty());
  }

  private CommandFailure unanswered(Call call, String why, boolean mayHaveBeenDone) {
    return new CommandFailure(
        Exit.UNAVAILABLE,
        "%s: %s%s"
            .formatted(profile.url(), why, mayHaveBeenDone ? ErrorReport.retryHint(call) : ""));
  }

  private Answer sendOnce(Call call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(profile.url() + call.path()))
            .timeout(timeout)
            .header("Accept", "application/json")
            .header("User-Agent", "clientele");
    call.headers().forEach(request::header);
    if (call.body() != null) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        call.method(),
        call.body() == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(call.body())));
    long begun = System.nanoTime();
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    log.accept(
        "%s %s %d %d ms, Request-ID %s"
            .formatted(
                call.method(),
                profile.url(),
                response.statusCode(),
                Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                response.headers().firstValue("Request-ID").orElse("none")));
    return Answer.of(response.statusCode(), response.headers(), parse(response));
  }

  private JsonNode parse(HttpResponse<byte[]> response) throws IOException {
    try {
      return json.readTree(new String(response.body(), UTF_8));
    } catch (JsonProcessingException e) {
      if (response.statusCode() < 300) {
        throw new CommandFailure(
            Exit.DEFECT, profile.url() + " does not answer JSON: is the URL right?");
      }
      return MissingNode.getInstance();
    }
  }
}

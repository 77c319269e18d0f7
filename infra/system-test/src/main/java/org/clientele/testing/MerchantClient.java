package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A merchant's server. Every answer it gets is held against {@code openapi.yaml}, whatever the test
 * is about.
 */
public final class MerchantClient {

  public static final ObjectMapper JSON = new ObjectMapper();

  public static final OpenApi OPEN_API = OpenApi.read();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What came back. */
  public record Answer(int status, HttpHeaders headers, String text) {

    public JsonNode json() {
      return parse(text);
    }

    /** Returns the text under a name, {@code ""} if there is none. */
    public String field(String name) {
      return json().path(name).asText();
    }

    /** Returns what an error says that has to be looked at, {@code ""} if it does not. */
    public String reason() {
      return json().path("additional_error_details").path("reason").asText();
    }

    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  private final URI url;
  private final List<String> headers;

  public MerchantClient(URI url) {
    this(url, List.of());
  }

  private MerchantClient(URI url, List<String> headers) {
    this.url = url;
    this.headers = headers;
  }

  /** Returns this client with one header more in all its requests. */
  public MerchantClient withHeader(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(List.of(name, value));
    return new MerchantClient(url, more);
  }

  public MerchantClient withAccessToken(String accessToken) {
    return withHeader("Authorization", "Bearer " + accessToken);
  }

  /** Returns the access token that a client of the API is given. */
  public String issuedAccessToken(String clientId, String clientSecret) {
    Answer issued = issueToken(clientId, clientSecret);
    assertThat(issued.status()).as(issued.text()).isEqualTo(200);
    return issued.field("access_token");
  }

  public Answer issueToken(String clientId, String clientSecret) {
    return post(
        "/api/auth/v1/token",
        JSON.createObjectNode()
            .put("client_id", clientId)
            .put("client_secret", clientSecret)
            .put("grant_type", "client_credentials")
            .toString());
  }

  public Answer get(String pathAndQuery) {
    return send("GET", pathAndQuery);
  }

  public Answer post(String path, String body) {
    return withHeader("Content-Type", "application/json").send("POST", path, body);
  }

  public Answer patch(String path, String body) {
    return withHeader("Content-Type", "application/json").send("PATCH", path, body);
  }

  public Answer put(String path, String body) {
    return withHeader("Content-Type", "application/json").send("PUT", path, body);
  }

  public Answer send(String method, String pathAndQuery) {
    return send(method, pathAndQuery, "");
  }

  public Answer send(String method, String pathAndQuery, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + pathAndQuery))
            .timeout(PATIENCE)
            .method(
                method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body, UTF_8));
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString(UTF_8));
      return conforming(
          method,
          pathAndQuery,
          new Answer(response.statusCode(), response.headers(), response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Sends a request without body whose header lines are exactly these, which no HTTP client would
   * write.
   */
  public Answer sendRaw(String method, String path, String... headerLines) {
    String request =
        "%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\nConnection: close\r\n\r\n"
            .formatted(method, path, String.join("\r\n", headerLines));
    try (var socket = new Socket("localhost", url.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(UTF_8));
      String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return conforming(method, path, answer(response));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(String response) {
    int end = response.indexOf("\r\n\r\n");
    List<String> head = response.substring(0, end).lines().toList();
    Map<String, List<String>> headers = new HashMap<>();
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(head.get(0).split(" ", -1)[1]),
        HttpHeaders.of(headers, (name, value) -> true),
        response.substring(end + 4));
  }

  private static Answer conforming(String method, String pathAndQuery, Answer answer) {
    OPEN_API.requireConforming(method, pathAndQuery.replaceFirst("\\?.*", ""), answer);
    return answer;
  }

  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }
}

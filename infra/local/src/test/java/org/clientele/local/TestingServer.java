package org.clientele.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The packaged local server in a process of its own, on a free port. */
final class TestingServer implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final List<String> welcome = new ArrayList<>();
  private final String url;

  private TestingServer(Process process) throws IOException {
    this.process = process;
    var lines = process.inputReader(StandardCharsets.UTF_8);
    while (curls().size() < 3) {
      String line = lines.readLine();
      if (line == null) {
        throw new IllegalStateException("the server ended with " + errors(process));
      }
      welcome.add(line);
    }
    this.url = welcome.get(0).replaceFirst(".*(http://localhost:[0-9]+) .*", "$1");
  }

  static TestingServer start(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("--port", "0"));
    command.addAll(List.of(options));
    return new TestingServer(launch(command));
  }

  static Process launch(List<String> options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
    command.addAll(options);
    return new ProcessBuilder(command).start();
  }

  static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  String url() {
    return url;
  }

  Process process() {
    return process;
  }

  /** Returns the lines that the server printed to be pasted. */
  List<String> curls() {
    return welcome.stream().filter(line -> line.startsWith("curl ")).toList();
  }

  /** Returns the access token that the server printed. */
  String accessToken() {
    return welcome.stream().filter(line -> line.startsWith("ey")).findFirst().orElseThrow();
  }

  String accessToken(String clientId, String clientSecret) throws Exception {
    String body =
        JSON.writeValueAsString(
            JSON.createObjectNode()
                .put("client_id", clientId)
                .put("client_secret", clientSecret)
                .put("grant_type", "client_credentials"));
    return json(send(null, "POST", "/api/auth/v1/token", body)).path("access_token").asText();
  }

  HttpResponse<String> send(String method, String path) throws Exception {
    return send(accessToken(), method, path, null);
  }

  HttpResponse<String> send(String method, String path, JsonNode body) throws Exception {
    return send(accessToken(), method, path, JSON.writeValueAsString(body));
  }

  HttpResponse<String> send(
      @Nullable String accessToken, String method, String path, @Nullable String body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (accessToken != null) {
      request.header("Authorization", "Bearer " + accessToken);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> sendIfMatch(String entityTag, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + accessToken())
            .header("Content-Type", "application/json")
            .header("If-Match", entityTag)
            .method("PATCH", BodyPublishers.ofString(body));
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }
}

package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.SharedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command that checks a deployed stack, here against servers that are as it should be or not.
 */
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class SmokeIT {

  private static final String COMMAND = Path.of("../smoke").toString();
  private static final Map<String, String> CLIENT = client("other-secret");

  /** How the command ended, and the lines that it printed. */
  private record Result(int exitCode, List<String> lines) {

    List<String> failed() {
      return lines.stream().filter(line -> line.startsWith("FAILED")).toList();
    }
  }

  private final LocalServerProcess server;

  SmokeIT(LocalServerProcess server) {
    this.server = server;
  }

  @Test
  void serverThatIsAsItHasToBePassesAllChecks() throws Exception {
    Result result = smoke(CLIENT, server.url().toString());

    assertThat(result.lines()).hasSize(8).allMatch(line -> line.startsWith("ok "));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void customerThatItCreatesIsDeletedAndHasAReferenceOfItsOwn() throws Exception {
    smoke(CLIENT, server.url().toString());
    smoke(CLIENT, server.url().toString());

    MerchantClient merchant = server.otherMerchant();
    assertThat(references(merchant, "DELETED"))
        .hasSizeGreaterThanOrEqualTo(2)
        .doesNotHaveDuplicates();
    assertThat(references(merchant, "INACTIVE")).isEmpty();
  }

  private static List<String> references(MerchantClient merchant, String status) {
    return merchant
        .get("/api/v1/customers?limit=100&status=" + status)
        .json()
        .findValuesAsText("merchant_customer_reference")
        .stream()
        .filter(reference -> reference.startsWith("smoke-"))
        .toList();
  }

  /** It might have the secret sent elsewhere. */
  @Test
  void whatAUserHasSetForCurlIsNotFollowed(@TempDir Path home) throws Exception {
    Files.writeString(home.resolve(".curlrc"), "proxy = http://localhost:1\n");

    Result result =
        smoke(
            Map.of("CLIENTELE_ACCESS_TOKEN", server.accessToken(), "CURL_HOME", home.toString()),
            server.url().toString());

    assertThat(result.exitCode()).isZero();
  }

  @Test
  void accessTokenOfAnotherIssuerTakesThePlaceOfAClient() throws Exception {
    Result result =
        smoke(Map.of("CLIENTELE_ACCESS_TOKEN", server.accessToken()), server.url() + "/");

    assertThat(result.lines()).hasSize(7).allMatch(line -> line.startsWith("ok "));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void clientWithAWrongSecretIsToldOfByItsCode() throws Exception {
    Result result = smoke(client("wr\"ong\\"), server.url().toString());

    assertThat(result.failed())
        .singleElement()
        .asString()
        .contains("an access token is issued", "422 USER_AUTHENTICATION_FAILED");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void serverThatIsDownIsToldOf() throws Exception {
    int port;
    try (var closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }

    Result result = smoke(CLIENT, "http://localhost:" + port);

    assertThat(result.lines())
        .singleElement()
        .asString()
        .startsWith("FAILED")
        .contains("no answer");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void errorWithoutACodeIsCalledTheGateways() throws Exception {
    Result result =
        smokeOf(exchange -> answer(exchange, 503, "{\"message\":\"Service Unavailable\"}"));

    assertThat(result.failed())
        .hasSize(4)
        .allMatch(
            line ->
                line.endsWith(
                    "answered 503 by the gateway, not by a function: Service Unavailable"));
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void whatIsNeitherOfAFunctionNorOfTheGatewayIsCalledSo() throws Exception {
    Result result = smokeOf(exchange -> answer(exchange, 502, "<h1>Bad Gateway</h1>"));

    assertThat(result.failed())
        .hasSize(4)
        .allMatch(line -> line.endsWith("answered 502 by neither a function nor the gateway"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-amzn-Remapped-WWW-Authenticate", "Other"})
  void refusalWithoutItsChallengeFails(String header) throws Exception {
    Result result =
        smokeOf(
            exchange -> {
              exchange.getResponseHeaders().add(header, "Bearer");
              answer(exchange, 401, "{\"code\":\"UNAUTHORIZED\",\"message\":\"none\"}");
            });

    assertThat(result.failed().subList(0, 2)).allMatch(line -> line.contains("WWW-Authenticate"));
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com", "http://localhost.example.com", "example.com", ""})
  void credentialsAreNotSentInTheClear(String url) throws Exception {
    Result result = smoke(CLIENT, url);

    assertThat(result.lines()).singleElement().asString().startsWith("smoke: the URL has to begin");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  /** {@code localhost} would be the name of a user of another host. */
  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost:80@shop.in", "https://shop.in/?a=b", "https://shop.in#api"})
  void hostIsTheOneThatTheUrlBeginsWith(String url) throws Exception {
    Result result = smoke(CLIENT, url);

    assertThat(result.lines()).containsExactly("smoke: the URL may not have @, ? or #");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302})
  void pageOfAnotherServerIsGivenNoSecret(int status) throws Exception {
    List<String> requests = new CopyOnWriteArrayList<>();

    Result result =
        smokeOf(
            exchange -> {
              requests.add(exchange.getRequestMethod());
              exchange.getResponseHeaders().add("Location", "https://shop.in/");
              answer(exchange, status, "<h1>Welcome</h1>");
            });

    assertThat(result.failed()).singleElement().asString().endsWith("answered " + status);
    assertThat(requests).containsExactly("GET");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void credentialsThatAreMissingAreAskedFor() throws Exception {
    Result result = smoke(Map.of("CLIENTELE_CLIENT_ID", "other-merchant"), "https://example.com");

    assertThat(result.lines()).singleElement().asString().contains("CLIENTELE_CLIENT_SECRET");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  /** The arguments of a process are seen by all others of its machine. */
  @Test
  void nothingSecretIsAnArgument(@TempDir Path folder) throws Exception {
    Path arguments = folder.resolve("arguments");
    Path curl = folder.resolve("curl");
    Files.writeString(
        curl,
        """
        #!/bin/sh
        echo "$@" >>'%s'
        PATH=${PATH#*:} exec curl "$@"
        """
            .formatted(arguments));
    Files.setPosixFilePermissions(curl, fromString("rwxr-xr-x"));

    Result result =
        smoke(
            Map.of(
                "PATH", folder + ":" + System.getenv("PATH"),
                "CLIENTELE_CLIENT_ID", "other-merchant",
                "CLIENTELE_CLIENT_SECRET", "other-secret"),
            server.url().toString());

    assertThat(result.exitCode()).isZero();
    assertThat(Files.readAllLines(arguments))
        .hasSizeGreaterThanOrEqualTo(9)
        .noneMatch(line -> line.contains("other-secret") || line.contains("Bearer"));
  }

  private static Map<String, String> client(String secret) {
    return Map.of("CLIENTELE_CLIENT_ID", "other-merchant", "CLIENTELE_CLIENT_SECRET", secret);
  }

  /** Checks a server that answers everything alike. */
  private static Result smokeOf(HttpHandler handler) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
    try {
      return smoke(CLIENT, "http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Result smoke(Map<String, String> environment, String url) throws Exception {
    var command = new ProcessBuilder("bash", COMMAND, url).redirectErrorStream(true);
    command.environment().keySet().removeIf(name -> name.startsWith("CLIENTELE_"));
    command.environment().putAll(environment);
    Process process = command.start();
    List<String> lines = process.inputReader(UTF_8).lines().toList();
    return new Result(process.waitFor(), lines);
  }
}

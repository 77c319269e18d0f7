package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.LocalServerProcess.Ending;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.OpenApi;
import org.clientele.testing.SharedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README says of {@code java -jar}: the welcome, the options, the end. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class LocalServerIT {

  private static final int WRONG_OPTION = 2;
  private static final String CUSTOMER = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";

  private final LocalServerProcess server;

  LocalServerIT(LocalServerProcess server) {
    this.server = server;
  }

  @Test
  void accessTokenIsPrinted() {
    Answer answer = server.demoMerchant().get(CUSTOMER);

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void threePrintedLinesLookUpListAndCreateInAShell(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve(".curlrc"), "write-out = \"\\n%{http_code}\"\n");

    List<String> printed = server.curlLines();
    assertThat(printed).hasSize(3);
    List<String> found = curl(server.exportLine() + "\n" + printed.get(0), folder);
    List<String> tokens = curl(server.exportLine() + "\n" + printed.get(1), folder);
    List<String> created = curl(server.exportLine() + "\n" + printed.get(2), folder);

    assertThat(found.get(1)).isEqualTo("200");
    assertThat(MerchantClient.parse(found.get(0)))
        .isEqualTo(ContractVectors.at("/documented/get_customer_details/response"));
    assertThat(tokens.get(1)).isEqualTo("200");
    assertThat(MerchantClient.parse(tokens.get(0)))
        .isEqualTo(ContractVectors.at("/documented/get_customer_tokens/response"));
    assertThat(created.get(1)).isEqualTo("201");
    ObjectNode customer = (ObjectNode) MerchantClient.parse(created.get(0));
    assertThat(
            server
                .demoMerchant()
                .get("/api/v1/customer/" + customer.path("customer_id").asText())
                .json())
        .isEqualTo(customer);
    assertThat(customer.path("first_name").asText()).isEqualTo("Asha");
  }

  /** Returns what {@code curl} printed, and the status. */
  private static List<String> curl(String line, Path configuration) throws Exception {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true);
    shell.environment().put("CURL_HOME", configuration.toString());
    shell.environment().put("HOME", configuration.toString());
    Process curl = shell.start();
    curl.getOutputStream().close();
    List<String> printed = new String(curl.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(curl.exitValue()).as(printed.toString()).isZero();
    assertThat(printed).hasSize(2);
    return printed;
  }

  @Test
  void serversOnTheSameTablesAcceptTheTokensOfOneAnother() throws IOException {
    try (var store = FaultyDynamoDb.start();
        var first = store.startServer();
        var second = store.startServer()) {
      for (LocalServerProcess issuer : List.of(first, second)) {
        Answer issued = issuer.anyone().issueToken(LocalServerProcess.DEMO_MERCHANT, "demo-secret");
        String token = issued.field("access_token");

        assertThat(first.anyone().withAccessToken(token).get(CUSTOMER).status()).isEqualTo(200);
        assertThat(second.anyone().withAccessToken(token).get(CUSTOMER).status()).isEqualTo(200);
      }
      assertThat(first.demoMerchant().get(CUSTOMER).status()).isEqualTo(200);
    }
  }

  @Test
  void descriptionOfTheApiIsServed() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "/openapi.yaml")).build(),
                BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/yaml");
    assertThat(answer.body()).isEqualTo(Files.readString(OpenApi.FILE));
  }

  @ParameterizedTest
  @CsvSource({
    "/,             text/html; charset=utf-8,     <!doctype html>",
    "/reference.md, text/markdown; charset=utf-8, # Clientele API",
    "/llms.txt,     text/plain; charset=utf-8,    # Clientele"
  })
  void referenceIsServed(String path, String contentType, String beginning) throws Exception {
    HttpResponse<String> answer = send("GET", path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue(contentType);
    assertThat(answer.body()).startsWith(beginning);
    assertThat(send("HEAD", path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"POST, /", "GET, //", "GET, /index.html", "GET, /reference", "GET, /webjars"})
  void allThatIsNotTheReferenceIsAnsweredByTheApi(String method, String path) throws Exception {
    HttpResponse<String> answer = send(method, path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"code\":\"NOT_FOUND\"");
  }

  @Test
  void pageFromElsewhereMayCallTheApiAndReadItsErrors() throws Exception {
    HttpResponse<String> preflight =
        send("OPTIONS", CUSTOMER, "Origin", "null", "Access-Control-Request-Method", "PATCH");
    HttpResponse<String> refused = send("GET", CUSTOMER, "Origin", "https://docs.example.com");
    HttpResponse<String> unknown = send("GET", "/unknown", "Origin", "https://docs.example.com");

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("access-control-allow-origin")).hasValue("*");
    assertThat(preflight.headers().firstValue("access-control-allow-methods").orElseThrow())
        .contains("PATCH");
    assertThat(preflight.headers().firstValue("access-control-allow-headers").orElseThrow())
        .contains("Authorization");
    assertThat(List.of(refused.statusCode(), unknown.statusCode())).containsExactly(401, 404);
    assertThat(List.of(refused, unknown))
        .allSatisfy(
            answer ->
                assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .hasValue("*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/local", "/local/clock"})
  void pageFromElsewhereMayNotUseTheControls(String path) throws Exception {
    String elsewhere = "https://docs.example.com";

    HttpResponse<String> preflight =
        send("OPTIONS", path, "Origin", elsewhere, "Access-Control-Request-Method", "POST");
    HttpResponse<String> answer = send("GET", path, "Origin", elsewhere);

    assertThat(List.of(preflight.statusCode(), answer.statusCode())).containsExactly(403, 403);
    assertThat(List.of(preflight, answer))
        .allMatch(refusal -> refusal.headers().allValues("access-control-allow-origin").isEmpty());
  }

  @Test
  void optionsThatNoBrowserAsksAreTheApisToRefuse() throws Exception {
    HttpResponse<String> answer = send("OPTIONS", CUSTOMER);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, BodyPublishers.noBody());
    return HttpClient.newHttpClient()
        .send(
            (headers.length == 0 ? request : request.headers(headers)).build(),
            BodyHandlers.ofString());
  }

  /** Who listens on all addresses is also met at 127.0.0.2. */
  @Test
  void listensOnTheLoopbackAddressOnly() throws IOException {
    int port = server.url().getPort();
    List<InetAddress> others =
        Stream.concat(
                Stream.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 2})),
                NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress()))
            .toList();

    List<InetAddress> loopback =
        NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress())
            .inetAddresses()
            .filter(address -> address instanceof Inet6Address || address.getAddress()[3] == 1)
            .toList();

    assertThat(loopback)
        .isNotEmpty()
        .allSatisfy(own -> assertThatCode(() -> connect(own, port)).doesNotThrowAnyException());
    assertThat(others)
        .isNotEmpty()
        .allSatisfy(other -> assertThatIOException().isThrownBy(() -> connect(other, port)));
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void requestIsALineAndASignalEndsItWithinSecondsAndWithoutComplaint(String signal, int exitCode)
      throws Exception {
    assumeThat(isIgnoredHere(signal))
        .as("whoever starts the tests has it ignored, and children inherit that")
        .isFalse();
    try (var own = LocalServerProcess.start()) {
      own.demoMerchant().withHeader("Request-ID", "line-1").get(CUSTOMER);
      Ending ending = own.end(signal);

      assertThat(ending.exitCode()).isEqualTo(exitCode);
      assertThat(ending.output())
          .filteredOn(line -> !line.startsWith("{")) // an archive's processes log as on Lambda
          .singleElement()
          .asString()
          .matches(".* INFO +GET " + CUSTOMER + " 200 [0-9]+ ms line-1");
      assertThat(ending.errors()).isEmpty();
    }
  }

  private static boolean isIgnoredHere(String signal) throws Exception {
    return new ProcessBuilder("bash", "-c", "kill -s " + signal + " $$").start().waitFor() == 0;
  }

  @Test
  @DisabledIfSystemProperty(named = "clientele.endpoint", matches = ".+")
  void folderIsOneServersAndKeepsDataAndAccessTokensWhenThatIsKilled(@TempDir Path parent) {
    String folder = parent.resolve("not/there/yet").toString();
    LocalServerProcess first =
        LocalServerProcess.start("--data", folder, "--now", SharedServer.NOW);
    Answer created =
        first
            .demoMerchant()
            .post("/api/v1/customer", "{\"merchant_customer_reference\": \"kept\"}");
    Answer tokens = tokens(first);
    Ending refused = LocalServerProcess.refused("--port", "0", "--data", folder);
    String accessToken = first.accessToken();
    first.kill();

    try (var second = LocalServerProcess.start("--data", folder, "--now", SharedServer.NOW)) {
      MerchantClient merchant = second.anyone().withAccessToken(accessToken);
      Answer read = merchant.get("/api/v1/customer/" + created.field("customer_id"));

      assertRefused(refused, folder + " is in use by process " + first.pid());
      assertThat(created.status()).isEqualTo(201);
      assertThat(read.status()).as(read.text()).isEqualTo(200);
      assertThat(read.json()).isEqualTo(created.json());
      assertThat(tokens(second).json()).isEqualTo(tokens.json());
    }
  }

  private static Answer tokens(LocalServerProcess server) {
    return server.demoMerchant().get(CUSTOMER + "/tokens");
  }

  @Test
  void portInUseIsRefusedInOneLine() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      Ending ending = LocalServerProcess.refused("--port", Integer.toString(taken.getLocalPort()));

      assertRefused(ending, Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void wrongOptionIsRefusedInOneLine() {
    Ending ending = LocalServerProcess.refused("--now", "yesterday");

    assertRefused(ending, "--now");
  }

  static List<String> wrongTimes() {
    return List.of(
        "",
        "[]",
        "{}",
        "{\"now\": 1}",
        "{\"now\": \"yesterday\"}",
        "{\"now\": \"+1000000000-12-31T23:59:59Z\"}",
        "{\"now\": \"2100-01-01T00:00:00Z\"}",
        "{\"now\": \"2024-10-05T00:00:00Z\"} more",
        "{\"now\": \"2024-10-05T00:00:00Z\", \"stopped\": \"yes\"}");
  }

  @ParameterizedTest
  @MethodSource("wrongTimes")
  void wrongTimeIsRefusedInTheShapeOfTheContract(String body) {
    Answer answer = server.anyone().post("/local/clock", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.field("code")).isEqualTo("INVALID_REQUEST");
    assertThat(answer.field("message")).isNotEmpty();
    assertThat(answer.reason()).isIn("now", "stopped");
  }

  @Test
  void functionThatIsNotThereIsNotFound() {
    Answer answer = server.anyone().post("/local/functions/nobody", "{}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.field("code")).isEqualTo("NOT_FOUND");
    assertThat(answer.field("message")).isNotEmpty();
  }

  @Test
  void endpointThatDoesNotAnswerIsRefusedInOneLine() throws IOException {
    String endpoint;
    try (var free = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      endpoint = "http://localhost:" + free.getLocalPort();
    }

    Ending ending = LocalServerProcess.refused("--port", "0", "--endpoint", endpoint);

    assertRefused(ending, endpoint);
  }

  private static void assertRefused(Ending ending, String named) {
    assertThat(ending.errors())
        .singleElement()
        .asString()
        .startsWith("clientele: ")
        .contains(named);
    assertThat(ending.output()).isEmpty();
    assertThat(ending.exitCode()).isEqualTo(WRONG_OPTION);
  }
}

package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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

  private final LocalServerProcess server;

  LocalServerIT(LocalServerProcess server) {
    this.server = server;
  }

  @Test
  void accessTokenIsPrinted() {
    Answer answer = server.demoMerchant().get("/api/v1/customer/cust-v1-0811030624-aa-RBDgpR");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void threePrintedLinesLookUpListAndCreateInAShell(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve(".curlrc"), "write-out = \"\\n%{http_code}\"\n");

    List<String> printed = server.curlLines();
    assertThat(printed).hasSize(3);
    List<String> found = curl(printed.get(0), folder);
    List<String> tokens = curl(printed.get(1), folder);
    List<String> created = curl(printed.get(2), folder);

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
    String customer = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";
    try (var store = FaultyDynamoDb.start();
        var first = store.startServer();
        var second = store.startServer()) {
      for (LocalServerProcess issuer : List.of(first, second)) {
        Answer issued = issuer.anyone().issueToken(LocalServerProcess.DEMO_MERCHANT, "demo-secret");
        String token = issued.field("access_token");

        assertThat(first.anyone().withAccessToken(token).get(customer).status()).isEqualTo(200);
        assertThat(second.anyone().withAccessToken(token).get(customer).status()).isEqualTo(200);
      }
      assertThat(first.demoMerchant().get(customer).status()).isEqualTo(200);
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

    assertThatCode(() -> connect(InetAddress.getLoopbackAddress(), port))
        .doesNotThrowAnyException();
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
  void signalEndsItWithinSecondsAndWithoutComplaint(String signal, int exitCode) throws Exception {
    assumeThat(isIgnoredHere(signal))
        .as("whoever starts the tests has it ignored, and children inherit that")
        .isFalse();
    try (var own = LocalServerProcess.start()) {
      Ending ending = own.end(signal);

      assertThat(ending.exitCode()).isEqualTo(exitCode);
      assertThat(ending.output()).isEmpty();
      assertThat(ending.errors()).isEmpty();
    }
  }

  private static boolean isIgnoredHere(String signal) throws Exception {
    return new ProcessBuilder("bash", "-c", "kill -s " + signal + " $$").start().waitFor() == 0;
  }

  @Test
  @DisabledIfSystemProperty(named = "clientele.endpoint", matches = ".+")
  void folderKeepsWhatWasCreatedFromOneStartToTheNext(@TempDir Path parent) {
    String folder = parent.resolve("not/there/yet").toString();
    Answer created;
    Answer tokens;
    try (var first = LocalServerProcess.start("--data", folder, "--now", SharedServer.NOW)) {
      created =
          first
              .demoMerchant()
              .post("/api/v1/customer", "{\"merchant_customer_reference\": \"kept\"}");
      tokens = tokens(first);
    }

    try (var second = LocalServerProcess.start("--data", folder, "--now", SharedServer.NOW)) {
      Answer read = second.demoMerchant().get("/api/v1/customer/" + created.field("customer_id"));

      assertThat(created.status()).isEqualTo(201);
      assertThat(read.status()).as(read.text()).isEqualTo(200);
      assertThat(read.json()).isEqualTo(created.json());
      assertThat(tokens(second).json()).isEqualTo(tokens.json());
    }
  }

  private static Answer tokens(LocalServerProcess server) {
    return server.demoMerchant().get("/api/v1/customer/cust-v1-0811030624-aa-RBDgpR/tokens");
  }

  @Test
  void portInUseIsRefusedInOneLine() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      Ending ending = LocalServerProcess.refused("--port", Integer.toString(taken.getLocalPort()));

      assertRefused(ending, Integer.toString(taken.getLocalPort()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"70000", "-1"})
  void portThatCannotBeIsRefusedInOneLine(String port) {
    Ending ending = LocalServerProcess.refused("--port", port);

    assertRefused(ending, "--port");
  }

  @Test
  void folderThatCannotBeWrittenIsRefusedInOneLine(@TempDir Path parent) throws IOException {
    Path below = Files.writeString(parent.resolve("file"), "").resolve("folder");

    Ending ending = LocalServerProcess.refused("--port", "0", "--data", below.toString());

    assertRefused(ending, below.toString());
  }

  static List<List<String>> wrongOptions() {
    return List.of(
        List.of("--prot", "0"),
        List.of("stray"),
        List.of("--port", "many"),
        List.of("--port"),
        List.of("--now", "yesterday"),
        List.of("--now", "2024-10-05"),
        List.of("--now", "1999-12-31T23:59:59Z"),
        List.of("--now", "+10000-01-01T00:00:00Z"),
        List.of("--archive", "not/there.zip"),
        List.of("--archive", "pom.xml"),
        List.of("--archive", "src"),
        List.of("--archive", "../local/target/quarkus-app/quarkus-run.jar"),
        List.of("--endpoint", "not a URL"),
        List.of("--endpoint", "nonsense"),
        List.of("--endpoint", "ftp://localhost"),
        List.of("--table-prefix", "no blanks"),
        List.of("--profile", "loose"));
  }

  @ParameterizedTest
  @MethodSource("wrongOptions")
  void wrongOptionIsRefusedInOneLine(List<String> options) {
    Ending ending = LocalServerProcess.refused(options.toArray(String[]::new));

    assertRefused(ending, options.get(0));
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

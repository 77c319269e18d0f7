package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.local.TestingServer.json;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.clientele.embedded.EmbeddedDynamoDb;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LocalServerIT {

  private static TestingServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestingServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void printedLinesWorkWhenPasted() throws Exception {
    List<String> answers = new ArrayList<>();
    for (String line : server.curls()) {
      Process curl = new ProcessBuilder("bash", "-c", line + " -w ' %{http_code}'").start();
      answers.add(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    assertThat(answers).hasSize(3);
    assertThat(answers.get(0)).contains("\"first_name\":\"Kevin\"").endsWith(" 200");
    assertThat(answers.get(1)).contains("\"total_tokens\":1").endsWith(" 200");
    assertThat(answers.get(2)).contains("\"first_name\":\"Asha\"").endsWith(" 201");
  }

  @Test
  void demoDataIsTheSameAtEveryStart() throws Exception {
    Set<String> first = demoKeys();
    Set<String> second = demoKeys();

    assertThat(second).isEqualTo(first);
  }

  private static Set<String> demoKeys() throws Exception {
    try (var store = EmbeddedDynamoDb.inMemory();
        var client = store.client();
        var onStore = TestingServer.start("--endpoint", store.endpoint().toString())) {
      assertThat(onStore.url()).startsWith("http://localhost:");
      Set<String> customers = new TreeSet<>();
      Set<String> tokens = new TreeSet<>();
      Set<PaymentTokenStatus> statuses = EnumSet.noneOf(PaymentTokenStatus.class);
      Set<PaymentMethod> methods = EnumSet.noneOf(PaymentMethod.class);
      for (Map<String, AttributeValue> attributes :
          client.scanPaginator(scan -> scan.tableName("CustomersTable")).items()) {
        Map<String, String> item = new HashMap<>();
        attributes.forEach((name, value) -> item.put(name, String.valueOf(value.s())));
        String key = item.get("pk") + " " + item.get("sk");
        if (key.endsWith(" customer")) {
          customers.add(key);
        } else if (key.contains(" token#")) {
          tokens.add(key);
          statuses.add(PaymentTokenStatus.valueOf(item.getOrDefault("status", "")));
          methods.add(PaymentMethod.valueOf(item.getOrDefault("payment_method", "")));
        }
      }
      assertThat(customers)
          .hasSize(100)
          .contains("demo-merchant#cust-v1-0811030624-aa-RBDgpR customer");
      assertThat(tokens).hasSize(300);
      assertThat(statuses).containsExactly(PaymentTokenStatus.values());
      assertThat(methods).containsExactly(PaymentMethod.values());
      customers.addAll(tokens);
      return customers;
    }
  }

  @Test
  void folderKeepsWhatWasStored(@TempDir Path folder) throws Exception {
    String id;
    try (var first = TestingServer.start("--data", folder.toString())) {
      var created =
          first.send(
              first.accessToken(),
              "POST",
              "/api/v1/customer",
              "{\"merchant_customer_reference\": \"kept\"}");
      id = json(created).get("customer_id").asText();
    }
    try (var second = TestingServer.start("--data", folder.toString())) {
      assertThat(second.send("GET", "/api/v1/customer/" + id).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void signalsStopItCleanly() throws Exception {
    for (String signal : List.of("INT", "TERM")) {
      var stopped = TestingServer.start();

      new ProcessBuilder("kill", "-" + signal, String.valueOf(stopped.process().pid()))
          .start()
          .waitFor();

      assertThat(stopped.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(TestingServer.errors(stopped.process())).isEmpty();
    }
  }

  @Test
  void takenPortIsOneClearLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused("in use", "--port", String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void wrongOptionsAreOneClearLine(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertRefused("folder", "--data", file.resolve("below").toString());
    assertRefused("--unknown", "--unknown");
    assertRefused("--now", "--now", "tomorrow");
    assertRefused("--port", "--port", "http");
    assertRefused("--port", "--port", "70000");
    assertRefused("no DynamoDB answers", "--endpoint", "http://localhost:1");
  }

  private static void assertRefused(String hint, String... options) throws Exception {
    Process process = TestingServer.launch(Arrays.asList(options));

    String errors = TestingServer.errors(process);

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(errors.lines()).singleElement().asString().startsWith("clientele: ").contains(hint);
    assertThat(process.exitValue()).isEqualTo(2);
  }

  @Test
  void describesItselfAndRefusesTheUnknown() throws Exception {
    assertThat(server.send("GET", "/openapi.yaml").body())
        .isEqualTo(Files.readString(Path.of("../openapi.yaml")));

    var unknown = server.send("GET", "/api/v2/customer");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).get("code").asText()).isEqualTo("NOT_FOUND");

    for (String method : List.of("PUT", "DELETE", "OPTIONS", "TRACE")) {
      var wrong = server.send(method, "/api/v1/customer");
      assertThat(wrong.statusCode()).isEqualTo(405);
      assertThat(wrong.headers().firstValue("allow")).contains("GET, POST");
      assertThat(json(wrong).get("code").asText()).isEqualTo("METHOD_NOT_ALLOWED");
    }
    assertThat(URI.create(server.url()).getHost()).isEqualTo("localhost");
  }

  @Test
  void withoutAValidTokenNothingIsAnswered() throws Exception {
    try (var past = TestingServer.start("--now", "2024-10-05T00:00:00Z")) {
      String good = server.accessToken();
      String unsigned = "eyJhbGciOiJub25lIn0." + good.split("\\.")[1] + ".";
      for (String token :
          List.of("garbled", good + "x", unsigned, past.accessToken(), good + "," + good)) {
        var refused = server.send(token, "GET", "/api/v1/customer/any", null);

        assertThat(refused.statusCode()).as(token).isEqualTo(401);
        assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(json(refused).get("code").asText()).isEqualTo("UNAUTHORIZED");
      }
      assertThat(server.send(null, "GET", "/api/v1/customer/any", null).statusCode())
          .isEqualTo(401);
      assertThat(server.send(good, "GET", "/api/v1/customer/any", null).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void wrongClientAndWrongSecretAreAnsweredAlike() throws Exception {
    var secret = server.send(null, "POST", "/api/auth/v1/token", credentials("demo-merchant"));
    var client = server.send(null, "POST", "/api/auth/v1/token", credentials("nobody"));

    assertThat(secret.statusCode()).isEqualTo(422);
    assertThat(json(secret).get("code").asText()).isEqualTo("USER_AUTHENTICATION_FAILED");
    assertThat(client.statusCode()).isEqualTo(422);
    assertThat(client.body()).isEqualTo(secret.body());
  }

  private static String credentials(String client) {
    return "{\"client_id\": \"%s\", \"client_secret\": \"wrong\", \"grant_type\": \"client_credentials\"}"
        .formatted(client);
  }
}

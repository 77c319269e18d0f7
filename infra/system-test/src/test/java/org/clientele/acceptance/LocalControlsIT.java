package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.RawConnection;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TokenReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use {@code /local}: programs and pages of this machine. */
@ExtendWith(SharedServer.class)
class LocalControlsIT {

  private static final String TOKENS = "/local/tokens";

  private final LocalServerProcess server;
  private final TokenReports tokens;

  LocalControlsIT(LocalServerProcess server) {
    this.server = server;
    this.tokens = new TokenReports(server.demoMerchant());
  }

  private Answer send(String method, String path, String lines, String body) {
    try (var connection = new RawConnection(server.url())) {
      return connection.send(method, path, lines.lines().toList(), body.getBytes(UTF_8));
    }
  }

  private static void assertForbidden(Answer answer, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.field("code")).isEqualTo("FORBIDDEN");
    assertThat(answer.field("message")).isNotEmpty();
    assertThat(answer.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://shop.example",
        "Origin: null",
        "Origin: ",
        "Origin: https://localhost:8080",
        "Origin: http://localhost.shop.example",
        "Origin: http://127.0.0.1.shop.example:8080",
        "Origin: http://shop.example/http://localhost",
        "Origin: http://localhost:8080@shop.example",
        "Origin: http://localhost, http://shop.example",
        "Origin: http://localhost\nOrigin: http://shop.example",
        "Host: shop.example",
        "Host: localhost.shop.example:8080",
        "Host: 127.0.0.1.shop.example:8080",
        "Host: localhost:8080@shop.example",
        "Host: 127.0.0.2",
        "Host: ",
        "Host: localhost\nHost: shop.example",
        "Host: shop.example\nOrigin: http://localhost",
      })
  void pageFromElsewhereIsRefusedAndRecordsNothing(String lines) {
    String customer = tokens.customer("controls-of-others");
    String report = TokenReports.message(customer, "controls-refused", "ACTIVE").toString();

    Answer answer = send("POST", TOKENS, lines, report);

    assertForbidden(answer, lines.substring(0, lines.indexOf(':')));
    assertThat(tokens.of(customer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Origin: http://localhost",
        "Origin: http://localhost:3000",
        "Origin: http://127.0.0.1:8080",
        "Origin: http://[::1]:8080",
        "Host: localhost:8080",
        "Host: LOCALHOST",
        "Host: 127.0.0.1:8080",
        "Host: [::1]",
        "Host: localhost:8080\nOrigin: http://localhost:8080",
      })
  void programsAndPagesOfThisMachineAreServed(String lines) {
    String customer = tokens.customer("controls-of-this-machine");
    String report = TokenReports.message(customer, "controls-recorded", "ACTIVE").toString();

    Answer answer = send("POST", TOKENS, lines, report);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(tokens.of(customer)).hasSize(1);
  }

  @Test
  void programsOfThisMachineMaySpeakHttp2() throws Exception {
    String customer = tokens.customer("controls-by-http2");
    String report = TokenReports.message(customer, "controls-http2", "ACTIVE").toString();

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.url().resolve(TOKENS))
                    .version(HttpClient.Version.HTTP_2)
                    .POST(BodyPublishers.ofString(report))
                    .build(),
                BodyHandlers.ofString());

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(tokens.of(customer)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /local/clock",
    "POST, /local/sweep",
    "POST, /local/deregistrations",
    "GET, /local/deregistrations",
    "POST, /local/functions/record-tokens",
    "POST, /local/not-there",
    "OPTIONS, /local/clock",
    "GET, /local/clock",
    "GET, /local",
  })
  void pageFromElsewhereIsRefusedEverythingBelow(String method, String path) {
    Answer answer = send(method, path, "Origin: https://shop.example", "not JSON");

    assertForbidden(answer, "Origin");
  }

  @Test
  void requestWithoutHostIsRefused() {
    byte[] request = "POST /local/sweep HTTP/1.0\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);

    try (var connection = new RawConnection(server.url())) {
      assertForbidden(connection.exchange(request, false).orElseThrow(), "Host");
    }
  }

  /** It reaches the loopback address where the kernel routes to it from elsewhere. */
  @Test
  void peerOfAnotherAddressIsRefused() throws IOException {
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
            .findFirst();
    assumeThat(other).as("an address of this machine in a network").isPresent();
    String request =
        String.join(
            "\r\n",
            "POST /local/sweep HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Content-Length: 0",
            "",
            "");

    try (var socket =
        new Socket(
            InetAddress.getLoopbackAddress(), server.url().getPort(), other.orElseThrow(), 0)) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"peer address\"");
    }
  }

  @Test
  void apiIsServedUnderAnyHostToAnyOrigin() {
    List<String> lines =
        List.of(
            "Host: shop.example",
            "Origin: https://shop.example",
            "Authorization: Bearer " + server.accessToken());

    try (var connection = new RawConnection(server.url())) {
      Answer answer =
          connection.send(
              "GET", "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR", lines, new byte[0]);

      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  @DisabledIfSystemProperty(
      named = "clientele.archive",
      matches = ".+",
      disabledReason = "the processes of an archive tell only whether a message was taken")
  void messageIsAnsweredWithWhatBecameOfIt() {
    String customer = tokens.customer("controls-outcome");
    ObjectNode first = TokenReports.message(customer, "controls-outcome", "ACTIVE");
    ObjectNode older = first.deepCopy();
    older.put("source_sequence", first.path("source_sequence").asLong() - 1);

    assertThat(List.of(first, first, older))
        .extracting(report -> server.anyone().post(TOKENS, report.toString()).field("outcome"))
        .containsExactly("stored", "repeated", "older");
  }

  @Test
  void clockIsTold() {
    Answer answer = server.anyone().get("/local/clock");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field("now")).startsWith(SharedServer.NOW.substring(0, 10));
    assertThat(answer.json().path("stopped").isBoolean()).isTrue();
  }
}

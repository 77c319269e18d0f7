package org.clientele.acceptance;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.clientele.embedded.TemporaryTables;
import org.clientele.local.LocalServer;
import org.clientele.testing.Deadline;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.TokenReports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import picocli.CommandLine;

/** What the API answers of a customer that {@code erase-customer} has erased. */
@DisabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "the command and the items are the same")
class ErasureIT {

  private static final int REFUSED = 2;

  private static final TemporaryTables TABLES = new TemporaryTables();
  private static LocalServerProcess server;
  private static MerchantClient client;

  private final String reference = "erased-" + UUID.randomUUID();
  private final String body =
      """
      {"merchant_customer_reference": "%s", "mobile_number": "9876512345", "first_name": "Zarina",
       "email_id": "zarina@example.com", "billing_address": {"city": "Zaragoza"},
       "merchant_metadata": {"tier": "gold"}}
      """
          .formatted(reference);

  @BeforeAll
  static void startServer() {
    // The command goes by the machine's clock, and erases nobody for a day after the deletion.
    Instant aDayAndMoreAgo = Instant.now().minus(Duration.ofHours(25)).truncatedTo(SECONDS);
    server =
        LocalServerProcess.start(
            "--endpoint",
            TABLES.endpoint().toString(),
            "--table-prefix",
            TABLES.prefix(),
            "--now",
            aDayAndMoreAgo.toString());
    client = server.demoMerchant();
  }

  @AfterAll
  static void end() {
    server.close();
    TABLES.close();
  }

  @Test
  void nothingThatWasKnownIsAnsweredAndTheReferenceIsFree() {
    String id = client.post("/api/v1/customer", body).field("customer_id");
    new TokenReports(client).record(TokenReports.message(id, reference, "ACTIVE"));
    awaitFound(1);
    assertThat(erase(id)).isEqualTo(REFUSED);
    assertThat(client.send("DELETE", "/api/v1/customer/" + id).status()).isEqualTo(200);
    assertThat(erase(id)).as("before its provider is asked").isEqualTo(REFUSED);
    assertThat(client.post("/local/deregistrations", "{}").status()).isEqualTo(200);

    assertThat(erase(id)).isZero();

    Answer erased = client.get("/api/v1/customer/" + id);
    assertThat(erased.status()).isEqualTo(200);
    assertThat(erased.json().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("customer_id", "status", "created_at", "updated_at");
    assertThat(erased.field("status")).isEqualTo("DELETED");
    JsonNode token = client.get(TokenReports.path(id)).json().at("/tokens/0");
    assertThat(token.path("status").asText()).isEqualTo("DEACTIVATED");
    assertThat(token.has("card_data")).isFalse();
    JsonNode entry = client.get("/api/v1/customer/" + id + "/history").json().at("/entries/0");
    assertThat(entry.path("by").asText()).isEqualTo("operator");
    assertThat(entry.path("fields").toString()).contains("first_name").doesNotContain("Zar");
    awaitNothingToSearchBy("zar");
    assertThat(client.patch("/api/v1/customer/" + id, "{\"first_name\": \"Zarina\"}").status())
        .isEqualTo(422);

    Answer anew = client.post("/api/v1/customer", body);
    assertThat(anew.status()).as(anew.text()).isEqualTo(201);
    assertThat(anew.field("customer_id")).isNotEqualTo(id);
  }

  /** A change is found after a moment. */
  private static void awaitFound(int customers) {
    Deadline deadline = Deadline.start();
    while (client.get("/api/v1/customers?search=zarina").json().path("customers").size()
        != customers) {
      deadline.requireNotPassed("the search index");
    }
  }

  private static void awaitNothingToSearchBy(String text) {
    Deadline deadline = Deadline.start();
    while (TABLES
        .client()
        .scan(scan -> scan.tableName(TABLES.name("SearchTable")))
        .toString()
        .contains(text)) {
      deadline.requireNotPassed("the search index");
    }
  }

  private static int erase(String customerId) {
    var output = new StringWriter();
    return LocalServer.asClientele(new CommandLine(new LocalServer()))
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(output, true))
        .execute(
            "erase-customer",
            "--table",
            TABLES.name("CustomersTable"),
            "--endpoint",
            TABLES.endpoint().toString(),
            "--merchant",
            LocalServerProcess.DEMO_MERCHANT,
            "--customer",
            customerId);
  }
}

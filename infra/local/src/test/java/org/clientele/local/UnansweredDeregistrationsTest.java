package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.clientele.embedded.TemporaryTables;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.token.Deregistration;
import org.clientele.token.Deregistration.Holder;
import org.clientele.token.Deregistration.Trigger;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UnansweredDeregistrationsTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:00:00Z");

  @Test
  void whatWasSentAndIsNotAnsweredIsListedTheOldestFirst() {
    var output = new StringWriter();
    try (var tables = new TemporaryTables()) {
      String table = tables.name("CustomersTable");
      for (Deregistration stored :
          List.of(
              wanted("young", NOW).sent(Instant.parse("9999-01-01T00:00:00Z")),
              wanted("old", NOW.minusSeconds(1)).sent(NOW),
              wanted("not-sent", NOW))) {
        tables.client().putItem(put -> put.tableName(table).item(DeregistrationItem.of(stored)));
      }

      int exitCode =
          new CommandLine(new LocalServer())
              .setOut(new PrintWriter(output, true))
              .execute("deregistrations", "--table", table, "--endpoint", "" + tables.endpoint());

      assertThat(exitCode).isZero();
    }
    assertThat(output.toString().lines())
        .containsExactly(
            "{\"merchant_id\":\"m\",\"customer_id\":\"c\",\"token_id\":\"old\","
                + "\"merchant_token_reference\":\"reference\","
                + "\"sources\":[{\"source\":\"tsp\",\"provider_token_id\":\"p-1\"}],"
                + "\"occurred_at\":\"2026-01-31T22:59:59.000000Z\","
                + "\"deadline\":\"2026-01-31T23:00:00.000000Z\",\"overdue\":true}",
            "{\"merchant_id\":\"m\",\"customer_id\":\"c\",\"token_id\":\"young\","
                + "\"merchant_token_reference\":\"reference\","
                + "\"sources\":[{\"source\":\"tsp\",\"provider_token_id\":\"p-1\"}],"
                + "\"occurred_at\":\"2026-01-31T23:00:00.000000Z\","
                + "\"deadline\":\"9999-01-01T00:00:00.000000Z\",\"overdue\":false}");
  }

  private static Deregistration wanted(String tokenId, Instant occurredAt) {
    return new Deregistration(
        new MerchantId("m"),
        new CustomerId("c"),
        new PaymentTokenId(tokenId),
        "reference",
        List.of(new Holder("tsp", "p-1")),
        Trigger.TOKEN_REMOVED,
        occurredAt,
        null,
        1);
  }
}

package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.clientele.embedded.TemporaryTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PurgeCardDataTest {

  /** What there is of a card besides its last four digits and its issuer. */
  private static final Set<String> MORE_THAN_MINIMAL =
      Set.of("card_type", "network", "category", "country", "international", "emi", "cvv_required");

  private final TemporaryTables tables = new TemporaryTables();
  private final DynamoDbClient dynamoDb = tables.client();
  private final String table = tables.name("CustomersTable");
  private final StringWriter output = new StringWriter();

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void whatIsNotKeptOfCardsGoesAndNothingElse() {
    List<Map<String, AttributeValue>> all = DemoData.items();
    all.forEach(this::put);
    long withMore = all.stream().filter(item -> !purged(item).equals(item)).count();
    assertThat(withMore).isPositive();

    assertThat(run()).isZero();
    assertThat(run()).isZero();

    assertThat(output).hasToString(withMore + " tokens (0 unreadable)\n0 tokens (0 unreadable)\n");
    assertThat(stored())
        .isEqualTo(all.stream().map(PurgeCardDataTest::purged).collect(Collectors.toSet()));
  }

  @Test
  void tokenThatIsUnreadableKeepsNoOtherOne() {
    List<Map<String, AttributeValue>> tokens =
        DemoData.items().stream().filter(item -> !purged(item).equals(item)).limit(10).toList();
    Map<String, AttributeValue> unreadable = new HashMap<>(tokens.get(0));
    unreadable.remove("created_at");
    put(unreadable);
    tokens.subList(1, 10).forEach(this::put);

    assertThat(run()).isEqualTo(3);

    assertThat(output).hasToString("9 tokens (1 unreadable)\n");
    assertThat(stored()).contains(unreadable).hasSize(10);
  }

  private static Map<String, AttributeValue> purged(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> purged = new HashMap<>(item);
    purged.computeIfPresent(
        "sources",
        (name, sources) ->
            AttributeValue.fromL(
                sources.l().stream().map(PurgeCardDataTest::purgedSource).toList()));
    if (!purged.equals(item)) {
      purged.computeIfPresent(
          "version",
          (name, version) -> AttributeValue.fromN("" + (Long.parseLong(version.n()) + 1)));
    }
    return purged;
  }

  private static AttributeValue purgedSource(AttributeValue source) {
    Map<String, AttributeValue> purged = new HashMap<>(source.m());
    purged.keySet().removeAll(MORE_THAN_MINIMAL);
    return AttributeValue.fromM(purged);
  }

  private void put(Map<String, AttributeValue> item) {
    dynamoDb.putItem(put -> put.tableName(table).item(item));
  }

  private Set<Map<String, AttributeValue>> stored() {
    return dynamoDb.scanPaginator(scan -> scan.tableName(table)).items().stream()
        .collect(Collectors.toSet());
  }

  private int run() {
    return new CommandLine(new LocalServer())
        .setOut(new PrintWriter(output, true))
        .execute("purge-card-data", "--table", table, "--endpoint", "" + tables.endpoint());
  }
}

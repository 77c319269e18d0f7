package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.clientele.embedded.TemporaryTables;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RebuiltSearchIndexTest {

  @Test
  void whatIsMissingIsAddedAndWhatIsLeftOverIsRemovedOnce() {
    try (var tables = new TemporaryTables()) {
      String search = tables.name("SearchTable");
      DemoData.items()
          .forEach(
              item ->
                  tables
                      .client()
                      .putItem(put -> put.tableName(tables.name("CustomersTable")).item(item)));
      Map<String, AttributeValue> leftOver =
          Map.of(
              "pk", AttributeValue.fromS("demo-merchant#text#gon#1"),
              "sk", AttributeValue.fromS("gone#cust-v1-gone"),
              "version", AttributeValue.fromN("1"));
      tables.client().putItem(put -> put.tableName(search).item(leftOver));

      assertThat(run(tables))
          .matches("[0-9]+ customers \\(0 unreadable\\): [1-9][0-9]+ entries added, 1 removed\n");
      List<Map<String, AttributeValue>> stored =
          tables.client().scanPaginator(scan -> scan.tableName(search)).items().stream().toList();
      assertThat(run(tables)).endsWith(": 0 entries added, 0 removed\n");

      assertThat(tables.client().scanPaginator(scan -> scan.tableName(search)).items())
          .containsExactlyInAnyOrderElementsOf(stored)
          .doesNotContain(leftOver);
    }
  }

  private static String run(TemporaryTables tables) {
    var output = new StringWriter();
    int exitCode =
        new CommandLine(new LocalServer())
            .setOut(new PrintWriter(output, true))
            .execute(
                "search-index",
                "--table",
                tables.name("CustomersTable"),
                "--search-table",
                tables.name("SearchTable"),
                "--endpoint",
                "" + tables.endpoint());
    assertThat(exitCode).isZero();
    return output.toString();
  }
}

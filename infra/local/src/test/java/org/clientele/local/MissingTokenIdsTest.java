package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clientele.embedded.TemporaryTables;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class MissingTokenIdsTest {

  private static final int DEMO_TOKENS = 300;

  @Test
  void whatAnOlderVersionDidNotStoreIsStoredOnceAndNothingElse() {
    try (var tables = new TemporaryTables()) {
      String table = tables.name("CustomersTable");
      DynamoDbClient dynamoDb = tables.client();
      List<Map<String, AttributeValue>> all = DemoData.items();
      all.stream()
          .filter(item -> !isTokenId(item))
          .forEach(item -> dynamoDb.putItem(put -> put.tableName(table).item(item)));

      assertThat(run(table, tables)).isEqualTo(DEMO_TOKENS + " tokens\n");
      assertThat(run(table, tables)).isEqualTo("0 tokens\n");

      Set<Map<String, AttributeValue>> stored = new HashSet<>();
      dynamoDb.scanPaginator(scan -> scan.tableName(table)).items().forEach(stored::add);
      assertThat(stored).isEqualTo(Set.copyOf(all));
      assertThat(all.stream().filter(MissingTokenIdsTest::isTokenId)).hasSize(DEMO_TOKENS);
    }
  }

  private static boolean isTokenId(Map<String, AttributeValue> item) {
    return AttributeValue.fromS("token-id").equals(item.get("sk"));
  }

  private static String run(String table, TemporaryTables tables) {
    var output = new StringWriter();
    int exitCode =
        new CommandLine(new LocalServer())
            .setOut(new PrintWriter(output, true))
            .execute("token-ids", "--table", table, "--endpoint", "" + tables.endpoint());
    assertThat(exitCode).isZero();
    return output.toString();
  }
}

package org.clientele.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class TableStreamTest {

  private static final AttributeValue NONE = AttributeValue.fromNul(true);

  private static TemporaryTables tables;

  @BeforeAll
  static void createTables() {
    tables = new TemporaryTables();
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @Test
  void recordsComeInOrderAndABatchThatIsNotHandledComesAgain() {
    try (TableStream stream = TableStream.fromNow(tables.endpoint(), customers()).orElseThrow()) {
      IntStream.range(0, 250).forEach(i -> put("one", i));
      List<String> seen = new ArrayList<>();

      assertThat(stream.drain(records -> false)).isZero();
      assertThat(stream.drain(records -> seen.isEmpty() && seen.addAll(values(records))))
          .isEqualTo(100);
      assertThat(stream.drain(records -> seen.addAll(values(records)))).isEqualTo(150);
      assertThat(stream.drain(records -> seen.addAll(values(records)))).isZero();

      assertThat(seen)
          .containsExactlyElementsOf(IntStream.range(0, 250).mapToObj(i -> "" + i).toList());
    }
  }

  @Test
  void whatWasWrittenBeforeIsReadFromTheBeginningAlone() {
    put("before", 1);
    try (TableStream all = TableStream.fromBeginning(tables.endpoint(), customers()).orElseThrow();
        TableStream later = TableStream.fromNow(tables.endpoint(), customers()).orElseThrow()) {
      assertThat(later.drain(records -> true)).isZero();
      assertThat(all.drain(records -> true)).isPositive();
    }
  }

  @Test
  void tableWithoutStreamHasNone() {
    assertThat(TableStream.fromNow(tables.endpoint(), tables.name("RequestsTable"))).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void eventHasWhatTheItemWasAndIs() {
    try (TableStream stream = TableStream.fromNow(tables.endpoint(), customers()).orElseThrow()) {
      put("changed", 1);
      put("changed", 2);
      List<Map<String, Object>> events = new ArrayList<>();
      stream.drain(
          records -> {
            events.addAll(
                (List<Map<String, Object>>)
                    TableStream.event(records, Duration.ZERO).get("Records"));
            return true;
          });

      assertThat(events)
          .extracting(event -> event.get("eventName"))
          .containsExactly("INSERT", "MODIFY");
      assertThat((Map<String, Object>) events.get(1).get("dynamodb"))
          .containsEntry(
              "Keys", Map.of("pk", Map.of("S", "changed"), "sk", Map.of("S", "customer")))
          .containsKeys("SequenceNumber", "ApproximateCreationDateTime", "OldImage")
          .extractingByKey("NewImage")
          .asString()
          .contains("value={N=2}");
    }
  }

  private static List<String> values(List<Record> records) {
    return records.stream()
        .map(record -> record.dynamodb().newImage().getOrDefault("value", NONE).n())
        .toList();
  }

  private static String customers() {
    return tables.name("CustomersTable");
  }

  private static void put(String pk, int value) {
    tables
        .client()
        .putItem(
            put ->
                put.tableName(customers())
                    .item(
                        Map.of(
                            "pk", AttributeValue.fromS(pk),
                            "sk", AttributeValue.fromS("customer"),
                            "value", AttributeValue.fromN("" + value))));
  }
}

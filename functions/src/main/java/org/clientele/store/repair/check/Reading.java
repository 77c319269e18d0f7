package org.clientele.store.repair.check;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Transaction;
import org.clientele.store.repair.check.Half.Mend;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;

/** Items as they were read, each once, so that it can be told whether they are so still. */
public final class Reading {

  /** Grows with each change of an item that has one; but not by the marks. */
  private static final String VERSION = "version";

  /** What may come to an item without any other attribute's changing. */
  private static final Set<String> MARKS = Set.of("is_default", "deleted", "recounts");

  private static final Set<String> KEYS = Set.of(Attributes.PK, Attributes.SK);

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> known;
  private final Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> read =
      new LinkedHashMap<>();

  /**
   * @param known what need not be read again
   */
  public Reading(
      DynamoDbClient dynamoDb,
      Table table,
      Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> known) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.known = known;
  }

  public static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
    Attributes read = Attributes.of(item);
    return Attributes.key(read.requiredText(Attributes.PK), read.requiredText(Attributes.SK))
        .toMap();
  }

  public Optional<Map<String, AttributeValue>> find(Map<String, AttributeValue> key) {
    return read.computeIfAbsent(
        key, wanted -> known.containsKey(wanted) ? known.get(wanted) : table.find(wanted));
  }

  /** Returns the items of a partition whose sort key begins so; no mend depends on them. */
  public Stream<Map<String, AttributeValue>> all(String pk, String sortKeyPrefix) {
    return dynamoDb.queryPaginator(table.allOf(pk, sortKeyPrefix)).items().stream();
  }

  /** Whether all was so at one moment. */
  public boolean isOfOneMoment() {
    List<Map<String, AttributeValue>> keys = List.copyOf(read.keySet());
    List<TransactGetItem> gets =
        keys.stream()
            .map(key -> TransactGetItem.builder().get(get -> get.tableName(table.name()).key(key)))
            .map(TransactGetItem.Builder::build)
            .toList();
    List<ItemResponse> now =
        dynamoDb.transactGetItems(transaction -> transaction.transactItems(gets)).responses();
    for (int i = 0; i < keys.size(); i++) {
      Optional<Map<String, AttributeValue>> item =
          Optional.of(now.get(i)).filter(ItemResponse::hasItem).map(ItemResponse::item);
      if (!item.equals(read.get(keys.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Stores mends, if all that was read is as it was.
   *
   * @return whether it was
   */
  public boolean store(List<Mend> mends) {
    Transaction<Boolean> transaction = table.repeatable(true);
    Set<Map<String, AttributeValue>> written = new HashSet<>();
    for (Mend mend : mends) {
      written.add(mend.key());
      Condition unchanged = unchanged(read.getOrDefault(mend.key(), Optional.empty()));
      transaction.and(
          mend.item().isEmpty()
              ? table.delete(mend.key(), unchanged, Refusal.race())
              : table.put(mend.item(), unchanged, Refusal.race()));
    }
    read.forEach(
        (key, item) -> {
          if (!written.contains(key)) {
            transaction.and(table.check(key, unchanged(item), Refusal.race()));
          }
        });
    return transaction.commit().isPresent();
  }

  private static Condition unchanged(Optional<Map<String, AttributeValue>> read) {
    return read.map(Reading::unchanged).orElseGet(Condition::absent);
  }

  private static Condition unchanged(Map<String, AttributeValue> item) {
    boolean versioned = item.containsKey(VERSION);
    List<String> terms = new ArrayList<>(List.of("attribute_exists(#pk)"));
    Map<String, String> names = new HashMap<>(Map.of("#pk", Attributes.PK));
    Map<String, AttributeValue> values = new HashMap<>();
    item.forEach(
        (name, value) -> {
          if (!KEYS.contains(name) && (!versioned || name.equals(VERSION) || isMark(name))) {
            terms.add("#%1$s = :%1$s".formatted(name));
            names.put("#" + name, name);
            values.put(":" + name, value);
          }
        });
    for (String mark : MARKS) {
      if (!item.containsKey(mark)) {
        terms.add("attribute_not_exists(#%s)".formatted(mark));
        names.put("#" + mark, mark);
      }
    }
    return new Condition(terms.stream().collect(joining(" AND ")), names, values);
  }

  private static boolean isMark(String name) {
    return MARKS.contains(name);
  }
}

package org.clientele.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Many tokens that fall due together. One of each customer is recorded by the server; the others
 * are copies of what it stored, under other ids.
 */
public final class DueTokens {

  private static final String TABLE = "CustomersTable";
  private static final AttributeValue BEFORE = AttributeValue.fromS("2024-10-04T12:00:00.000000Z");
  private static final AttributeValue EXPIRED = AttributeValue.fromS("2024-10-31T18:30:00.000000Z");
  private static final int SHARDS = 64;
  private static final int BATCH = 25;

  private DueTokens() {}

  /** Stores tokens and returns their items by customer. */
  public static Map<String, List<Map<String, AttributeValue>>> put(
      FaultyDynamoDb store, TokenReports tokens, int count, int perCustomer, String expiry) {
    Map<String, List<Map<String, AttributeValue>>> items = new HashMap<>();
    for (int i = 0; i < count; i += perCustomer) {
      String name = "due-" + i;
      String customerId = tokens.customer(name);
      tokens.record(TokenReports.expiring(customerId, name, expiry));
      Map<String, AttributeValue> recorded =
          item(store, customerId, "token#" + tokens.only(customerId).path("token_id").asText());
      assertThat(recorded.get("expiry_shard")).isEqualTo(copy(recorded, 0).get("expiry_shard"));
      List<Map<String, AttributeValue>> all =
          Stream.concat(
                  Stream.of(recorded),
                  IntStream.range(1, perCustomer).mapToObj(j -> copy(recorded, j)))
              .toList();
      write(store, all.subList(1, all.size()));
      items.put(customerId, all);
    }
    return items;
  }

  /** Stores copies of a scene's due token in the same shard, until there are {@code count}. */
  public static void putInShardOf(Scene scene, FaultyDynamoDb store, int count) {
    Map<String, AttributeValue> due = item(store, scene.customerId(), "token#" + scene.tokenId());
    write(
        store,
        IntStream.iterate(1, i -> i + 1)
            .mapToObj(i -> copy(due, i))
            .filter(copy -> Objects.equals(copy.get("expiry_shard"), due.get("expiry_shard")))
            .limit(count - 1)
            .toList());
  }

  /** Makes a token, also as its customer's default, one that was stored before it expired. */
  static void makeDue(FaultyDynamoDb store, String customerId, String tokenId) {
    Map<String, AttributeValue> token = new HashMap<>(item(store, customerId, "token#" + tokenId));
    Map<String, AttributeValue> source =
        new HashMap<>(requireNonNull(token.get("sources")).l().get(0).m());
    source.put("expired_at", EXPIRED);
    token.put("expired_at", EXPIRED);
    token.put("sources", AttributeValue.fromL(List.of(AttributeValue.fromM(source))));
    token.put("created_at", BEFORE);
    token.put("updated_at", BEFORE);
    Map<String, AttributeValue> customer = new HashMap<>(item(store, customerId, "customer"));
    if (customer.containsKey("default_token_expired_at")) {
      customer.put("default_token_expired_at", EXPIRED);
      customer.put("created_at", BEFORE);
      customer.put("updated_at", BEFORE);
      customer.put("list_key", AttributeValue.fromS(BEFORE.s() + "#" + customerId));
    }
    write(store, List.of(token, customer));
  }

  private static Map<String, AttributeValue> item(
      FaultyDynamoDb store, String customerId, String sortKey) {
    return store
        .client()
        .getItem(
            get ->
                get.tableName(store.table(TABLE))
                    .consistentRead(true)
                    .key(
                        Map.of(
                            "pk",
                            AttributeValue.fromS(
                                LocalServerProcess.DEMO_MERCHANT + "#" + customerId),
                            "sk",
                            AttributeValue.fromS(sortKey))))
        .item();
  }

  /** Returns the same token under another id, in the shard of that id; as number 0 itself. */
  public static Map<String, AttributeValue> copy(Map<String, AttributeValue> recorded, int i) {
    Map<String, AttributeValue> copy = new HashMap<>(recorded);
    String suffix = i == 0 ? "" : "-" + i;
    for (String name : List.of("sk", "merchant_token_reference")) {
      copy.computeIfPresent(name, (key, value) -> AttributeValue.fromS(value.s() + suffix));
    }
    copy.computeIfPresent(
        "expiry_shard", (key, value) -> AttributeValue.fromN(Integer.toString(shard(id(copy)))));
    return copy;
  }

  /** Returns the shard of the expiry index that a token falls into. */
  static int shard(String tokenId) {
    return Math.floorMod(tokenId.hashCode(), SHARDS);
  }

  /** Returns the message that has the shard of a token swept. */
  public static String message(String tokenId) {
    return "{\"type\":\"tokens.sweep\",\"shard\":%d}".formatted(shard(tokenId));
  }

  private static String id(Map<String, AttributeValue> item) {
    return requireNonNull(item.get("sk")).s().substring("token#".length());
  }

  public static void write(FaultyDynamoDb store, List<Map<String, AttributeValue>> items) {
    List<WriteRequest> writes = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      writes.add(
          WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build());
      if (writes.size() == BATCH) {
        flush(store, writes);
      }
    }
    if (!writes.isEmpty()) {
      flush(store, writes);
    }
  }

  private static void flush(FaultyDynamoDb store, List<WriteRequest> writes) {
    var response =
        store
            .client()
            .batchWriteItem(batch -> batch.requestItems(Map.of(store.table(TABLE), writes)));
    assertThat(response.unprocessedItems()).isEmpty();
    writes.clear();
  }

  /** Whether the index still shows a token that was due by some time. */
  public static boolean isAnyLeft(FaultyDynamoDb store, String expiry) {
    return store
        .client()
        .scanPaginator(scan -> scan.tableName(store.table(TABLE)).indexName("token-expiry"))
        .items()
        .stream()
        .anyMatch(item -> requireNonNull(item.get("expired_at")).s().compareTo(expiry) <= 0);
  }
}

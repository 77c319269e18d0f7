package org.clientele.store.dynamodb;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.clientele.error.ErrorCode.RATE_LIMITED;
import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** A table: its items by key, and the writes to it that a {@link Transaction} is made of. */
public final class Table {

  /** Large items come in two answers at most; more means that the store has no capacity. */
  private static final int BATCH_ATTEMPTS = 4;

  private final DynamoDbClient dynamoDb;
  private final String name;

  public Table(DynamoDbClient dynamoDb, String name) {
    this.dynamoDb = dynamoDb;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Returns the item of a key as it is now, if there is one. */
  public Optional<Map<String, AttributeValue>> find(Map<String, AttributeValue> key) {
    var response = dynamoDb.getItem(get -> get.tableName(name).key(key).consistentRead(true));
    return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
  }

  /** Returns some attributes of an item as they are now, and nothing else of it. */
  public Map<String, AttributeValue> find(
      Map<String, AttributeValue> key, List<String> attributes) {
    Map<String, String> names = attributes.stream().collect(toMap(name -> "#" + name, identity()));
    return dynamoDb
        .getItem(
            get ->
                get.tableName(name)
                    .key(key)
                    .projectionExpression(String.join(", ", names.keySet()))
                    .expressionAttributeNames(names)
                    .consistentRead(true))
        .item();
  }

  /**
   * Returns the items of several keys as they are now, in any order, without those that there are
   * none of.
   *
   * @param keys 1 to 100, each once
   * @throws ApiException {@code RATE_LIMITED} if the store gives only some of them again and again
   */
  public List<Map<String, AttributeValue>> findAll(List<Map<String, AttributeValue>> keys) {
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    List<Map<String, AttributeValue>> open = keys;
    for (int attempt = 0; attempt < BATCH_ATTEMPTS; attempt++) {
      var asked = KeysAndAttributes.builder().keys(open).consistentRead(true).build();
      var response = dynamoDb.batchGetItem(batch -> batch.requestItems(Map.of(name, asked)));
      found.addAll(response.responses().getOrDefault(name, List.of()));
      if (!response.unprocessedKeys().containsKey(name)) {
        return found;
      }
      open = response.unprocessedKeys().get(name).keys();
    }
    throw new ApiException(RATE_LIMITED, "Too many requests; try again later");
  }

  /** Returns the query for all items of a partition, as they are now. */
  public QueryRequest allOf(String pk) {
    return QueryRequest.builder()
        .tableName(name)
        .keyConditionExpression("#pk = :pk")
        .expressionAttributeNames(Map.of("#pk", Attributes.PK))
        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(pk)))
        .consistentRead(true)
        .build();
  }

  /** Returns the query for all items of a partition whose sort key begins so, as they are now. */
  public QueryRequest allOf(String pk, String sortKeyPrefix) {
    return QueryRequest.builder()
        .tableName(name)
        .keyConditionExpression("#pk = :pk AND begins_with(#sk, :prefix)")
        .expressionAttributeNames(Map.of("#pk", Attributes.PK, "#sk", Attributes.SK))
        .expressionAttributeValues(
            Map.of(
                ":pk", AttributeValue.fromS(pk),
                ":prefix", AttributeValue.fromS(sortKeyPrefix)))
        .consistentRead(true)
        .build();
  }

  /** Returns the scan for all items whose sort key begins so, of whatever partition. */
  public ScanRequest scan(String sortKeyPrefix) {
    return ScanRequest.builder()
        .tableName(name)
        .filterExpression("begins_with(#sk, :prefix)")
        .expressionAttributeNames(Map.of("#sk", Attributes.SK))
        .expressionAttributeValues(Map.of(":prefix", AttributeValue.fromS(sortKeyPrefix)))
        .build();
  }

  /**
   * Returns a transaction that recognises what it has stored, so that it may be made again where it
   * is not known whether it was made.
   *
   * @param stored what is stored once it is made
   */
  public <T> Transaction<T> repeatable(T stored) {
    return new Transaction<>(dynamoDb, this, stored, true);
  }

  /**
   * Returns a transaction that is not made again where it is not known whether it was made: it
   * could undo what others have done since.
   *
   * @param stored what is stored once it is made
   */
  public <T> Transaction<T> once(T stored) {
    return new Transaction<>(dynamoDb, this, stored, false);
  }

  public <T> Write<T> put(
      Map<String, AttributeValue> item, Condition condition, Refusal<T> refusal) {
    var put =
        Put.builder()
            .tableName(name)
            .item(item)
            .conditionExpression(condition.expression())
            .expressionAttributeNames(condition.names())
            .expressionAttributeValues(orNone(condition.values()))
            .returnValuesOnConditionCheckFailure(ALL_OLD)
            .build();
    return new Write<>(TransactWriteItem.builder().put(put).build(), refusal);
  }

  public <T> Write<T> update(
      Map<String, AttributeValue> key, Change change, Condition condition, Refusal<T> refusal) {
    var values = Condition.merged(condition.values(), change.values());
    var update =
        Update.builder()
            .tableName(name)
            .key(key)
            .updateExpression(change.expression())
            .conditionExpression(condition.expression())
            .expressionAttributeNames(Condition.merged(condition.names(), change.names()))
            .expressionAttributeValues(orNone(values))
            .returnValuesOnConditionCheckFailure(ALL_OLD)
            .build();
    return new Write<>(TransactWriteItem.builder().update(update).build(), refusal);
  }

  public <T> Write<T> delete(
      Map<String, AttributeValue> key, Condition condition, Refusal<T> refusal) {
    var delete =
        Delete.builder()
            .tableName(name)
            .key(key)
            .conditionExpression(condition.expression())
            .expressionAttributeNames(condition.names())
            .expressionAttributeValues(orNone(condition.values()))
            .returnValuesOnConditionCheckFailure(ALL_OLD)
            .build();
    return new Write<>(TransactWriteItem.builder().delete(delete).build(), refusal);
  }

  /** Returns a write that changes nothing, and without whose condition no other one is made. */
  public <T> Write<T> check(
      Map<String, AttributeValue> key, Condition condition, Refusal<T> refusal) {
    var check =
        ConditionCheck.builder()
            .tableName(name)
            .key(key)
            .conditionExpression(condition.expression())
            .expressionAttributeNames(condition.names())
            .expressionAttributeValues(orNone(condition.values()))
            .returnValuesOnConditionCheckFailure(ALL_OLD)
            .build();
    return new Write<>(TransactWriteItem.builder().conditionCheck(check).build(), refusal);
  }

  /** DynamoDB refuses an empty map. */
  private static @Nullable Map<String, AttributeValue> orNone(Map<String, AttributeValue> values) {
    return values.isEmpty() ? null : values;
  }
}

package org.clientele.store.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** A table: its items by key, and the writes to it that a {@link Transaction} is made of. */
public final class Table {

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

  /**
   * Returns a transaction that stores something new. Where it is not known whether it was made, it
   * may be made again: it then meets what it has stored.
   *
   * @param stored what is stored once it is made
   */
  public <T> Transaction<T> insert(T stored) {
    return new Transaction<>(dynamoDb, this, stored, true);
  }

  /**
   * Returns a transaction that changes what was read. Where it is not known whether it was made, it
   * is not made again: it could undo what others have done since.
   *
   * @param stored what is stored once it is made
   */
  public <T> Transaction<T> change(T stored) {
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
            .expressionAttributeValues(condition.values().isEmpty() ? null : condition.values())
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
            .expressionAttributeValues(values.isEmpty() ? null : values)
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
            .expressionAttributeValues(condition.values())
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
            .expressionAttributeValues(condition.values())
            .returnValuesOnConditionCheckFailure(ALL_OLD)
            .build();
    return new Write<>(TransactWriteItem.builder().conditionCheck(check).build(), refusal);
  }
}

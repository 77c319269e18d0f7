package org.clientele.store.dynamodb;

import java.util.function.Supplier;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * A write of one item on a condition.
 *
 * @param refusal what it means that the condition does not hold
 * @param conflict why not to try again where another transaction is at the item; null to do so
 * @param <T> what the transaction stores
 */
public record Write<T>(
    TransactWriteItem item, Refusal<T> refusal, @Nullable Supplier<ApiException> conflict) {

  Write(TransactWriteItem item, Refusal<T> refusal) {
    this(item, refusal, null);
  }

  /** Returns this write, which is not tried again where another transaction is at the item. */
  public Write<T> withConflict(Supplier<ApiException> why) {
    return new Write<>(item, refusal, why);
  }

  void requireNoConflict() {
    if (conflict != null) {
      throw conflict.get();
    }
  }

  /** Makes it alone. */
  void make(DynamoDbClient dynamoDb) {
    if (item.put() != null) {
      make(dynamoDb, item.put());
    } else if (item.update() != null) {
      make(dynamoDb, item.update());
    } else {
      dynamoDb.transactWriteItems(transaction -> transaction.transactItems(item));
    }
  }

  private static void make(DynamoDbClient dynamoDb, Put put) {
    dynamoDb.putItem(
        request ->
            request
                .tableName(put.tableName())
                .item(put.item())
                .conditionExpression(put.conditionExpression())
                .expressionAttributeNames(put.expressionAttributeNames())
                .expressionAttributeValues(
                    put.hasExpressionAttributeValues() ? put.expressionAttributeValues() : null)
                .returnValuesOnConditionCheckFailure(put.returnValuesOnConditionCheckFailure()));
  }

  private static void make(DynamoDbClient dynamoDb, Update update) {
    dynamoDb.updateItem(
        request ->
            request
                .tableName(update.tableName())
                .key(update.key())
                .updateExpression(update.updateExpression())
                .conditionExpression(update.conditionExpression())
                .expressionAttributeNames(update.expressionAttributeNames())
                .expressionAttributeValues(
                    update.hasExpressionAttributeValues()
                        ? update.expressionAttributeValues()
                        : null)
                .returnValuesOnConditionCheckFailure(update.returnValuesOnConditionCheckFailure()));
  }
}

package org.clientele.store;

import static org.clientele.error.ErrorCode.IDEMPOTENCY_IN_PROGRESS;
import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import jakarta.inject.Singleton;
import java.util.function.Function;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** The requests that came with an idempotency key, and what was answered to them. */
@Singleton
public class RequestRepository {

  private final DynamoDbClient dynamoDb;
  private final String tableName;

  RequestRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.tableName = settings.requestsTable();
  }

  /**
   * Returns what stores a request's answer together with its effect.
   *
   * @param answer what is answered, from what is stored
   */
  public <T> Receipt<T> receipt(KeyedRequest request, Function<T, StoredAnswer> answer) {
    return Receipt.of(this, request, answer);
  }

  /**
   * Stores the answer to a request that had nothing else to store.
   *
   * @throws AlreadyAnsweredException if the key was used before
   * @throws ApiException {@code IDEMPOTENCY_IN_PROGRESS} if it is being used
   */
  public void insert(KeyedRequest request, StoredAnswer answer) {
    Put item = put(request, answer);
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(item.tableName())
                  .item(item.item())
                  .conditionExpression(item.conditionExpression())
                  .expressionAttributeNames(item.expressionAttributeNames())
                  .expressionAttributeValues(item.expressionAttributeValues())
                  .returnValuesOnConditionCheckFailure(ALL_OLD));
    } catch (ConditionalCheckFailedException e) {
      throw RequestItem.toAlreadyAnswered(e.item());
    } catch (TransactionConflictException e) {
      throw inProgress();
    }
  }

  /**
   * Does nothing for a request whose key is free.
   *
   * @throws AlreadyAnsweredException if the key was used before
   */
  public void requireFree(KeyedRequest request) {
    var response =
        dynamoDb.getItem(
            get -> get.tableName(tableName).key(RequestItem.key(request)).consistentRead(true));
    if (response.hasItem() && !RequestItem.isExpired(response.item(), request)) {
      throw RequestItem.toAlreadyAnswered(response.item());
    }
  }

  TransactWriteItem write(KeyedRequest request, StoredAnswer answer) {
    return TransactWriteItem.builder().put(put(request, answer)).build();
  }

  private Put put(KeyedRequest request, StoredAnswer answer) {
    return Put.builder()
        .tableName(tableName)
        .item(RequestItem.of(request, answer))
        .conditionExpression(RequestItem.FREE)
        .expressionAttributeNames(RequestItem.NAMES)
        .expressionAttributeValues(RequestItem.values(request))
        .returnValuesOnConditionCheckFailure(ALL_OLD)
        .build();
  }

  static ApiException inProgress() {
    return new ApiException(
        IDEMPOTENCY_IN_PROGRESS, "A request with this idempotency key is running; try again");
  }
}

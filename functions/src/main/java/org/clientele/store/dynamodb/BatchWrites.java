package org.clientele.store.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.error.ApiException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Writes of many items of a table, which need no condition. */
public final class BatchWrites {

  /** DynamoDB takes so many at once. */
  private static final int BATCH = 25;

  private final DynamoDbClient dynamoDb;
  private final String tableName;

  public BatchWrites(DynamoDbClient dynamoDb, String tableName) {
    this.dynamoDb = dynamoDb;
    this.tableName = tableName;
  }

  /**
   * Makes writes, of which no two are of the same item; what the store leaves is sent again.
   *
   * @throws ApiException {@code CUSTOMER_CHANGED} if it leaves some again and again
   */
  public void make(List<WriteRequest> writes) {
    for (int begin = 0; begin < writes.size(); begin += BATCH) {
      List<WriteRequest> left =
          new ArrayList<>(writes.subList(begin, Math.min(begin + BATCH, writes.size())));
      OptimisticRetry.untilDone(() -> makeSome(left));
    }
  }

  private Optional<Boolean> makeSome(List<WriteRequest> left) {
    List<WriteRequest> sent = List.copyOf(left);
    var answer = dynamoDb.batchWriteItem(batch -> batch.requestItems(Map.of(tableName, sent)));
    left.clear();
    left.addAll(answer.unprocessedItems().getOrDefault(tableName, List.of()));
    return left.isEmpty() ? Optional.of(true) : Optional.empty();
  }
}

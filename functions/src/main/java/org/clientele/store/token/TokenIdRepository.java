package org.clientele.store.token;

import java.util.Map;
import java.util.Optional;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.Table;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items that lead from tokens' own ids to them. Whoever saves a token stores its item with it;
 * a token whose item is missing is found with its customer alone, until this stores it.
 */
public final class TokenIdRepository {

  private final DynamoDbClient dynamoDb;
  private final Table table;

  /**
   * @param tableName of the customers table
   */
  public TokenIdRepository(DynamoDbClient dynamoDb, String tableName) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, tableName);
  }

  /**
   * Looks at the whole table and stores what is missing, a token at a time. It may be ended and
   * begun again, while others write.
   *
   * @return for how many tokens
   */
  public long insertMissing() {
    return dynamoDb.scanPaginator(table.scan(PaymentTokenItem.SORT_KEY_PREFIX)).items().stream()
        .filter(this::insertIfMissing)
        .count();
  }

  private boolean insertIfMissing(Map<String, AttributeValue> token) {
    return table
        .repeatable(true)
        .and(
            table.put(
                TokenPointerItem.ofId(PaymentTokenItem.toPaymentToken(token)),
                Condition.absent(),
                held -> Optional.of(false)))
        .commit()
        .orElseThrow();
  }
}

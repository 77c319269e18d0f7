package org.clientele.store;

import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import jakarta.inject.Singleton;
import java.util.Map;
import org.clientele.settings.Settings;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** The payment tokens of all customers; they are read with their customer. */
@Singleton
public class PaymentTokenRepository {

  private final DynamoDbClient dynamoDb;
  private final String tableName;

  PaymentTokenRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.tableName = settings.customersTable();
  }

  /**
   * Stores a new token; one that is stored already, and is the same, is left as it is.
   *
   * @throws ConditionalCheckFailedException if the customer has another token of that id
   */
  public void insert(PaymentToken token) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(tableName)
                  .item(PaymentTokenItem.of(token))
                  .conditionExpression("attribute_not_exists(#pk)")
                  .expressionAttributeNames(Map.of("#pk", Attributes.PK))
                  .returnValuesOnConditionCheckFailure(ALL_OLD));
    } catch (ConditionalCheckFailedException e) {
      if (!PaymentTokenItem.toPaymentToken(e.item()).equals(token)) {
        throw e;
      }
    }
  }
}

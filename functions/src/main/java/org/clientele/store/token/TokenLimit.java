package org.clientele.store.token;

import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;
import static org.clientele.store.dynamodb.Condition.merged;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.clientele.error.ApiException;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Write;
import org.clientele.time.Timestamp;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * How many tokens that have not ended a customer may have. They are counted as they are stored;
 * what ends is taken off the count only when the limit is met.
 */
final class TokenLimit {

  /** More than any customer saves. */
  private static final int TOKENS_PER_CUSTOMER = 500;

  private static final Map<String, String> NAMES =
      Map.of("#status", PaymentTokenItem.STATUS, "#expiry", PaymentTokenItem.EXPIRED_AT);

  private final DynamoDbClient dynamoDb;
  private final Table table;

  TokenLimit(DynamoDbClient dynamoDb, Table table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /** Returns the write that counts a token, if its customer has fewer than it may. */
  Write<PaymentToken> count(PaymentToken token) {
    return count(token, TOKENS_PER_CUSTOMER);
  }

  /** Returns the write that counts a token which may not have been counted since it expired. */
  Write<PaymentToken> countAgain(PaymentToken token) {
    return count(token, Integer.MAX_VALUE);
  }

  private Write<PaymentToken> count(PaymentToken token, int most) {
    return table.update(
        TokenCountItem.key(token),
        TokenCountItem.ONE_MORE,
        TokenCountItem.isLess(most),
        counted -> recount(token, counted));
  }

  /**
   * Sets the count of a customer's tokens to how many have not ended, as far as nobody else counts
   * meanwhile. What is to be stored is tried again in any case.
   *
   * @throws ApiException {@code INVALID_USER_ACCOUNT} if these are as many as there may be
   */
  private Optional<PaymentToken> recount(
      PaymentToken refused, Map<String, AttributeValue> counted) {
    if (counted.isEmpty()) {
      return Optional.empty();
    }
    int living = living(refused);
    if (living >= TOKENS_PER_CUSTOMER) {
      throw new ApiException(
          INVALID_USER_ACCOUNT, "The customer has as many tokens as it may", "token.customer_id");
    }
    table
        .repeatable(refused)
        .and(
            table.update(
                TokenCountItem.key(refused),
                TokenCountItem.setTo(living),
                TokenCountItem.unchanged(counted),
                Refusal.race()))
        .commit();
    return Optional.empty();
  }

  /** Returns how many tokens that have not ended its customer has, as it is to be stored. */
  private int living(PaymentToken refused) {
    String pk = CustomerItem.partitionKey(refused.merchantId(), refused.customerId());
    QueryRequest all = table.allOf(pk, PaymentTokenItem.SORT_KEY_PREFIX);
    QueryRequest living =
        all.toBuilder()
            .select(Select.COUNT)
            .filterExpression(
                "#status <> :failed AND #status <> :deactivated"
                    + " AND (attribute_not_exists(#expiry) OR #expiry > :now)")
            .expressionAttributeNames(merged(all.expressionAttributeNames(), NAMES))
            .expressionAttributeValues(
                merged(all.expressionAttributeValues(), valuesAt(refused.createdAt())))
            .build();
    return dynamoDb.queryPaginator(living).stream().mapToInt(QueryResponse::count).sum();
  }

  private static Map<String, AttributeValue> valuesAt(Instant now) {
    return Map.of(
        ":failed", AttributeValue.fromS(PaymentTokenStatus.FAILED.name()),
        ":deactivated", AttributeValue.fromS(PaymentTokenStatus.DEACTIVATED.name()),
        ":now", AttributeValue.fromS(Timestamp.format(now)));
  }
}

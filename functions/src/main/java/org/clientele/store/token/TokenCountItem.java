package org.clientele.store.token;

import java.util.Map;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Change;
import org.clientele.store.dynamodb.Condition;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How many tokens a customer has, at most. The count does not fall when a token ends; it is never
 * lower than the number of those that have not.
 */
final class TokenCountItem {

  private static final String SORT_KEY = "token-count";
  private static final String COUNT = "count";

  static final Change ONE_MORE = Change.add(COUNT, 1);

  private TokenCountItem() {}

  static Map<String, AttributeValue> key(PaymentToken token) {
    return keyOf(token).toMap();
  }

  static Map<String, AttributeValue> of(PaymentToken token, int count) {
    return keyOf(token).put(COUNT, count).toMap();
  }

  private static Attributes keyOf(PaymentToken token) {
    return Attributes.key(
        CustomerItem.partitionKey(token.merchantId(), token.customerId()), SORT_KEY);
  }

  static long count(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredNumber(COUNT);
  }

  static Condition isLess(int most) {
    return Condition.absent(COUNT).or(Condition.less(COUNT, most));
  }

  static Condition is(long count) {
    return Condition.equal(COUNT, count);
  }

  static Change to(int count) {
    return Change.set(COUNT, count);
  }
}

package org.clientele.store.token;

import java.util.HashMap;
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

  /** How often it was set, because a count that was set and raised again may be what it was. */
  private static final String RECOUNTS = "recounts";

  static final Change ONE_MORE = Change.add(COUNT, 1);

  private TokenCountItem() {}

  static Map<String, AttributeValue> key(PaymentToken token) {
    return key(CustomerItem.partitionKey(token.merchantId(), token.customerId()));
  }

  /**
   * @param pk of the customer
   */
  static Map<String, AttributeValue> key(String pk) {
    return Attributes.key(pk, SORT_KEY).toMap();
  }

  static boolean isSortKey(String sortKey) {
    return sortKey.equals(SORT_KEY);
  }

  static Map<String, AttributeValue> of(PaymentToken token, int count) {
    return of(key(token), count);
  }

  static Map<String, AttributeValue> of(Map<String, AttributeValue> key, int count) {
    return Attributes.of(new HashMap<>(key)).put(COUNT, count).toMap();
  }

  static long count(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredNumber(COUNT);
  }

  /** Returns the item as {@link #setTo} makes it. */
  static Map<String, AttributeValue> recounted(Map<String, AttributeValue> item, int count) {
    Long recounts = Attributes.of(item).number(RECOUNTS);
    return Attributes.of(of(item, count))
        .put(RECOUNTS, recounts == null ? 1 : recounts + 1)
        .toMap();
  }

  static Condition isLess(int most) {
    return Condition.absent(COUNT).or(Condition.less(COUNT, most));
  }

  /** It has been neither raised nor set since it was read. */
  static Condition unchanged(Map<String, AttributeValue> item) {
    Attributes read = Attributes.of(item);
    Long recounts = read.number(RECOUNTS);
    return Condition.equal(COUNT, read.requiredNumber(COUNT))
        .and(recounts == null ? Condition.absent(RECOUNTS) : Condition.equal(RECOUNTS, recounts));
  }

  static Change setTo(int count) {
    return Change.set(COUNT, count).and(Change.add(RECOUNTS, 1));
  }
}

package org.clientele.store.token;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A customer's count is not lower than the number of its tokens that have not ended. */
public final class TokenCountCheck implements Check {

  @Override
  public boolean concerns(String sortKey) {
    return PaymentTokenItem.isSortKey(sortKey) || TokenCountItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    return PaymentTokenItem.isToken(item) ? List.of(countKey(item)) : List.of();
  }

  private static Map<String, AttributeValue> countKey(Map<String, AttributeValue> item) {
    return TokenCountItem.key(Attributes.of(item).requiredText(Attributes.PK));
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    Optional<Half> half =
        PaymentTokenItem.isToken(item) ? ofToken(item, reading, now) : ofCount(item, reading, now);
    return half.stream().toList();
  }

  /** The first of them that is looked at is as good as any. */
  private static Optional<Half> ofToken(
      Map<String, AttributeValue> item, Reading reading, Instant now) {
    return !lives(item, now) || reading.find(countKey(item)).isPresent()
        ? Optional.empty()
        : Optional.of(
            half(
                HalfKind.TOKEN_COUNT_MISSING,
                TokenCountItem.of(countKey(item), living(item, reading, now))));
  }

  private static Optional<Half> ofCount(
      Map<String, AttributeValue> count, Reading reading, Instant now) {
    int living = living(count, reading, now);
    return TokenCountItem.count(count) >= living
        ? Optional.empty()
        : Optional.of(half(HalfKind.TOKEN_COUNT_LOW, TokenCountItem.recounted(count, living)));
  }

  private static boolean lives(Map<String, AttributeValue> item, Instant now) {
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    return !token.asOf(now).status().isFinal();
  }

  private static int living(Map<String, AttributeValue> item, Reading reading, Instant now) {
    String pk = Attributes.of(item).requiredText(Attributes.PK);
    return (int)
        reading
            .all(pk, PaymentTokenItem.SORT_KEY_PREFIX)
            .filter(token -> lives(token, now))
            .count();
  }

  private static Half half(HalfKind kind, Map<String, AttributeValue> mended) {
    Attributes item = Attributes.of(mended);
    String ids = CustomerItem.merchantId(item) + " " + CustomerItem.customerId(item);
    return Half.of(kind, ids, Mend.put(mended));
  }
}

package org.clientele.store.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The sweep finds a token that can expire, and no other one; and where a token was replaced, the
 * one in its place is there. If that is gone, the token is again what its sources say: its provider
 * still has to tell of the other one.
 */
public final class TokenItemCheck implements Check {

  @Override
  public boolean concerns(String sortKey) {
    return PaymentTokenItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    return token.replacedBy() == null ? List.of() : List.of(key(token, token.replacedBy()));
  }

  private static Map<String, AttributeValue> key(PaymentToken token, PaymentTokenId id) {
    return PaymentTokenItem.key(token.merchantId(), token.customerId(), id);
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    List<Half> halves = new ArrayList<>();
    PaymentTokenId successor = token.replacedBy();
    if (successor != null && reading.find(key(token, successor)).isEmpty()) {
      PaymentToken before = token.withoutSuccessor(now).nextVersion();
      halves.add(half(HalfKind.SUCCESSOR_GONE, token, PaymentTokenItem.of(before)));
    }
    AttributeValue shard = PaymentTokenItem.of(token).get(PaymentTokenItem.EXPIRY_SHARD);
    if (!Objects.equals(shard, item.get(PaymentTokenItem.EXPIRY_SHARD))) {
      Map<String, AttributeValue> changed = new HashMap<>(item);
      changed.remove(PaymentTokenItem.EXPIRY_SHARD);
      if (shard != null) {
        changed.put(PaymentTokenItem.EXPIRY_SHARD, shard);
      }
      halves.add(half(HalfKind.EXPIRY_SHARD, token, changed));
    }
    return halves;
  }

  private static Half half(HalfKind kind, PaymentToken token, Map<String, AttributeValue> mended) {
    return Half.of(kind, PaymentTokenItem.ids(token), Mend.put(mended));
  }
}

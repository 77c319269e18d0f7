package org.clientele.store.token;

import java.util.Map;
import org.clientele.store.dynamodb.Condition;
import org.clientele.token.KeptCardData;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A token as it was read, and whether it was its customer's default. */
record StoredToken(PaymentToken token, boolean isDefault) {

  static StoredToken from(Map<String, AttributeValue> item) {
    return new StoredToken(PaymentTokenItem.toPaymentToken(item), PaymentTokenItem.isDefault(item));
  }

  /** What is not kept of its card goes with the next time that it is stored. */
  StoredToken keeping(KeptCardData kept) {
    return new StoredToken(token.keeping(kept), isDefault);
  }

  /** It has not been stored since it was read, nor been made the default or another one. */
  Condition unchanged() {
    return PaymentTokenItem.hasVersion(token)
        .and(
            isDefault
                ? Condition.present(PaymentTokenItem.IS_DEFAULT)
                : Condition.absent(PaymentTokenItem.IS_DEFAULT));
  }
}

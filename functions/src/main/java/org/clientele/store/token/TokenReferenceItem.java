package org.clientele.store.token;

import java.util.Map;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What makes a token's {@code merchant_token_reference} unique among the merchant's tokens, and
 * leads from it to the token.
 */
final class TokenReferenceItem {

  private static final String SORT_KEY = "token-reference";
  private static final String CUSTOMER_ID = "customer_id";
  private static final String TOKEN_ID = "token_id";

  private TokenReferenceItem() {}

  static Map<String, AttributeValue> key(MerchantId merchantId, String reference) {
    return keyOf(merchantId, reference).toMap();
  }

  private static Attributes keyOf(MerchantId merchantId, String reference) {
    return Attributes.key(merchantId + "#token-reference#" + reference, SORT_KEY);
  }

  static Map<String, AttributeValue> of(PaymentToken token) {
    return keyOf(token.merchantId(), token.merchantTokenReference())
        .put(CUSTOMER_ID, token.customerId().value())
        .put(TOKEN_ID, token.id().value())
        .toMap();
  }

  /** The reference leads to that token. */
  static Condition leadsTo(PaymentToken token) {
    return Condition.equal(CUSTOMER_ID, token.customerId().value())
        .and(Condition.equal(TOKEN_ID, token.id().value()));
  }

  /** Returns the key of the token that the reference leads to. */
  static Map<String, AttributeValue> tokenKey(
      MerchantId merchantId, Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    return PaymentTokenItem.key(
        merchantId,
        new CustomerId(item.requiredText(CUSTOMER_ID)),
        new PaymentTokenId(item.requiredText(TOKEN_ID)));
  }
}

package org.clientele.store.token;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What makes a name of a token unique among the merchant's tokens, and leads from it to the token:
 * its {@code merchant_token_reference}, the id that one source has for it, or its own id. The last
 * one stays as long as the token does.
 */
final class TokenPointerItem {

  private static final String REFERENCE = "token-reference";
  private static final String PROVIDER_TOKEN = "provider-token";
  private static final String ID = "token-id";
  private static final String CUSTOMER_ID = "customer_id";
  private static final String TOKEN_ID = "token_id";

  /** In which ways a name may not lead to its token. */
  record Kinds(HalfKind missing, HalfKind withoutToken, HalfKind ofAnother) {}

  private static final Map<String, Kinds> KINDS =
      Map.of(
          REFERENCE,
          new Kinds(
              HalfKind.TOKEN_REFERENCE_MISSING,
              HalfKind.TOKEN_REFERENCE_WITHOUT_TOKEN,
              HalfKind.TOKEN_REFERENCE_OF_ANOTHER),
          PROVIDER_TOKEN,
          new Kinds(
              HalfKind.PROVIDER_TOKEN_MISSING,
              HalfKind.PROVIDER_TOKEN_WITHOUT_TOKEN,
              HalfKind.PROVIDER_TOKEN_OF_ANOTHER),
          ID,
          new Kinds(
              HalfKind.TOKEN_ID_MISSING,
              HalfKind.TOKEN_ID_WITHOUT_TOKEN,
              HalfKind.TOKEN_ID_OF_ANOTHER));

  private TokenPointerItem() {}

  static boolean isSortKey(String sortKey) {
    return KINDS.containsKey(sortKey);
  }

  static Kinds kinds(Map<String, AttributeValue> key) {
    return requireNonNull(KINDS.get(Attributes.of(key).requiredText(Attributes.SK)));
  }

  /** Whether a token is or was called so. Of a provider's ids it keeps the last alone. */
  static boolean isNameOf(Map<String, AttributeValue> key, PaymentToken token) {
    String pk = Attributes.of(key).requiredText(Attributes.PK);
    return key.equals(key(token.merchantId(), token.id()))
        || key.equals(key(token.merchantId(), token.merchantTokenReference()))
        || token.sources().states().stream()
            .map(source -> token.merchantId() + "#" + PROVIDER_TOKEN + "#" + source.name() + "#")
            .anyMatch(pk::startsWith);
  }

  static Map<String, AttributeValue> key(MerchantId merchantId, String reference) {
    return Attributes.key(merchantId + "#" + REFERENCE + "#" + reference, REFERENCE).toMap();
  }

  /** Returns the key of the item that leads from a source's own id to the token. */
  static Map<String, AttributeValue> key(
      MerchantId merchantId, String source, String providerTokenId) {
    return Attributes.key(
            merchantId + "#" + PROVIDER_TOKEN + "#" + source + "#" + providerTokenId,
            PROVIDER_TOKEN)
        .toMap();
  }

  /** Returns the key of the item that leads from a token's own id to it. */
  static Map<String, AttributeValue> key(MerchantId merchantId, PaymentTokenId id) {
    return Attributes.key(merchantId + "#" + ID + "#" + id, ID).toMap();
  }

  static Map<String, AttributeValue> of(Map<String, AttributeValue> key, PaymentToken token) {
    return Attributes.of(new HashMap<>(key))
        .put(CUSTOMER_ID, token.customerId().value())
        .put(TOKEN_ID, token.id().value())
        .toMap();
  }

  /** Returns the item that leads from a token's own id to it. */
  static Map<String, AttributeValue> ofId(PaymentToken token) {
    return of(key(token.merchantId(), token.id()), token);
  }

  /** The name leads to that token. */
  static Condition leadsTo(PaymentToken token) {
    return Condition.equal(CUSTOMER_ID, token.customerId().value())
        .and(Condition.equal(TOKEN_ID, token.id().value()));
  }

  /** Returns the customer of the token that the name leads to. */
  static CustomerId customerId(Map<String, AttributeValue> attributes) {
    return new CustomerId(Attributes.of(attributes).requiredText(CUSTOMER_ID));
  }

  /** Returns the key of the token that the name leads to. */
  static Map<String, AttributeValue> tokenKey(Map<String, AttributeValue> attributes) {
    return tokenKey(CustomerItem.merchantId(Attributes.of(attributes)), attributes);
  }

  /** Returns the key of the token that the name leads to. */
  static Map<String, AttributeValue> tokenKey(
      MerchantId merchantId, Map<String, AttributeValue> attributes) {
    return PaymentTokenItem.key(
        merchantId,
        customerId(attributes),
        new PaymentTokenId(Attributes.of(attributes).requiredText(TOKEN_ID)));
  }
}

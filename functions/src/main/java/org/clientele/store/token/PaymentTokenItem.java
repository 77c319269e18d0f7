package org.clientele.store.token;

import java.util.Map;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.token.CardData;
import org.clientele.token.Consent;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.TokenRemoval;
import org.clientele.token.TokenSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A {@link PaymentToken} in the customers table, in the item collection of its customer. */
public final class PaymentTokenItem {

  static final String SORT_KEY_PREFIX = "token#";

  /**
   * Keys of the sparse index that the expiry sweep reads; only tokens that can expire have both.
   */
  public static final String EXPIRY_INDEX = "token-expiry";

  static final String EXPIRY_SHARD = "expiry_shard";
  static final String EXPIRED_AT = "expired_at";

  /** Card tokens fall due together, so their writes to the index are spread over this many keys. */
  static final int EXPIRY_SHARDS = 64;

  static final String STATUS = "status";
  static final String STATUS_REASON = "status_reason";

  /** True if it was the clock that ended the token; absent otherwise. */
  static final String EXPIRED = "expired";

  static final String UPDATED_AT = "updated_at";
  private static final String VERSION = "version";

  /** True for the customer's default token; no part of the token itself. */
  static final String IS_DEFAULT = "is_default";

  private static final String MERCHANT_TOKEN_REFERENCE = "merchant_token_reference";
  private static final String PAYMENT_METHOD = "payment_method";
  private static final String MERCHANT_METADATA = "merchant_metadata";
  private static final String IS_COMPLIANT = "is_compliant";
  private static final String CREATED_AT = "created_at";

  private static final String CONSENT = "consent";
  private static final String GIVEN_AT = "given_at";
  private static final String REFERENCE = "reference";

  private static final String SOURCE = "source";
  private static final String NAME = "name";
  private static final String SEQUENCE = "sequence";
  private static final String OCCURRED_AT = "occurred_at";

  private static final String REMOVAL = "removal";

  private static final String CARD_DATA = "card_data";
  private static final String LAST4_DIGIT = "last4_digit";
  private static final String CARD_TYPE = "card_type";
  private static final String NETWORK_NAME = "network_name";
  private static final String ISSUER_NAME = "issuer_name";
  private static final String CARD_CATEGORY = "card_category";
  private static final String COUNTRY_CODE = "country_code";
  private static final String INTERNATIONAL = "international";
  private static final String EMI = "emi";
  private static final String CVV_REQUIRED = "cvv_required";

  private PaymentTokenItem() {}

  public static Map<String, AttributeValue> key(
      MerchantId merchantId, CustomerId customerId, PaymentTokenId id) {
    return Attributes.key(CustomerItem.partitionKey(merchantId, customerId), SORT_KEY_PREFIX + id)
        .toMap();
  }

  static Map<String, AttributeValue> key(PaymentToken token) {
    return key(token.merchantId(), token.customerId(), token.id());
  }

  /** The token has not been stored since it was read. */
  static Condition hasVersion(PaymentToken read) {
    return Condition.equal(VERSION, read.version());
  }

  static boolean isToken(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredText(Attributes.SK).startsWith(SORT_KEY_PREFIX);
  }

  static boolean isDefault(Map<String, AttributeValue> item) {
    return Boolean.TRUE.equals(Attributes.of(item).flag(IS_DEFAULT));
  }

  public static Map<String, AttributeValue> of(PaymentToken token) {
    return of(token, false);
  }

  static Map<String, AttributeValue> of(PaymentToken token, boolean isDefault) {
    Attributes item =
        Attributes.key(
                CustomerItem.partitionKey(token.merchantId(), token.customerId()),
                SORT_KEY_PREFIX + token.id())
            .put(MERCHANT_TOKEN_REFERENCE, token.merchantTokenReference())
            .put(STATUS, token.status().name())
            .put(STATUS_REASON, token.statusReason())
            .put(EXPIRED, token.expired() ? true : null)
            .put(PAYMENT_METHOD, token.paymentMethod().name())
            .put(EXPIRED_AT, token.expiredAt())
            .put(MERCHANT_METADATA, token.merchantMetadata())
            .put(CARD_DATA, of(token.cardData()))
            .put(IS_COMPLIANT, token.compliant())
            .put(CONSENT, of(token.consent()))
            .put(SOURCE, of(token.source()))
            .put(REMOVAL, of(token.removal()))
            .put(CREATED_AT, token.createdAt())
            .put(UPDATED_AT, token.updatedAt())
            .put(VERSION, token.version());
    if (token.expiredAt() != null && !token.status().isFinal()) {
      item.put(EXPIRY_SHARD, Math.floorMod(token.id().value().hashCode(), EXPIRY_SHARDS));
    }
    return (isDefault ? item.put(IS_DEFAULT, true) : item).toMap();
  }

  private static @Nullable Attributes of(@Nullable Consent consent) {
    return consent == null
        ? null
        : Attributes.empty().put(GIVEN_AT, consent.givenAt()).put(REFERENCE, consent.reference());
  }

  private static @Nullable Attributes of(@Nullable TokenSource source) {
    return source == null
        ? null
        : Attributes.empty()
            .put(NAME, source.name())
            .put(SEQUENCE, source.sequence())
            .put(OCCURRED_AT, source.occurredAt());
  }

  private static @Nullable Attributes of(@Nullable TokenRemoval removal) {
    return removal == null
        ? null
        : Attributes.empty()
            .put(REFERENCE, removal.merchantReference())
            .put(MERCHANT_METADATA, removal.merchantMetadata());
  }

  private static @Nullable Attributes of(@Nullable CardData card) {
    return card == null
        ? null
        : Attributes.empty()
            .put(LAST4_DIGIT, card.last4Digit())
            .put(CARD_TYPE, card.cardType())
            .put(NETWORK_NAME, card.networkName())
            .put(ISSUER_NAME, card.issuerName())
            .put(CARD_CATEGORY, card.cardCategory())
            .put(COUNTRY_CODE, card.countryCode())
            .put(INTERNATIONAL, card.international())
            .put(EMI, card.emi())
            .put(CVV_REQUIRED, card.cvvRequired());
  }

  public static PaymentToken toPaymentToken(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    MerchantId merchantId = CustomerItem.merchantId(item);
    CustomerId customerId = CustomerItem.customerId(item);
    return new PaymentToken(
        new PaymentTokenId(item.requiredText(Attributes.SK).substring(SORT_KEY_PREFIX.length())),
        merchantId,
        customerId,
        item.requiredText(MERCHANT_TOKEN_REFERENCE),
        PaymentTokenStatus.valueOf(item.requiredText(STATUS)),
        PaymentMethod.valueOf(item.requiredText(PAYMENT_METHOD)),
        item.instant(EXPIRED_AT),
        item.text(STATUS_REASON),
        Boolean.TRUE.equals(item.flag(EXPIRED)),
        item.pairs(MERCHANT_METADATA),
        toCardData(item.nested(CARD_DATA)),
        item.flag(IS_COMPLIANT),
        toConsent(item.nested(CONSENT)),
        toSource(item.nested(SOURCE)),
        toRemoval(item.nested(REMOVAL)),
        item.requiredInstant(CREATED_AT),
        item.requiredInstant(UPDATED_AT),
        item.requiredNumber(VERSION));
  }

  private static @Nullable Consent toConsent(@Nullable Attributes consent) {
    return consent == null ? null : new Consent(consent.instant(GIVEN_AT), consent.text(REFERENCE));
  }

  private static @Nullable TokenSource toSource(@Nullable Attributes source) {
    return source == null
        ? null
        : new TokenSource(
            source.requiredText(NAME),
            source.requiredNumber(SEQUENCE),
            source.requiredInstant(OCCURRED_AT));
  }

  private static @Nullable TokenRemoval toRemoval(@Nullable Attributes removal) {
    return removal == null
        ? null
        : new TokenRemoval(removal.requiredText(REFERENCE), removal.pairs(MERCHANT_METADATA));
  }

  private static @Nullable CardData toCardData(@Nullable Attributes card) {
    return card == null
        ? null
        : new CardData(
            card.text(LAST4_DIGIT),
            card.text(CARD_TYPE),
            card.text(NETWORK_NAME),
            card.text(ISSUER_NAME),
            card.text(CARD_CATEGORY),
            card.text(COUNTRY_CODE),
            card.flag(INTERNATIONAL),
            card.flag(EMI),
            card.flag(CVV_REQUIRED));
  }
}

package org.clientele.store.token;

import java.util.Map;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.token.PaymentToken;
import org.clientele.token.RecentNotices;
import org.clientele.token.TokenRemoval;
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

  /** True if it was the clock that ended the token; absent otherwise. */
  static final String EXPIRED = "expired";

  static final String UPDATED_AT = "updated_at";
  private static final String VERSION = "version";

  /** True for the customer's default token; no part of the token itself. */
  static final String IS_DEFAULT = "is_default";

  private static final String MERCHANT_TOKEN_REFERENCE = "merchant_token_reference";
  private static final String SOURCES = "sources";
  private static final String NOTICES = "notices";
  private static final String REMOVAL = "removal";
  private static final String REFERENCE = "reference";
  private static final String MERCHANT_METADATA = "merchant_metadata";
  private static final String REPLACED_BY = "replaced_by";
  private static final String CREATED_AT = "created_at";

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
    return isSortKey(Attributes.of(item).requiredText(Attributes.SK));
  }

  static boolean isSortKey(String sortKey) {
    return sortKey.startsWith(SORT_KEY_PREFIX);
  }

  static PaymentTokenId id(Attributes item) {
    return new PaymentTokenId(item.requiredText(Attributes.SK).substring(SORT_KEY_PREFIX.length()));
  }

  /** Returns what names a token where its reference may not be. */
  static String ids(PaymentToken token) {
    return ids(Attributes.of(key(token)));
  }

  static String ids(Attributes key) {
    return CustomerItem.merchantId(key) + " " + CustomerItem.customerId(key) + " " + id(key);
  }

  static boolean isDefault(Map<String, AttributeValue> item) {
    return Boolean.TRUE.equals(Attributes.of(item).flag(IS_DEFAULT));
  }

  public static Map<String, AttributeValue> of(PaymentToken token) {
    return of(token, false);
  }

  /** The status and the expiry stand beside the sources that they come from, to be found by. */
  static Map<String, AttributeValue> of(PaymentToken token, boolean isDefault) {
    Attributes item =
        Attributes.key(
                CustomerItem.partitionKey(token.merchantId(), token.customerId()),
                SORT_KEY_PREFIX + token.id())
            .put(MERCHANT_TOKEN_REFERENCE, token.merchantTokenReference())
            .put(STATUS, token.status().name())
            .put(EXPIRED, trueOrAbsent(token.expired()))
            .put(EXPIRED_AT, token.expiredAt())
            .put(SOURCES, SourcesItem.of(token.sources()))
            .putTexts(NOTICES, token.notices().fingerprints())
            .put(REMOVAL, of(token.removal()))
            .put(REPLACED_BY, token.replacedBy() == null ? null : token.replacedBy().value())
            .put(CREATED_AT, token.createdAt())
            .put(UPDATED_AT, token.updatedAt())
            .put(VERSION, token.version())
            .put(IS_DEFAULT, trueOrAbsent(isDefault));
    if (token.expiredAt() != null && !token.status().isFinal()) {
      item.put(EXPIRY_SHARD, Math.floorMod(token.id().value().hashCode(), EXPIRY_SHARDS));
    }
    return item.toMap();
  }

  private static @Nullable Boolean trueOrAbsent(boolean flag) {
    return flag ? true : null;
  }

  private static @Nullable Attributes of(@Nullable TokenRemoval removal) {
    return removal == null
        ? null
        : Attributes.empty()
            .put(REFERENCE, removal.merchantReference())
            .put(MERCHANT_METADATA, removal.merchantMetadata());
  }

  public static PaymentToken toPaymentToken(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    String replacedBy = item.text(REPLACED_BY);
    return new PaymentToken(
        id(item),
        CustomerItem.merchantId(item),
        CustomerItem.customerId(item),
        item.requiredText(MERCHANT_TOKEN_REFERENCE),
        SourcesItem.toSources(item.list(SOURCES)),
        new RecentNotices(item.texts(NOTICES)),
        toRemoval(item.nested(REMOVAL)),
        replacedBy == null ? null : new PaymentTokenId(replacedBy),
        item.requiredInstant(CREATED_AT),
        item.requiredInstant(UPDATED_AT),
        item.requiredNumber(VERSION));
  }

  private static @Nullable TokenRemoval toRemoval(@Nullable Attributes removal) {
    return removal == null
        ? null
        : new TokenRemoval(removal.text(REFERENCE), removal.pairs(MERCHANT_METADATA));
  }
}

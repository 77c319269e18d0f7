package org.clientele.store.deregistration;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.clientele.customer.Customer;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.token.Deregistration;
import org.clientele.token.Deregistration.Holder;
import org.clientele.token.Deregistration.Trigger;
import org.clientele.token.PaymentToken;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A {@link Deregistration} in the customers table, beside the item collection of its customer, or a
 * deleted customer whose tokens have to be ended.
 */
public final class DeregistrationItem {

  /** How far a deregistration is, as the sparse index tells it. */
  public enum Stage {
    /** Due from the first moment. */
    TO_SEND,
    /** Due once the deadline has passed. */
    SENT;

    /** Returns the index's partition key of what is in this stage and a shard. */
    public String inShard(int shard) {
      return name() + "#" + shard;
    }
  }

  public static final String DUE_INDEX = "deregistration-due";

  /** Keys of that index; every deregistration has both. */
  public static final String STAGE = "deregistration_stage";

  public static final String DUE_AT = "due_at";

  /** Into so many shards each stage is divided. */
  public static final int SHARDS = 8;

  /** The sort key of a deleted customer, and with a token's id behind it of a token. */
  private static final String SORT_KEY = "deregistration";

  private static final String TOKEN_SORT_KEY_PREFIX = SORT_KEY + "#";
  private static final String PARTITION = "#deregistration#";

  private static final String MERCHANT_TOKEN_REFERENCE = "merchant_token_reference";
  private static final String HOLDERS = "holders";
  private static final String PROVIDER_TOKEN_ID = "provider_token_id";
  private static final String TRIGGER = "trigger";
  private static final String OCCURRED_AT = "occurred_at";
  private static final String VERSION = "version";

  private DeregistrationItem() {}

  private static Attributes key(MerchantId merchantId, CustomerId customerId, String sortKey) {
    return Attributes.key(merchantId + PARTITION + customerId, sortKey);
  }

  /** Returns the key of what waits until the tokens of a deleted customer are asked to be ended. */
  public static Map<String, AttributeValue> key(Customer deleted) {
    return key(deleted.merchantId(), deleted.id(), SORT_KEY).toMap();
  }

  public static Map<String, AttributeValue> key(PaymentToken token) {
    return key(token.merchantId(), token.customerId(), TOKEN_SORT_KEY_PREFIX + token.id()).toMap();
  }

  public static Map<String, AttributeValue> key(Deregistration wanted) {
    return keyOf(wanted).toMap();
  }

  private static Attributes keyOf(Deregistration wanted) {
    return key(wanted.merchantId(), wanted.customerId(), TOKEN_SORT_KEY_PREFIX + wanted.tokenId());
  }

  /** It has not been stored since it was read. */
  public static Condition unchanged(Deregistration read) {
    return Condition.equal(VERSION, read.version());
  }

  /** Returns the item by which the tokens of a customer that is just deleted come to be ended. */
  public static Map<String, AttributeValue> of(Customer deleted) {
    return key(deleted.merchantId(), deleted.id(), SORT_KEY)
        .put(OCCURRED_AT, deleted.updatedAt())
        .put(STAGE, Stage.TO_SEND.inShard(shard(deleted.id().value())))
        .put(DUE_AT, deleted.updatedAt())
        .toMap();
  }

  public static Map<String, AttributeValue> of(Deregistration wanted) {
    Attributes holders = Attributes.empty();
    wanted
        .holders()
        .forEach(
            holder ->
                holders.put(
                    holder.source(),
                    Attributes.empty().put(PROVIDER_TOKEN_ID, holder.providerTokenId())));
    Instant deadline = wanted.deadline();
    Stage stage = deadline == null ? Stage.TO_SEND : Stage.SENT;
    return keyOf(wanted)
        .put(MERCHANT_TOKEN_REFERENCE, wanted.merchantTokenReference())
        .put(HOLDERS, holders)
        .put(TRIGGER, wanted.trigger().name())
        .put(OCCURRED_AT, wanted.occurredAt())
        .put(STAGE, stage.inShard(shard(wanted.tokenId().value())))
        .put(DUE_AT, deadline == null ? wanted.occurredAt() : deadline)
        .put(VERSION, wanted.version())
        .toMap();
  }

  private static int shard(String id) {
    return Math.floorMod(id.hashCode(), SHARDS);
  }

  public static boolean isSortKey(String sortKey) {
    return sortKey.equals(SORT_KEY) || sortKey.startsWith(TOKEN_SORT_KEY_PREFIX);
  }

  /** Whether it is of a deleted customer, and not of a token. */
  public static boolean isOfCustomer(Map<String, AttributeValue> key) {
    return Attributes.of(key).requiredText(Attributes.SK).equals(SORT_KEY);
  }

  /** Returns when what it is about happened. */
  public static Instant occurredAt(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredInstant(OCCURRED_AT);
  }

  public static MerchantId merchantId(Map<String, AttributeValue> key) {
    String pk = Attributes.of(key).requiredText(Attributes.PK);
    return new MerchantId(pk.substring(0, pk.indexOf(PARTITION)));
  }

  public static CustomerId customerId(Map<String, AttributeValue> key) {
    String pk = Attributes.of(key).requiredText(Attributes.PK);
    return new CustomerId(pk.substring(pk.indexOf(PARTITION) + PARTITION.length()));
  }

  public static Deregistration toDeregistration(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    return new Deregistration(
        merchantId(attributes),
        customerId(attributes),
        new PaymentTokenId(
            item.requiredText(Attributes.SK).substring(TOKEN_SORT_KEY_PREFIX.length())),
        item.requiredText(MERCHANT_TOKEN_REFERENCE),
        toHolders(item.nested(HOLDERS)),
        Trigger.valueOf(item.requiredText(TRIGGER)),
        item.requiredInstant(OCCURRED_AT),
        item.requiredText(STAGE).startsWith(Stage.SENT.name())
            ? item.requiredInstant(DUE_AT)
            : null,
        item.requiredNumber(VERSION));
  }

  private static List<Holder> toHolders(@Nullable Attributes holders) {
    return holders == null
        ? List.of()
        : holders.toMap().entrySet().stream()
            .map(
                holder ->
                    new Holder(
                        holder.getKey(),
                        Attributes.of(holder.getValue().m()).text(PROVIDER_TOKEN_ID)))
            .sorted(Comparator.comparing(Holder::source))
            .toList();
  }
}

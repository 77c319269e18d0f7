package org.clientele.store;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A {@link KeyedRequest} and its answer in the requests table. */
final class RequestItem {

  /** How long a repetition gets the stored answer; the contract's. */
  private static final Duration KEPT = Duration.ofHours(24);

  private static final String PAYLOAD_HASH = "payload_hash";
  private static final String STATUS = "status";
  private static final String BODY = "body";
  private static final String CODE = "code";
  private static final String ENTITY_TAG = "entity_tag";

  /**
   * In whole seconds, rounded up. DynamoDB drops the item some days after, so readers must look at
   * it too.
   */
  private static final String EXPIRES_AT = "expires_at";

  /** The key is free: never used, or so long ago that it does not count. */
  static final String FREE = "attribute_not_exists(#pk) OR #expires_at <= :now";

  static final Map<String, String> NAMES = Map.of("#pk", Attributes.PK, "#expires_at", EXPIRES_AT);

  private RequestItem() {}

  static Map<String, AttributeValue> key(KeyedRequest request) {
    return keyOf(request).toMap();
  }

  private static Attributes keyOf(KeyedRequest request) {
    String pk = request.merchantId() + "#" + request.operation() + "#" + request.keyHash();
    return Attributes.empty().put(Attributes.PK, pk);
  }

  static Map<String, AttributeValue> of(KeyedRequest request, StoredAnswer answer) {
    return keyOf(request)
        .put(PAYLOAD_HASH, request.payloadHash())
        .put(STATUS, answer.status())
        .put(BODY, answer.body())
        .put(CODE, answer.code())
        .put(ENTITY_TAG, answer.entityTag())
        .put(EXPIRES_AT, request.now().plus(KEPT).getEpochSecond() + 1)
        .toMap();
  }

  /** Returns the values that {@link #FREE} is evaluated with. */
  static Map<String, AttributeValue> values(KeyedRequest request) {
    String now = Long.toString(request.now().getEpochSecond());
    return Map.of(":now", AttributeValue.fromN(now));
  }

  static boolean isExpired(Map<String, AttributeValue> item, KeyedRequest request) {
    return Attributes.of(item).requiredNumber(EXPIRES_AT) <= request.now().getEpochSecond();
  }

  static AlreadyAnsweredException toAlreadyAnswered(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    return new AlreadyAnsweredException(
        item.requiredText(PAYLOAD_HASH),
        new StoredAnswer(
            (int) item.requiredNumber(STATUS),
            item.requiredText(BODY),
            item.text(CODE),
            item.text(ENTITY_TAG)));
  }
}

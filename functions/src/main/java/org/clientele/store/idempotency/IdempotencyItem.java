package org.clientele.store.idempotency;

import java.util.Map;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A {@link IdempotentRequest} and its answer in the requests table. */
final class IdempotencyItem {

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

  private IdempotencyItem() {}

  static Map<String, AttributeValue> key(IdempotentRequest request) {
    return keyOf(request).toMap();
  }

  private static Attributes keyOf(IdempotentRequest request) {
    String pk = request.merchantId() + "#" + request.operation() + "#" + request.keyHash();
    return Attributes.empty().put(Attributes.PK, pk);
  }

  static Map<String, AttributeValue> of(IdempotentRequest request, StoredResponse answer) {
    return keyOf(request)
        .put(PAYLOAD_HASH, request.payloadHash())
        .put(STATUS, answer.status())
        .put(BODY, answer.body())
        .put(CODE, answer.code())
        .put(ENTITY_TAG, answer.entityTag())
        .put(EXPIRES_AT, request.now().plus(IdempotencyRepository.KEPT).getEpochSecond() + 1)
        .toMap();
  }

  /** The key was never used, or so long ago that it does not count. */
  static Condition isFree(IdempotentRequest request) {
    return Condition.absent().or(Condition.less(EXPIRES_AT, request.now().getEpochSecond() + 1));
  }

  static boolean isExpired(Map<String, AttributeValue> item, IdempotentRequest request) {
    return Attributes.of(item).requiredNumber(EXPIRES_AT) <= request.now().getEpochSecond();
  }

  static AlreadyAnsweredException toAlreadyAnswered(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    return new AlreadyAnsweredException(
        item.requiredText(PAYLOAD_HASH),
        new StoredResponse(
            (int) item.requiredNumber(STATUS),
            item.requiredText(BODY),
            item.text(CODE),
            item.text(ENTITY_TAG)));
  }
}

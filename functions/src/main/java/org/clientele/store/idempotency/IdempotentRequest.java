package org.clientele.store.idempotency;

import java.time.Instant;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Sha256;

/**
 * A request that came with an {@code Idempotency-Key}.
 *
 * @param operation what is asked for, as the function is named
 * @param keyHash of the key, which is unique among the merchant's requests for that operation; it
 *     is the caller's own text and may be anything
 * @param payloadHash tells two payloads under one key apart
 * @param now when it came; answers older than 24 hours then are no answers to it
 */
public record IdempotentRequest(
    MerchantId merchantId, String operation, String keyHash, String payloadHash, Instant now) {

  public static IdempotentRequest of(
      MerchantId merchantId, String operation, String key, String payload, Instant now) {
    return new IdempotentRequest(merchantId, operation, Sha256.hex(key), Sha256.hex(payload), now);
  }
}

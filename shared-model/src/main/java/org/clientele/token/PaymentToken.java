package org.clientele.token;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.customer.CustomerId;
import org.clientele.merchant.MerchantId;
import org.jspecify.annotations.Nullable;

/**
 * A payment token saved for a customer, as stored.
 *
 * @param expiredAt from when it can no longer be used; absent where it does not expire
 * @param statusReason why it has its status, in words for the merchant
 * @param compliant whether it was made under the rules on card-on-file tokenisation
 * @param version number of times it has been stored; 0 before the first
 */
public record PaymentToken(
    PaymentTokenId id,
    MerchantId merchantId,
    CustomerId customerId,
    String merchantTokenReference,
    PaymentTokenStatus status,
    PaymentMethod paymentMethod,
    @Nullable Instant expiredAt,
    @Nullable String statusReason,
    @Nullable Map<String, String> merchantMetadata,
    @Nullable CardData cardData,
    @Nullable Boolean compliant,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  private static final String EXPIRED = "payment token expired";

  public PaymentToken {
    requireNonNull(id, "id");
    requireNonNull(merchantId, "merchantId");
    requireNonNull(customerId, "customerId");
    requireNonNull(merchantTokenReference, "merchantTokenReference");
    requireNonNull(status, "status");
    requireNonNull(paymentMethod, "paymentMethod");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(updatedAt, "updatedAt");
    merchantMetadata =
        merchantMetadata == null
            ? null
            : Collections.unmodifiableMap(new TreeMap<>(merchantMetadata));
  }

  /**
   * Returns this token as a reader at {@code now} must see it: deactivated from {@code expiredAt}
   * on, whether or not that has been stored yet. It was updated when it expired, so the answer is
   * the same before and after.
   */
  public PaymentToken asOf(Instant now) {
    if (expiredAt == null || status.isFinal() || now.isBefore(expiredAt)) {
      return this;
    }
    return new PaymentToken(
        id,
        merchantId,
        customerId,
        merchantTokenReference,
        PaymentTokenStatus.DEACTIVATED,
        paymentMethod,
        expiredAt,
        EXPIRED,
        merchantMetadata,
        cardData,
        compliant,
        createdAt,
        expiredAt.isAfter(updatedAt) ? expiredAt : updatedAt,
        version);
  }
}

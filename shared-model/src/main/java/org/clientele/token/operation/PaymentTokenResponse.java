package org.clientele.token.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.clientele.customer.AboutCustomer;
import org.clientele.time.Timestamp;
import org.clientele.token.CardData;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.StatusCause;
import org.jspecify.annotations.Nullable;

/** A payment token as answered by every operation that answers one. */
public record PaymentTokenResponse(
    @JsonProperty("token_id") String tokenId,
    @JsonProperty("merchant_token_reference") String merchantTokenReference,
    @JsonProperty("customer_id") String customerId,
    @JsonProperty("status") PaymentTokenStatus status,
    @JsonProperty("payment_method") PaymentMethod paymentMethod,
    @JsonProperty("expired_at") @Nullable String expiredAt,
    @JsonProperty("created_at") String createdAt,
    @JsonProperty("updated_at") String updatedAt,
    @JsonProperty("status_reason") @Nullable String statusReason,
    @JsonProperty("merchant_metadata") @Nullable Map<String, String> merchantMetadata,
    @JsonProperty("card_data") @Nullable CardData cardData,
    @JsonProperty("is_compliant") @Nullable Boolean compliant,
    @JsonProperty("status_cause") @Nullable StatusCause statusCause,
    @JsonProperty("replaced_by") @Nullable String replacedBy,
    @JsonProperty("card_updated_at") @Nullable String cardUpdatedAt)
    implements AboutCustomer {

  /** Returns a token as a reader at {@code now} must see it. */
  public static PaymentTokenResponse from(PaymentToken stored, Instant now) {
    return of(stored.asOf(now));
  }

  static PaymentTokenResponse of(PaymentToken token) {
    return new PaymentTokenResponse(
        token.id().value(),
        token.merchantTokenReference(),
        token.customerId().value(),
        token.status(),
        token.paymentMethod(),
        format(token.expiredAt()),
        Timestamp.format(token.createdAt()),
        Timestamp.format(token.updatedAt()),
        token.statusReason(),
        token.merchantMetadata(),
        token.cardData(),
        token.compliant(),
        token.statusCause(),
        token.replacedBy() == null ? null : token.replacedBy().value(),
        format(token.cardUpdatedAt()));
  }

  private static @Nullable String format(@Nullable Instant time) {
    return time == null ? null : Timestamp.format(time);
  }

  @Override
  public String toString() {
    return "***";
  }
}

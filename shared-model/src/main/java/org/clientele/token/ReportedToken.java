package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.clientele.error.ApiException;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * A payment token as a token service provider reports it: the whole of it, as it is from then on.
 *
 * @param merchantTokenReference unique per merchant; the same one is the same token
 */
public record ReportedToken(
    @JsonProperty("customer_id")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = ID, message = ID_RULE)
        String customerId,
    @JsonProperty("merchant_token_reference")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = ID, message = ID_RULE)
        String merchantTokenReference,
    @JsonProperty("status") @NotNull(message = REQUIRED) PaymentTokenStatus status,
    @JsonProperty("payment_method") @NotNull(message = REQUIRED) PaymentMethod paymentMethod,
    @JsonProperty("expired_at") @Nullable String expiredAt,
    @JsonProperty("status_reason")
        @CodePointLength(max = 200, message = "must have at most 200 characters")
        @Nullable String statusReason,
    @JsonProperty("merchant_metadata") @Size(max = 10, message = "must have at most 10 pairs")
        @Nullable
            Map<
                @CodePointLength(
                    min = 1,
                    max = 256,
                    message = "must have keys of 1 to 256 characters")
                String,
                @NotNull(message = "must be a string")
                @CodePointLength(max = 512, message = "must have at most 512 characters") String>
            merchantMetadata,
    @JsonProperty("card_data") @Valid @Nullable CardData cardData,
    @JsonProperty("is_compliant") @Nullable Boolean compliant,
    @JsonProperty("consented_at") @Nullable String consentedAt,
    @JsonProperty("consent_reference")
        @CodePointLength(max = 100, message = "must have at most 100 characters")
        @Nullable String consentReference) {

  private static final String REQUIRED = "is required";
  private static final String ID = "[A-Za-z0-9_-]{1,50}";
  private static final String ID_RULE = "must be 1 to 50 of A-Z a-z 0-9 _ -";

  /**
   * Returns this token if it has no card data, or is a card's.
   *
   * @throws ApiException {@code INVALID_REQUEST}
   */
  ReportedToken requireCardDataOfCardsAlone() {
    if (cardData != null && paymentMethod != PaymentMethod.CARD) {
      throw ApiException.invalid(
          "token.card_data", "must be absent where payment_method is not CARD");
    }
    return this;
  }

  /** Whether it is a card's and never expires by the clock; a card's usually does. */
  public boolean isCardWithoutExpiry() {
    return paymentMethod == PaymentMethod.CARD && expiredAt == null;
  }

  @Nullable Instant expiry() {
    return TokenRecorded.instant(expiredAt);
  }

  boolean isConsentedAfter(Instant time) {
    Instant consented = TokenRecorded.instant(consentedAt);
    return consented != null && consented.isAfter(time);
  }

  @Nullable Consent consent() {
    return consentedAt == null && consentReference == null
        ? null
        : new Consent(TokenRecorded.instant(consentedAt), consentReference);
  }
}

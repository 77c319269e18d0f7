package org.clientele.token.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.error.ApiException;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenField;
import org.clientele.token.TokenKind;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a token: all fields of it, or those that changed.
 *
 * @param merchantTokenReference unique per merchant; the same one is the same token
 * @param providerTokenId the provider's own, unique per merchant
 * @param requestorId whom the provider made the token for
 * @param cardUpdatedAt when the card behind the token changed
 * @param replaces the token in whose place this one comes
 */
public record ReportedToken(
    @JsonProperty("customer_id") @Pattern(regexp = Rules.REFERENCE, message = Rules.REFERENCE_RULE)
        @Nullable String customerId,
    @JsonProperty("merchant_token_reference")
        @Pattern(regexp = Rules.REFERENCE, message = Rules.REFERENCE_RULE)
        @Nullable String merchantTokenReference,
    @JsonProperty("provider_token_id")
        @Pattern(regexp = Rules.PROVIDER_ID, message = Rules.PROVIDER_ID_RULE)
        @Nullable String providerTokenId,
    @JsonProperty("kind") @Nullable TokenKind kind,
    @JsonProperty("requestor_id") @Pattern(regexp = Rules.NAME, message = Rules.NAME_RULE)
        @Nullable String requestorId,
    @JsonProperty("status") @Nullable PaymentTokenStatus status,
    @JsonProperty("payment_method") @Nullable PaymentMethod paymentMethod,
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
    @JsonProperty("card_data") @Valid @Nullable ReportedCard cardData,
    @JsonProperty("card_updated_at") @Nullable String cardUpdatedAt,
    @JsonProperty("is_compliant") @Nullable Boolean compliant,
    @JsonProperty("consented_at") @Nullable String consentedAt,
    @JsonProperty("consent_reference")
        @CodePointLength(max = 100, message = "must have at most 100 characters")
        @Nullable String consentReference,
    @JsonProperty("replaces") @Valid @Nullable AddressedToken replaces) {

  /**
   * Returns the values of the fields that are there.
   *
   * @param parent where this stands in the message
   * @throws ApiException {@code INVALID_REQUEST} naming a field that is no time
   */
  Map<TokenField, Object> values(String parent, @Nullable StatusCause cause) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    TokenField.STATUS.put(
        values, status == null ? null : new StatusReport(status, statusReason, cause));
    TokenField.PAYMENT_METHOD.put(values, paymentMethod);
    TokenField.EXPIRED_AT.put(values, time(parent, TokenField.EXPIRED_AT, expiredAt));
    TokenField.MERCHANT_METADATA.put(
        values,
        merchantMetadata == null
            ? null
            : Collections.unmodifiableMap(new TreeMap<>(merchantMetadata)));
    if (cardData != null) {
      cardData.putInto(values);
    }
    TokenField.CARD_UPDATED_AT.put(values, time(parent, TokenField.CARD_UPDATED_AT, cardUpdatedAt));
    TokenField.IS_COMPLIANT.put(values, compliant);
    TokenField.CONSENTED_AT.put(values, time(parent, TokenField.CONSENTED_AT, consentedAt));
    TokenField.CONSENT_REFERENCE.put(values, consentReference);
    TokenField.PROVIDER_TOKEN_ID.put(values, providerTokenId);
    TokenField.KIND.put(values, kind);
    TokenField.REQUESTOR_ID.put(values, requestorId);
    return values;
  }

  private static @Nullable Instant time(String parent, TokenField field, @Nullable String text) {
    return Rules.time(parent + "." + field.path(), text);
  }

  @Override
  public String toString() {
    return "***";
  }
}

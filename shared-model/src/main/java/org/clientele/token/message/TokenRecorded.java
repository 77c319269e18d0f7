package org.clientele.token.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Objects;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.token.PaymentMethod;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusCause;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenNotice;
import org.jspecify.annotations.Nullable;

/**
 * What a token service provider says of a whole token: the message {@code token.recorded}. A field
 * of the token that is left out has no value from then on.
 *
 * @param source the provider
 * @param sourceSequence grows with each of the provider's messages on a token
 * @param notificationId the same for each delivery of the same message; one of the two is there
 * @param occurredAt when it happened there, as all times of a message in the form of RFC 3339
 * @param cause why the token has its status
 */
public record TokenRecorded(
    @JsonProperty("type")
        @NotNull(message = Rules.REQUIRED)
        @Pattern(regexp = "token\\.recorded", message = "must be token.recorded")
        String type,
    @JsonProperty("source")
        @NotNull(message = Rules.REQUIRED)
        @Pattern(regexp = Rules.NAME, message = Rules.NAME_RULE)
        String source,
    @JsonProperty("source_sequence") @PositiveOrZero(message = "must not be negative")
        @Nullable Long sourceSequence,
    @JsonProperty("notification_id")
        @Pattern(regexp = Rules.PROVIDER_ID, message = Rules.PROVIDER_ID_RULE)
        @Nullable String notificationId,
    @JsonProperty("occurred_at") @NotNull(message = Rules.REQUIRED) String occurredAt,
    @JsonProperty("merchant_id")
        @NotNull(message = Rules.REQUIRED)
        @Pattern(regexp = Rules.NAME, message = Rules.NAME_RULE)
        String merchantId,
    @JsonProperty("token") @NotNull(message = Rules.REQUIRED) @Valid ReportedToken token,
    @JsonProperty("cause") @Valid @Nullable StatusCause cause) {

  /** The type of this message. */
  public static final String TYPE = "token.recorded";

  /**
   * Returns what the message says.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming a field that is missing, no time, or does
   *     not agree with another one
   */
  public TokenNotice toNotice() {
    if (sourceSequence == null && notificationId == null) {
      throw ApiException.invalid("notification_id", "is required where source_sequence is absent");
    }
    String customerId = required("customer_id", token.customerId());
    String reference = required("merchant_token_reference", token.merchantTokenReference());
    required("status", token.status());
    PaymentMethod method = required("payment_method", token.paymentMethod());
    if (token.cardData() != null && method != PaymentMethod.CARD) {
      throw ApiException.invalid(
          "token.card_data", "must be absent where payment_method is not CARD");
    }
    return TokenNotice.whole(
        new MerchantId(merchantId),
        source,
        new SourcePosition(sourceSequence, Rules.requiredTime("occurred_at", occurredAt)),
        notificationId,
        reference,
        new CustomerId(customerId),
        token.values("token", cause),
        replaced());
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw ApiException.invalid("token." + field, Rules.REQUIRED);
    }
    return value;
  }

  private TokenNotice.@Nullable ReplacedToken replaced() {
    AddressedToken replaced = token.replaces();
    if (replaced == null) {
      return null;
    }
    TokenAddress address = replaced.toAddress("token.replaces");
    boolean same =
        address.providerTokenId() == null
            ? Objects.equals(address.merchantTokenReference(), token.merchantTokenReference())
            : address.providerTokenId().equals(token.providerTokenId());
    if (same) {
      throw ApiException.invalid("token.replaces", "must name another token");
    }
    return new TokenNotice.ReplacedToken(address, Boolean.TRUE.equals(replaced.carryConsent()));
  }

  @Override
  public String toString() {
    return "***";
  }
}

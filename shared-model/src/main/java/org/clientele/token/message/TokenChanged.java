package org.clientele.token.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusCause;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.jspecify.annotations.Nullable;

/**
 * What a token service provider says has changed of a token: the message {@code token.changed}.
 * Fields that are not named stay as they are; {@code null} clears one.
 *
 * @param source the provider
 * @param notificationId the same for each delivery of the same message
 * @param occurredAt when it happened there, as all times of a message in the form of RFC 3339
 * @param sourceSequence grows with each of the provider's messages on a token
 * @param cause why the token has its new status
 */
public record TokenChanged(
    @JsonProperty("type")
        @NotNull(message = Rules.REQUIRED)
        @Pattern(regexp = "token\\.changed", message = "must be token.changed")
        String type,
    @JsonProperty("source")
        @NotNull(message = Rules.REQUIRED)
        @Pattern(regexp = Rules.NAME, message = Rules.NAME_RULE)
        String source,
    @JsonProperty("notification_id")
        @NotNull(message = Rules.REQUIRED)
        @Pattern(regexp = Rules.PROVIDER_ID, message = Rules.PROVIDER_ID_RULE)
        String notificationId,
    @JsonProperty("occurred_at") @NotNull(message = Rules.REQUIRED) String occurredAt,
    @JsonProperty("source_sequence") @PositiveOrZero(message = "must not be negative")
        @Nullable Long sourceSequence,
    @JsonProperty("merchant_id")
        @NotNull(message = Rules.REQUIRED)
        @Pattern(regexp = Rules.NAME, message = Rules.NAME_RULE)
        String merchantId,
    @JsonProperty("token") @NotNull(message = Rules.REQUIRED) @Valid AddressedToken token,
    @JsonProperty("change") @NotNull(message = Rules.REQUIRED) @Valid ReportedToken change,
    @JsonProperty("cause") @Valid @Nullable StatusCause cause) {

  /** The type of this message. */
  public static final String TYPE = "token.changed";

  private static final String CHANGE = "change.";

  /** What a token is, not how it is. */
  private static final Set<String> CONSTANT =
      Set.of(
          "change.customer_id",
          "change.merchant_token_reference",
          "change.provider_token_id",
          "change.payment_method",
          "change.replaces");

  private static final String STATUS_REASON = "change.status_reason";

  /**
   * Returns what the message says.
   *
   * @param present the paths of all fields that the message has, also of those that are null
   * @throws ApiException {@code INVALID_REQUEST} naming a field that may not change, is no time, or
   *     does not agree with another one
   */
  public TokenNotice toNotice(Set<String> present) {
    requireChangeable(present);
    Instant time = Rules.requiredTime("occurred_at", occurredAt);
    Map<TokenField, Object> values = change.values("change", cause);
    Set<TokenField> fields = named(present);
    if (change.cardData() != null && !fields.contains(TokenField.CARD_UPDATED_AT)) {
      fields.add(TokenField.CARD_UPDATED_AT);
      values.put(TokenField.CARD_UPDATED_AT, time);
    }
    return new TokenNotice(
        new MerchantId(merchantId),
        source,
        new SourcePosition(sourceSequence, time),
        notificationId,
        token.toAddress("token"),
        null,
        fields,
        values,
        null);
  }

  private void requireChangeable(Set<String> present) {
    CONSTANT.stream()
        .filter(present::contains)
        .sorted()
        .findFirst()
        .ifPresent(
            path -> {
              throw ApiException.invalid(path, "cannot change");
            });
    if (change.status() == null) {
      Stream.of(CHANGE + TokenField.STATUS.path(), STATUS_REASON)
          .filter(present::contains)
          .findFirst()
          .ifPresent(TokenChanged::refuseWithoutStatus);
      if (cause != null) {
        refuseWithoutStatus("cause");
      }
    }
  }

  private static void refuseWithoutStatus(String path) {
    throw ApiException.invalid(path, "must come with a status");
  }

  /** A card that is cleared is cleared in all its fields. */
  private Set<TokenField> named(Set<String> present) {
    Set<TokenField> fields = EnumSet.noneOf(TokenField.class);
    for (TokenField field : TokenField.values()) {
      if (present.contains(CHANGE + field.path())) {
        fields.add(field);
      }
    }
    if (change.cardData() == null && present.contains("change.card_data")) {
      fields.addAll(TokenField.CARD_DATA);
    }
    if (change.cardData() != null && "token".equals(change.cardData().last4Of())) {
      fields.remove(TokenField.LAST4_DIGIT);
    }
    return fields;
  }

  @Override
  public String toString() {
    return "***";
  }
}

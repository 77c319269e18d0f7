package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.DateTimeException;
import java.time.Instant;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What a token service provider says of a token: the message {@code token.recorded}.
 *
 * @param source the provider
 * @param sourceSequence grows with each of the provider's messages on a token
 * @param occurredAt when it happened there, as all times of a message in the form of RFC 3339
 */
public record TokenRecorded(
    @JsonProperty("type")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = "token\\.recorded", message = "must be token.recorded")
        String type,
    @JsonProperty("source")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = NAME, message = "must be 1 to 64 of A-Z a-z 0-9 . _ -")
        String source,
    @JsonProperty("source_sequence")
        @NotNull(message = REQUIRED)
        @PositiveOrZero(message = "must not be negative")
        Long sourceSequence,
    @JsonProperty("occurred_at") @NotNull(message = REQUIRED) String occurredAt,
    @JsonProperty("merchant_id")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = NAME, message = "must be 1 to 64 of A-Z a-z 0-9 . _ -")
        String merchantId,
    @JsonProperty("token") @NotNull(message = REQUIRED) @Valid ReportedToken token) {

  private static final String REQUIRED = "is required";
  private static final String NAME = "[A-Za-z0-9._-]{1,64}";

  /**
   * Returns this message if its fields agree with one another.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public TokenRecorded requireConsistent() {
    token.requireCardDataOfCardsAlone();
    requireTime("occurred_at", occurredAt);
    requireTime("token.expired_at", token.expiredAt());
    requireTime("token.consented_at", token.consentedAt());
    return this;
  }

  public MerchantId merchant() {
    return new MerchantId(merchantId);
  }

  TokenSource origin() {
    return new TokenSource(source, sourceSequence, Timestamp.parse(occurredAt));
  }

  private static void requireTime(String field, @Nullable String text) {
    try {
      instant(text);
    } catch (DateTimeException e) {
      throw ApiException.invalid(field, Timestamp.RULE);
    }
  }

  static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Timestamp.parse(text);
  }
}

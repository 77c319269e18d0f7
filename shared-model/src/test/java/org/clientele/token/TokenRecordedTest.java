package org.clientele.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;

import java.time.Instant;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRecordedTest {

  private static final String TIME = "2026-01-31T23:59:59.123456Z";
  private static final CardData CARD =
      new CardData("1112", null, null, null, null, null, null, null, null);

  @ParameterizedTest
  @EnumSource
  void onlyACardHasCardData(PaymentMethod method) {
    TokenRecorded message = message(TIME, token(method, CARD, null, null, null));

    if (method == PaymentMethod.CARD) {
      assertThat(message.requireConsistent()).isSameAs(message);
    } else {
      assertRefused(message, "token.card_data");
    }
    TokenRecorded without = message(TIME, token(method, null, null, null, null));
    assertThat(without.requireConsistent()).isSameAs(without);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T00:00:00Z",
        "2026-02-28T24:00:00Z",
        "2026-02-28T23:59:60Z",
        "9999-12-31T24:00:00Z",
        "9999-12-31T23:59:59-01:00",
        ""
      })
  void timeThatIsNoneIsRefusedByItsField(String none) {
    assertRefused(message(none, token(null, null, null)), "occurred_at");
    assertRefused(message(TIME, token(none, null, null)), "token.expired_at");
    assertRefused(message(TIME, token(null, none, null)), "token.consented_at");
  }

  @Test
  void originIsWhoSaidItAndWhen() {
    assertThat(message(TIME, token(null, null, null)).origin())
        .isEqualTo(new TokenSource("tsp", 7, Instant.parse(TIME)));
    assertThat(message(TIME, token(null, null, null)).merchant())
        .isEqualTo(new MerchantId("merchant"));
  }

  @ParameterizedTest
  @CsvSource({",", TIME + ",", ",consent-1", TIME + ",consent-1"})
  void consentIsKnownByItsTimeOrItsReference(@Nullable String time, @Nullable String reference) {
    Consent consent = token(null, time, reference).consent();

    assertThat(consent)
        .isEqualTo(
            time == null && reference == null
                ? null
                : new Consent(time == null ? null : Instant.parse(time), reference));
  }

  @Test
  void expiryMayBeAbsent() {
    assertThat(token(null, null, null).expiry()).isNull();
    assertThat(token(TIME, null, null).expiry()).isEqualTo(Instant.parse(TIME));
    assertThat(token("2026-02-01t05:29:59.123456789+05:30", null, null).expiry())
        .isEqualTo(Instant.parse(TIME));
  }

  private static void assertRefused(TokenRecorded message, String field) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(message::requireConsistent)
        .returns(INVALID_REQUEST, ApiException::code)
        .returns(field, ApiException::reason);
  }

  private static TokenRecorded message(String occurredAt, ReportedToken token) {
    return new TokenRecorded("token.recorded", "tsp", 7L, occurredAt, "merchant", token);
  }

  private static ReportedToken token(
      @Nullable String expiredAt, @Nullable String consentedAt, @Nullable String reference) {
    return token(PaymentMethod.UPI, null, expiredAt, consentedAt, reference);
  }

  private static ReportedToken token(
      PaymentMethod method,
      @Nullable CardData card,
      @Nullable String expiredAt,
      @Nullable String consentedAt,
      @Nullable String reference) {
    return new ReportedToken(
        "cust-1",
        "ref",
        PaymentTokenStatus.ACTIVE,
        method,
        expiredAt,
        null,
        null,
        card,
        null,
        consentedAt,
        reference);
  }
}

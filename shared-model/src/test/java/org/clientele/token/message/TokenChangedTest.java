package org.clientele.token.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.token.PaymentTokenStatus.SUSPENDED;
import static org.clientele.token.message.TestingMessages.CARD;
import static org.clientele.token.message.TestingMessages.TIME;
import static org.clientele.token.message.TestingMessages.change;
import static org.clientele.token.message.TestingMessages.changed;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.clientele.error.ApiException;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenChangedTest {

  private static final StatusCause CAUSE =
      new StatusCause(StatusCause.Party.ISSUER, "lost card", "3701");

  @Test
  void saysOnlyWhatIsNamed() {
    TokenNotice notice =
        changed(change(SUSPENDED, null, null), CAUSE)
            .toNotice(Set.of("change", "change.status", "cause", "cause.by"));

    assertThat(notice.isWhole()).isFalse();
    assertThat(notice.token()).isEqualTo(new TokenAddress("provider-1", null));
    assertThat(notice.notificationId()).isEqualTo("n-1");
    assertThat(notice.position()).isEqualTo(new SourcePosition(null, Instant.parse(TIME)));
    assertThat(notice.fields()).containsExactly(TokenField.STATUS);
    assertThat(notice.values())
        .containsExactly(Map.entry(TokenField.STATUS, new StatusReport(SUSPENDED, null, CAUSE)));
  }

  @Test
  void whatIsNullIsCleared() {
    TokenNotice notice =
        changed(change(null, null, null), null)
            .toNotice(Set.of("change", "change.expired_at", "change.merchant_metadata"));

    assertThat(notice.fields())
        .containsExactly(TokenField.EXPIRED_AT, TokenField.MERCHANT_METADATA);
    assertThat(notice.values()).isEmpty();
  }

  @Test
  void cardChangesFieldByFieldAndWhenItOccurredUnlessThatIsSaid() {
    TokenNotice silent =
        changed(change(null, CARD, null), null)
            .toNotice(Set.of("change.card_data", "change.card_data.last4_digit"));
    TokenNotice cleared =
        changed(change(null, null, null), null)
            .toNotice(Set.of("change.card_data", "change.card_updated_at"));

    assertThat(silent.fields()).containsExactly(TokenField.CARD_UPDATED_AT, TokenField.LAST4_DIGIT);
    assertThat(silent.values()).containsEntry(TokenField.CARD_UPDATED_AT, Instant.parse(TIME));
    assertThat(cleared.fields())
        .hasSize(10)
        .containsAll(TokenField.CARD_DATA)
        .contains(TokenField.CARD_UPDATED_AT);
  }

  @Test
  void timeThatIsSaidOfTheCardsChangeIsKept() {
    var change =
        new ReportedToken(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            CARD,
            "2026-01-30T00:00:00Z",
            null,
            null,
            null,
            null);
    var message =
        new TokenChanged(
            "token.changed",
            "tsp",
            "n-1",
            TIME,
            7L,
            "merchant",
            new AddressedToken(null, "ref", null),
            change,
            null);

    TokenNotice notice =
        message.toNotice(Set.of("change.card_data.card_type", "change.card_updated_at"));

    assertThat(notice.values())
        .containsEntry(TokenField.CARD_UPDATED_AT, Instant.parse("2026-01-30T00:00:00Z"));
    assertThat(notice.position()).isEqualTo(new SourcePosition(7L, Instant.parse(TIME)));
  }

  @Test
  void lastDigitsOfTheTokenLeaveTheCardsAlone() {
    var tokens = new ReportedCard("1112", "token", null, null, null, null, null, null, null, null);

    TokenNotice notice =
        changed(change(null, tokens, null), null)
            .toNotice(
                Set.of(
                    "change.card_data",
                    "change.card_data.last4_digit",
                    "change.card_data.last4_of"));

    assertThat(notice.fields()).containsExactly(TokenField.CARD_UPDATED_AT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "change.customer_id",
        "change.merchant_token_reference",
        "change.provider_token_id",
        "change.payment_method",
        "change.replaces",
        "change.status",
        "change.status_reason"
      })
  void whatATokenIsDoesNotChangeAndAReasonNeedsAStatus(String path) {
    assertRefused(changed(change(null, null, null), null), Set.of("change", path), path);
  }

  @Test
  void causeIsOfAStatus() {
    assertRefused(changed(change(null, null, null), CAUSE), Set.of("change", "cause"), "cause");
  }

  @Test
  void timesAreTimes() {
    assertRefused(
        changed(change(null, null, "tomorrow"), null),
        Set.of("change.expired_at"),
        "change.expired_at");
  }

  private static void assertRefused(TokenChanged message, Set<String> present, String field) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> message.toNotice(present))
        .returns(INVALID_REQUEST, ApiException::code)
        .returns(field, ApiException::reason);
  }
}

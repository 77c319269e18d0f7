package org.clientele.token.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.token.message.TestingMessages.CARD;
import static org.clientele.token.message.TestingMessages.TIME;
import static org.clientele.token.message.TestingMessages.recorded;
import static org.clientele.token.message.TestingMessages.whole;

import java.time.Instant;
import java.util.Map;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenKind;
import org.clientele.token.TokenNotice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRecordedTest {

  private static final ReportedToken PLAIN = whole(PaymentMethod.UPI, null, null, null, null);

  @ParameterizedTest
  @EnumSource
  void onlyACardHasCardData(PaymentMethod method) {
    TokenRecorded message = recorded(TIME, whole(method, CARD, null, null, null));

    if (method == PaymentMethod.CARD) {
      assertThat(message.toNotice().values()).containsEntry(TokenField.LAST4_DIGIT, "1112");
    } else {
      assertRefused(message, "token.card_data");
    }
    assertThat(recorded(TIME, whole(method, null, null, null, null)).toNotice().values())
        .containsEntry(TokenField.PAYMENT_METHOD, method);
  }

  @Test
  void lastDigitsOfTheTokenAreNotTheCards() {
    var tokens =
        new ReportedCard("1112", "token", "CREDIT", null, null, null, null, null, null, null);

    TokenNotice notice =
        recorded(TIME, whole(PaymentMethod.CARD, tokens, null, null, null)).toNotice();

    assertThat(notice.values())
        .containsEntry(TokenField.CARD_TYPE, "CREDIT")
        .doesNotContainKey(TokenField.LAST4_DIGIT);
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
    assertRefused(recorded(none, PLAIN), "occurred_at");
    assertRefused(
        recorded(TIME, whole(PaymentMethod.UPI, null, none, null, null)), "token.expired_at");
    assertRefused(
        recorded(TIME, whole(PaymentMethod.UPI, null, null, none, null)), "token.consented_at");
  }

  @Test
  void saysWhoSaidItAndWhenAndOfWhichToken() {
    TokenNotice notice = recorded(TIME, PLAIN).toNotice();

    assertThat(notice.source()).isEqualTo("tsp");
    assertThat(notice.position()).isEqualTo(new SourcePosition(7L, Instant.parse(TIME)));
    assertThat(notice.merchantId()).isEqualTo(new MerchantId("merchant"));
    assertThat(notice.customerId()).isEqualTo(new CustomerId("cust-1"));
    assertThat(notice.token()).isEqualTo(new TokenAddress(null, "ref"));
    assertThat(notice.status()).isEqualTo(PaymentTokenStatus.ACTIVE);
    assertThat(notice.fields()).containsExactlyInAnyOrder(TokenField.values());
  }

  @Test
  void isOrderedByASequenceOrToldFromOthersByAnId() {
    TokenRecorded neither =
        new TokenRecorded("token.recorded", "tsp", null, null, TIME, "merchant", PLAIN, null);
    TokenRecorded id =
        new TokenRecorded("token.recorded", "tsp", null, "n-1", TIME, "merchant", PLAIN, null);

    assertRefused(neither, "notification_id");
    assertThat(id.toNotice().position()).isEqualTo(new SourcePosition(null, Instant.parse(TIME)));
    assertThat(id.toNotice().notificationId()).isEqualTo("n-1");
  }

  @Test
  void timesMayHaveAnyOffset() {
    var message =
        recorded(
            TIME,
            whole(PaymentMethod.UPI, null, "2026-02-01t05:29:59.123456789+05:30", null, null));

    assertThat(message.toNotice().values())
        .containsEntry(TokenField.EXPIRED_AT, Instant.parse(TIME));
  }

  @Test
  void tokenThatIsReplacedHasExactlyOneName() {
    assertThat(replacing(new AddressedToken("old", null, true)).toNotice().replaced())
        .isEqualTo(new TokenNotice.ReplacedToken(new TokenAddress("old", null), true));
    assertThat(replacing(new AddressedToken(null, "old", null)).toNotice().replaced())
        .isEqualTo(new TokenNotice.ReplacedToken(new TokenAddress(null, "old"), false));
    assertRefused(replacing(new AddressedToken(null, null, true)), "token.replaces");
    assertRefused(replacing(new AddressedToken("old", "old", null)), "token.replaces");
  }

  @Test
  void tokenDoesNotReplaceItself() {
    assertRefused(recorded(TIME, full(new AddressedToken(null, "ref", null))), "token.replaces");
    assertRefused(recorded(TIME, full(new AddressedToken("own", null, null))), "token.replaces");
    assertThat(recorded(TIME, full(new AddressedToken("old", null, null))).toNotice().replaced())
        .isNotNull();
  }

  @Test
  void everyFieldOfAMessageIsSaid() {
    var cause = new StatusCause(StatusCause.Party.ISSUER, "lost card", "3701");
    var message =
        new TokenRecorded("token.recorded", "tsp", 7L, null, TIME, "merchant", full(null), cause);

    assertThat(message.toNotice().values())
        .containsOnly(
            entry(
                TokenField.STATUS,
                new StatusReport(PaymentTokenStatus.SUSPENDED, "on hold", cause)),
            entry(TokenField.PAYMENT_METHOD, PaymentMethod.CARD),
            entry(TokenField.EXPIRED_AT, Instant.parse("2027-01-31T00:00:00Z")),
            entry(TokenField.MERCHANT_METADATA, Map.of("tier", "gold")),
            entry(TokenField.IS_COMPLIANT, true),
            entry(TokenField.CONSENTED_AT, Instant.parse("2026-01-30T00:00:00Z")),
            entry(TokenField.CONSENT_REFERENCE, "consent"),
            entry(TokenField.PROVIDER_TOKEN_ID, "own"),
            entry(TokenField.KIND, TokenKind.NETWORK),
            entry(TokenField.REQUESTOR_ID, "requestor"),
            entry(TokenField.CARD_UPDATED_AT, Instant.parse("2026-01-29T00:00:00Z")),
            entry(TokenField.LAST4_DIGIT, "1112"),
            entry(TokenField.CARD_TYPE, "DEBIT"),
            entry(TokenField.NETWORK_NAME, "network"),
            entry(TokenField.ISSUER_NAME, "issuer"),
            entry(TokenField.CARD_CATEGORY, "category"),
            entry(TokenField.COUNTRY_CODE, "IN"),
            entry(TokenField.INTERNATIONAL, false),
            entry(TokenField.EMI, true),
            entry(TokenField.CVV_REQUIRED, false));
  }

  @Test
  void newTokenHasAStatus() {
    ReportedToken full = full(null);
    ReportedToken without =
        new ReportedToken(
            full.customerId(),
            full.merchantTokenReference(),
            null,
            null,
            null,
            null,
            full.paymentMethod(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    assertRefused(recorded(TIME, without), "token.status");
  }

  private static ReportedToken full(@Nullable AddressedToken replaces) {
    var card =
        new ReportedCard(
            "1112", "card", "DEBIT", "network", "issuer", "category", "IN", false, true, false);
    return new ReportedToken(
        "cust-1",
        "ref",
        "own",
        TokenKind.NETWORK,
        "requestor",
        PaymentTokenStatus.SUSPENDED,
        PaymentMethod.CARD,
        "2027-01-31T00:00:00Z",
        "on hold",
        Map.of("tier", "gold"),
        card,
        "2026-01-29T00:00:00Z",
        true,
        "2026-01-30T00:00:00Z",
        "consent",
        replaces);
  }

  private static TokenRecorded replacing(AddressedToken old) {
    return recorded(TIME, whole(PaymentMethod.UPI, null, null, null, old));
  }

  private static void assertRefused(TokenRecorded message, String field) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(message::toNotice)
        .returns(INVALID_REQUEST, ApiException::code)
        .returns(field, ApiException::reason);
  }
}

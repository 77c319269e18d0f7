package org.clientele.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static org.clientele.token.PaymentTokenStatus.FAILED;
import static org.clientele.token.PaymentTokenStatus.INITIATED;
import static org.clientele.token.PaymentTokenStatus.SUSPENDED;
import static org.clientele.token.TestingNotices.CREATED;
import static org.clientele.token.TestingNotices.change;
import static org.clientele.token.TestingNotices.token;
import static org.clientele.token.TestingNotices.values;
import static org.clientele.token.TestingNotices.whole;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.PaymentTokenId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What several notices, of one source and of several, make of a token. */
class TokenSourcesTest {

  private static final Instant EXPIRY = Instant.parse("2025-02-28T23:59:59.999999Z");
  private static final Instant LATER = Instant.parse("2025-06-01T00:00:00Z");
  private static final TokenField CONSENT = TokenField.CONSENT_REFERENCE;
  private static final TokenRemoval REMOVAL = new TokenRemoval("removal-1", null);
  private static final PaymentTokenId SUCCESSOR = new PaymentTokenId("token-2");

  @Test
  void fieldThatIsClearedStaysClearedWhenAnOlderWordComes() {
    PaymentToken cleared =
        said(token(ACTIVE, null), "tsp", 2L, CONSENT, "old")
            .report(change("tsp", 4L, LATER, "n-4", CONSENT, null), LATER);

    PaymentToken late = said(cleared, "tsp", 3L, CONSENT, "late");

    assertThat(cleared.sources().value(CONSENT)).isNull();
    assertThat(late).isSameAs(cleared);
  }

  @Test
  void wholeReportStandsAgainstAllThatWasSaidBeforeIt() {
    PaymentToken whole =
        said(token(ACTIVE, null), "tsp", 2L, CONSENT, "old")
            .report(whole("tsp", 5, LATER, ACTIVE, null), LATER);

    assertThat(said(whole, "tsp", 4L, CONSENT, "late")).isSameAs(whole);
    assertThat(said(whole, "tsp", 6L, CONSENT, "new").sources().value(CONSENT)).isEqualTo("new");
  }

  @Test
  void changeThatIsNewerThanAWholeReportStands() {
    PaymentToken changed = said(token(ACTIVE, null), "tsp", 6L, CONSENT, "new");

    PaymentToken whole = changed.report(whole("tsp", 5, LATER, SUSPENDED, null), LATER);

    assertThat(whole.status()).isEqualTo(SUSPENDED);
    assertThat(whole.sources().value(CONSENT)).isEqualTo("new");
  }

  @Test
  void noticesOfTheSameTimeAreToldApartByTheirIds() {
    TokenNotice first = change("tsp", null, LATER, "n-1", CONSENT, "first");
    TokenNotice other = change("tsp", null, LATER, "n-2", TokenField.REQUESTOR_ID, "r");
    TokenNotice second = change("tsp", null, LATER, "n-3", CONSENT, "second");

    PaymentToken token =
        token(ACTIVE, null).report(first, LATER).report(other, LATER).report(second, LATER);

    assertThat(token.sources().value(TokenField.REQUESTOR_ID)).isEqualTo("r");
    assertThat(token.resultOf(first, LATER)).isEqualTo(NoticeResult.REPEATED);
    assertThat(token.report(first, LATER).sources().value(CONSENT)).isEqualTo("second");
  }

  @Test
  void noticeWithoutAnIdIsKnownByItsSequence() {
    TokenNotice notice = change("tsp", 2L, LATER, null, CONSENT, "c");
    PaymentToken token = token(ACTIVE, null).report(notice, LATER);

    assertThat(token.resultOf(notice, LATER)).isEqualTo(NoticeResult.REPEATED);
    assertThat(token.resultOf(whole("tsp", 1, CREATED, ACTIVE, null), LATER))
        .isEqualTo(NoticeResult.REPEATED);
  }

  @Test
  void noticeThatMadeTheTokenIsKnownByItsId() {
    TokenNotice made =
        TokenNotice.whole(
            token(ACTIVE, null).merchantId(),
            "tsp",
            new SourcePosition(null, CREATED),
            "n-1",
            "ref",
            token(ACTIVE, null).customerId(),
            values(ACTIVE, null),
            null);
    PaymentToken token = PaymentToken.create(new PaymentTokenId("token-1"), made, CREATED);

    assertThat(token.resultOf(made, LATER)).isEqualTo(NoticeResult.REPEATED);
    assertThat(token.remove(REMOVAL, LATER).resultOf(made, LATER)).isEqualTo(NoticeResult.REPEATED);
  }

  @Test
  void noticeThatSaysNothingLeavesNoSource() {
    PaymentToken token = token(ACTIVE, null);
    TokenNotice nothing =
        new TokenNotice(
            token.merchantId(),
            "other",
            new SourcePosition(null, LATER),
            "n-1",
            new TokenAddress(null, "ref"),
            null,
            EnumSet.noneOf(TokenField.class),
            Map.of(),
            null);

    assertThat(token.report(nothing, LATER)).isSameAs(token);
  }

  @Test
  void ofAFieldTheLastWordCountsWhoeverSaysIt() {
    PaymentToken token = saidAt(token(ACTIVE, null), "tsp", LATER.plusSeconds(60), CONSENT, "last");

    PaymentToken late = saidAt(token, "issuer", LATER, CONSENT, "first");

    assertThat(late.sources().value(CONSENT)).isEqualTo("last");
    assertThat(
            saidAt(late, "issuer", LATER.plusSeconds(90), CONSENT, "next").sources().value(CONSENT))
        .isEqualTo("next");
  }

  @Test
  void fieldThatOneSourceClearsIsWhatAnotherSaysOfIt() {
    PaymentToken token = saidAt(token(ACTIVE, null), "issuer", LATER, CONSENT, "issuers");

    PaymentToken cleared =
        token.report(change("tsp", null, LATER.plusSeconds(60), "n", CONSENT, null), LATER);

    assertThat(cleared.sources().value(CONSENT)).isEqualTo("issuers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsp", "wallet"})
  void tokenIsFollowedOnlyByWhatCameAfterTheLastWordOfAnySource(String source) {
    PaymentToken token = saidAt(token(ACTIVE, null), source, LATER, CONSENT, "c");

    assertThat(token.isFollowedBy(ofAnother(LATER))).isFalse();
    assertThat(token.isFollowedBy(ofAnother(LATER.plusNanos(1_000)))).isTrue();
  }

  private static TokenNotice ofAnother(Instant occurredAt) {
    return whole("tsp", 1, occurredAt, "cust-2", values(ACTIVE, null));
  }

  /** The whole order, so that a pair that is decided otherwise is a failure. */
  @Test
  void bestOfTheStatusesIsTheTokens() {
    List<PaymentTokenStatus> order = List.of(ACTIVE, SUSPENDED, INITIATED, DEACTIVATED, FAILED);
    for (PaymentTokenStatus one : order) {
      for (PaymentTokenStatus other : order) {
        PaymentToken token = token(one, null).report(whole("issuer", 1, LATER, other, null), LATER);

        assertThat(token.status())
            .isEqualTo(order.get(Math.min(order.indexOf(one), order.indexOf(other))));
        assertThat(token.hasEnded()).isEqualTo(one.isFinal() && other.isFinal());
        assertThat(token.expired()).isFalse();
      }
    }
  }

  @Test
  void whatTheClockEndedMayLiveAgainThoughAnotherSourceEndedItForGood() {
    PaymentToken token =
        token(ACTIVE, EXPIRY)
            .report(whole("issuer", 1, LATER, DEACTIVATED, null), LATER)
            .asOf(LATER);

    assertThat(token.status()).isEqualTo(DEACTIVATED);
    assertThat(token.expired()).isTrue();
    assertThat(token.isExpired(LATER)).isTrue();
    assertThat(token.statusCause())
        .isEqualTo(new StatusCause(StatusCause.Party.CLOCK, "payment token expired", null));
  }

  @Test
  void whatHadEndedBeforeItsExpiryDoesNotExpireAndStaysEnded() {
    PaymentToken ended = token("token-1", DEACTIVATED, EXPIRY, LATER);

    assertThat(ended.expired()).isFalse();
    assertThat(ended.statusReason()).isNull();
    assertRefused(
        INVALID_USER_ACCOUNT,
        "change.status",
        () -> ended.report(change("tsp", 7, LATER, ACTIVE), LATER));
    assertRefused(
        INVALID_USER_ACCOUNT,
        "token.status",
        () -> ended.report(whole("tsp", 7, LATER, ACTIVE, null), LATER));
  }

  @Test
  void ofTwoSourcesInTheSameStatusTheLastTellsWhy() {
    PaymentToken token =
        token(SUSPENDED, null)
            .report(
                change(
                    "issuer",
                    1L,
                    LATER,
                    "n",
                    TokenField.STATUS,
                    new StatusReport(SUSPENDED, "lost", null)),
                LATER);

    assertThat(token.statusReason()).isEqualTo("lost");
  }

  @ParameterizedTest
  @EnumSource
  void sourceThatHasToldNoStatusMayTellAny(PaymentTokenStatus status) {
    PaymentToken token = said(token(INITIATED, null), "issuer", 1L, CONSENT, "c");

    assertThat(token.resultOf(change("issuer", 2, LATER, status), LATER))
        .isEqualTo(NoticeResult.STORED);
  }

  @Test
  void sourceThatHadEndedATokenMakesItAnewOnlyByAWholeReportAndWhileAnotherHasIt() {
    PaymentToken half =
        token(ACTIVE, null)
            .report(whole("issuer", 1, LATER, ACTIVE, null), LATER)
            .report(change("issuer", 2, LATER, DEACTIVATED), LATER);

    assertRefused(
        INVALID_USER_ACCOUNT,
        "change.status",
        () -> half.report(change("issuer", 3, LATER, ACTIVE), LATER));
    assertThat(half.resultOf(whole("issuer", 3, LATER, ACTIVE, null), LATER))
        .isEqualTo(NoticeResult.STORED);
    assertRefused(
        INVALID_USER_ACCOUNT,
        "token.status",
        () -> half.report(whole("tsp", 3, LATER, INITIATED, null), LATER));
  }

  @Test
  void expiresWithTheLastSourceThatLetsItBeUsed() {
    PaymentToken both =
        token(ACTIVE, EXPIRY).report(whole("issuer", 1, LATER, ACTIVE, LATER), CREATED);

    assertThat(both.expiredAt()).isEqualTo(LATER);
    assertThat(both.report(whole("wallet", 1, LATER, ACTIVE, null), CREATED).expiredAt()).isNull();
    PaymentToken half = both.report(change("issuer", 2, LATER, DEACTIVATED), CREATED);
    assertThat(half.expiredAt()).isEqualTo(EXPIRY);
    PaymentToken none = half.report(change("tsp", 2, LATER, DEACTIVATED), CREATED);
    assertThat(none.expiredAt()).isEqualTo(LATER);
  }

  @Test
  void expiryThatLeavesItUsableIsNoUpdate() {
    PaymentToken token =
        token(ACTIVE, EXPIRY).report(whole("issuer", 1, CREATED, ACTIVE, null), CREATED);
    PaymentToken half =
        token(ACTIVE, EXPIRY).report(whole("issuer", 1, CREATED, SUSPENDED, null), CREATED);

    assertThat(token.asOf(LATER)).isSameAs(token);
    assertThat(half.asOf(LATER).status()).isEqualTo(SUSPENDED);
    assertThat(half.asOf(LATER).updatedAt()).isEqualTo(EXPIRY);
  }

  @Test
  void anotherValueIsAnUpdate() {
    PaymentToken token =
        said(token(ACTIVE, LATER.plusSeconds(60)), "tsp", 2L, TokenField.IS_COMPLIANT, true);
    Instant next = LATER.plusNanos(1_000);
    TokenNotice renewal =
        change("tsp", 3L, LATER, "e", TokenField.EXPIRED_AT, LATER.plusSeconds(90));

    assertThat(said(token, "tsp", 3L, TokenField.IS_COMPLIANT, false).updatedAt()).isEqualTo(next);
    assertThat(token.report(renewal, LATER).updatedAt()).isEqualTo(next);
  }

  @Test
  void whatNobodyCanSeeIsNoUpdate() {
    PaymentToken token = token(ACTIVE, null);

    PaymentToken suspended = token.report(change("issuer", 1, LATER, SUSPENDED), LATER);
    PaymentToken expiring =
        suspended.report(
            change("issuer", 2L, LATER, "e", TokenField.EXPIRED_AT, LATER.plusSeconds(60)), LATER);

    assertThat(suspended).isNotEqualTo(token);
    assertThat(expiring).isNotEqualTo(suspended);
    assertThat(expiring.updatedAt()).isEqualTo(CREATED);
    assertThat(said(expiring, "issuer", 3L, CONSENT, "c").updatedAt()).isEqualTo(CREATED);
    assertThat(said(expiring, "issuer", 3L, TokenField.IS_COMPLIANT, true).updatedAt())
        .isEqualTo(LATER);
  }

  @Test
  void changeOfWhatTheClockHasDoneIsAnUpdateThoughThatIsNotStoredYet() {
    PaymentToken token =
        token(ACTIVE, EXPIRY).report(whole("issuer", 1, CREATED, SUSPENDED, null), CREATED);
    assertThat(token.asOf(LATER).status()).isEqualTo(SUSPENDED);

    PaymentToken active = token.report(change("issuer", 2, LATER, ACTIVE), LATER);

    assertThat(active.status()).isEqualTo(ACTIVE);
    assertThat(active.updatedAt()).isEqualTo(LATER);
  }

  @Test
  void tokenHasAtMostSixSourcesEachOfWhichGoesOnReporting() {
    PaymentToken token = token(ACTIVE, null);
    for (int i = 2; i <= 6; i++) {
      token = token.report(whole("source-" + i, 1, LATER, ACTIVE, null), LATER);
    }
    PaymentToken full = token;

    assertRefused(
        INVALID_REQUEST,
        "source",
        () -> full.report(whole("source-7", 1, LATER, ACTIVE, null), LATER));
    assertThat(said(full, "source-6", 2L, CONSENT, "c").sources().value(CONSENT)).isEqualTo("c");
  }

  @Test
  void eachSourceHasItsOwnIdOfTheToken() {
    PaymentToken token =
        said(token(ACTIVE, null), "tsp", 2L, TokenField.PROVIDER_TOKEN_ID, "theirs");

    PaymentToken both =
        said(
            token.report(change("issuer", 1, LATER, ACTIVE), LATER),
            "issuer",
            2L,
            TokenField.PROVIDER_TOKEN_ID,
            "issuers");

    assertThat(both.providerTokenId("tsp")).isEqualTo("theirs");
    assertThat(both.providerTokenId("issuer")).isEqualTo("issuers");
    assertThat(both.providerTokenId("other")).isNull();
    assertThat(Deregistration.holders(both))
        .containsExactly(
            new Deregistration.Holder("issuer", "issuers"),
            new Deregistration.Holder("tsp", "theirs"));
  }

  @Test
  void cardIsOfACardsTokenWhichAWholeReportCanMakeIt() {
    PaymentToken token = token(ACTIVE, null);
    Map<TokenField, Object> card = values(ACTIVE, null);
    card.put(TokenField.PAYMENT_METHOD, PaymentMethod.CARD);
    card.put(TokenField.LAST4_DIGIT, "1112");

    assertRefused(
        INVALID_REQUEST,
        "change.card_data",
        () -> said(token, "tsp", 2L, TokenField.LAST4_DIGIT, "1112"));
    assertThat(token.report(whole("tsp", 2, LATER, "cust-1", card), LATER).cardData()).isNotNull();
  }

  @Test
  void removalIsTheCustomersAndNoExpiry() {
    PaymentToken removed = token(ACTIVE, EXPIRY).remove(REMOVAL, LATER);
    PaymentToken before = token(ACTIVE, EXPIRY).remove(REMOVAL, EXPIRY.minusSeconds(1));

    assertThat(removed.isExpired(LATER)).isFalse();
    assertThat(before.statusCause())
        .isEqualTo(new StatusCause(StatusCause.Party.CUSTOMER, "Removed by the customer", null));
    assertThat(before.asOf(LATER)).isSameAs(before);
  }

  @Test
  void replacedTokenHasEndedForGood() {
    PaymentToken replaced = token(ACTIVE, EXPIRY).replace(SUCCESSOR, EXPIRY.minusSeconds(1));
    TokenNotice renewal = whole("tsp", 7, LATER, ACTIVE, null);

    assertThat(replaced.status()).isEqualTo(DEACTIVATED);
    assertThat(replaced.statusCause())
        .isEqualTo(new StatusCause(StatusCause.Party.PROVIDER, "Replaced by another token", null));
    assertThat(replaced.updatedAt()).isEqualTo(EXPIRY.minusSeconds(1));
    assertThat(replaced.hasEnded()).isTrue();
    assertThat(replaced.asOf(LATER)).isSameAs(replaced);
    assertThat(replaced.resultOf(renewal, LATER)).isEqualTo(NoticeResult.NOT_WANTED);
    assertThat(replaced.isFollowedBy(renewal)).isFalse();
    assertThat(replaced.remove(REMOVAL, LATER)).isSameAs(replaced);
  }

  @Test
  void tokenIsReplacedOnce() {
    PaymentToken replaced = token(ACTIVE, null).replace(SUCCESSOR, LATER);

    assertThat(replaced.replace(SUCCESSOR, LATER.plusSeconds(1))).isSameAs(replaced);
    assertRefused(
        DUPLICATE_REQUEST,
        "token.replaces",
        () -> replaced.replace(new PaymentTokenId("token-3"), LATER));
  }

  @Test
  void whatHasFailedIsTriedAgainAsTheSameToken() {
    assertThat(token(FAILED, null).isFollowedBy(whole("tsp", 2, LATER, ACTIVE, null))).isFalse();
  }

  private static PaymentToken said(
      PaymentToken token, String source, long sequence, TokenField field, Object value) {
    TokenNotice notice = change(source, sequence, LATER, source + sequence, field, value);
    return token.report(notice, LATER);
  }

  private static PaymentToken saidAt(
      PaymentToken token, String source, Instant time, TokenField field, String value) {
    return token.report(change(source, null, time, source + time, field, value), LATER);
  }

  private static void assertRefused(ErrorCode code, String field, Runnable report) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(report::run)
        .returns(code, ApiException::code)
        .returns(field, ApiException::reason);
  }
}

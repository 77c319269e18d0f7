package org.clientele.token;

import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.id.PaymentTokenId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentTokenTest {

  private static final Instant EXPIRY = Instant.parse("2025-02-28T23:59:59.999999Z");

  private static final Instant LATER = Instant.parse("2025-06-01T00:00:00Z");
  private static final StatusReport ON_HOLD = new StatusReport(SUSPENDED, "on hold", null);
  private static final TokenRemoval REMOVAL = new TokenRemoval("removal-1", null);
  private static final PaymentTokenId SUCCESSOR = new PaymentTokenId("token-2");

  /** The whole table of the contract, so that a pair left out is a failure. */
  private static final Map<PaymentTokenStatus, Set<PaymentTokenStatus>> ALLOWED =
      Map.of(
          INITIATED, Set.of(ACTIVE, FAILED, DEACTIVATED),
          ACTIVE, Set.of(SUSPENDED, DEACTIVATED),
          SUSPENDED, Set.of(ACTIVE, DEACTIVATED),
          FAILED, Set.of(),
          DEACTIVATED, Set.of());

  /**
   * A report may come after others that were lost, so it may skip what lies between; what has
   * failed may be tried again.
   */
  private static final Map<PaymentTokenStatus, Set<PaymentTokenStatus>> REACHED =
      Map.of(
          INITIATED, Set.of(ACTIVE, SUSPENDED, FAILED, DEACTIVATED),
          ACTIVE, Set.of(SUSPENDED, DEACTIVATED),
          SUSPENDED, Set.of(ACTIVE, DEACTIVATED),
          FAILED, Set.of(INITIATED, ACTIVE, SUSPENDED, DEACTIVATED),
          DEACTIVATED, Set.of());

  @ParameterizedTest
  @EnumSource
  void movesOnlyToTheStatusesInTheTable(PaymentTokenStatus from) {
    assertThat(ALLOWED).containsEntry(from, from.successors());
    assertThat(from.isFinal()).isEqualTo(from == FAILED || from == DEACTIVATED);
  }

  @ParameterizedTest
  @EnumSource
  void isReadAsStoredUntilTheMicrosecondBeforeItExpires(PaymentTokenStatus status) {
    PaymentToken token = token(status, EXPIRY);

    assertThat(token.asOf(EXPIRY.minusNanos(1_000))).isEqualTo(token);
  }

  @ParameterizedTest
  @EnumSource(names = {"INITIATED", "ACTIVE", "SUSPENDED"})
  void isDeactivatedFromTheMomentItExpires(PaymentTokenStatus status) {
    PaymentToken read = token(status, EXPIRY).asOf(EXPIRY);

    assertThat(read.status()).isEqualTo(DEACTIVATED);
    assertThat(read.statusReason()).isEqualTo("payment token expired");
    assertThat(read.expired()).isTrue();
    assertThat(read.updatedAt()).isEqualTo(EXPIRY);
    assertThat(read.asOf(EXPIRY.plusSeconds(86_400))).isEqualTo(read);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "DEACTIVATED"})
  void aFinalStatusOutlivesItsExpiry(PaymentTokenStatus status) {
    PaymentToken token = token(status, EXPIRY);

    assertThat(token.asOf(EXPIRY.plusSeconds(1))).isEqualTo(token);
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnExpiryItNeverExpires(PaymentTokenStatus status) {
    PaymentToken token = token(status, null);

    assertThat(token.asOf(Instant.parse("2999-01-01T00:00:00Z"))).isEqualTo(token);
  }

  @ParameterizedTest
  @EnumSource
  void reportTakesItOnlyToAStatusThatItLeadsTo(PaymentTokenStatus from) {
    Set<PaymentTokenStatus> reached =
        Arrays.stream(PaymentTokenStatus.values())
            .filter(to -> to != from && accepts(from, to))
            .collect(toUnmodifiableSet());

    assertThat(reached).isEqualTo(REACHED.get(from));
  }

  @Test
  void noticeOfTheWholeTokenReplacesEverythingButItsIdAndAge() {
    PaymentToken token = token(ACTIVE, null);
    Instant expiry = Instant.parse("2026-01-31T23:59:59Z");
    Map<TokenField, Object> values = values(SUSPENDED, expiry);
    values.put(TokenField.STATUS, new StatusReport(SUSPENDED, "on hold", null));
    values.put(TokenField.MERCHANT_METADATA, Map.of("tier", "gold"));
    values.put(TokenField.PAYMENT_METHOD, PaymentMethod.CARD);
    values.put(TokenField.LAST4_DIGIT, "1112");
    values.put(TokenField.EMI, true);
    values.put(TokenField.IS_COMPLIANT, true);

    PaymentToken changed = token.report(whole("tsp", 8, LATER, "cust-1", values), LATER);

    assertThat(changed.status()).isEqualTo(SUSPENDED);
    assertThat(changed.statusReason()).isEqualTo("on hold");
    assertThat(changed.expiredAt()).isEqualTo(expiry);
    assertThat(changed.merchantMetadata()).isEqualTo(Map.of("tier", "gold"));
    assertThat(changed.cardData())
        .isEqualTo(new CardData("1112", null, null, null, null, null, null, true, null));
    assertThat(changed.compliant()).isTrue();
    assertThat(changed.updatedAt()).isEqualTo(LATER);
    assertThat(changed)
        .usingRecursiveComparison()
        .ignoringFields("sources", "updatedAt")
        .isEqualTo(token);
    assertThat(changed.report(whole("tsp", 9, LATER, ACTIVE, null), LATER).cardData()).isNull();
  }

  @Test
  void isCreatedUnstoredAsItIsFirstReported() {
    TokenNotice notice = whole("tsp", 7, LATER, ACTIVE, null);

    PaymentToken created = PaymentToken.create(new PaymentTokenId("token-1"), notice, LATER);

    assertThat(created.version()).isZero();
    assertThat(created.createdAt()).isEqualTo(LATER).isEqualTo(created.updatedAt());
    assertThat(created.status()).isEqualTo(ACTIVE);
    assertThat(created.removal()).isNull();
    assertThat(created.nextVersion().version()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    // the sequence decides, whatever the time
    "7, 2025-01-01T00:00:00Z, false",
    "6, 2025-01-01T00:00:00Z, false",
    "8, 2020-01-01T00:00:00Z, true",
    // where there is none the time does, and at the same time the arrival
    ", 2024-10-31T23:59:59Z, false",
    ", 2024-11-01T00:00:00Z, true",
    ", 2024-11-01T00:00:01Z, true"
  })
  void onlyALaterNoticeCounts(@Nullable Long sequence, Instant occurredAt, boolean counts) {
    PaymentToken token =
        token(ACTIVE, null)
            .report(whole("tsp", 7, Instant.parse("2024-11-01T00:00:00Z"), ACTIVE, null), LATER);
    TokenNotice notice = change("tsp", sequence, occurredAt, "n-1", TokenField.STATUS, ON_HOLD);

    assertThat(token.resultOf(notice, LATER))
        .isEqualTo(counts ? NoticeResult.STORED : NoticeResult.OUT_OF_DATE);
    PaymentToken changed = token.report(notice, LATER);
    assertThat(changed.status()).isEqualTo(counts ? SUSPENDED : ACTIVE);
    assertThat(changed.equals(token)).isEqualTo(!counts);
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 8})
  void reportOfAnotherCustomersTokenIsRefusedWhateverItsSequence(long sequence) {
    PaymentToken token = token(ACTIVE, null).report(whole("tsp", 7, LATER, ACTIVE, null), LATER);
    TokenNotice message = whole("tsp", sequence, LATER, "cust-2", values(SUSPENDED, null));

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> token.report(message, LATER))
        .returns(DUPLICATE_REQUEST, ApiException::code)
        .returns("token-1", ApiException::reason);
  }

  @ParameterizedTest
  @CsvSource({
    // of the same customer only what is newer, came after the end and is alive
    "cust-1, 8, 2025-06-01T00:00:00.000001Z, INITIATED, true",
    "cust-1, 8, 2025-06-01T00:00:00.000001Z, ACTIVE, true",
    "cust-1, 8, 2025-06-01T00:00:00.000001Z, FAILED, false",
    "cust-1, 8, 2025-06-01T00:00:00.000001Z, DEACTIVATED, false",
    "cust-1, 8, 2025-06-01T00:00:00Z, ACTIVE, false",
    "cust-1, 7, 2025-06-01T00:00:00.000001Z, ACTIVE, false",
    // of another one whatever occurred after what is known of the old one
    "cust-2, 1, 2025-06-01T00:00:00.000001Z, ACTIVE, true",
    "cust-2, 1, 2025-06-01T00:00:00.000001Z, FAILED, true",
    "cust-2, 1, 2025-06-01T00:00:00Z, ACTIVE, false"
  })
  void endedTokenIsFollowedByWhatCameAfterIt(
      String customerId, long sequence, Instant occurredAt, PaymentTokenStatus status, boolean is) {
    PaymentToken ended =
        token(ACTIVE, null)
            .report(whole("tsp", 7, LATER, DEACTIVATED, null), LATER.plusSeconds(60));

    assertThat(
            ended.isFollowedBy(
                whole("tsp", sequence, occurredAt, customerId, values(status, null))))
        .isEqualTo(is);
  }

  @Test
  void removedTokenIsFollowedOnlyByWhatTheCustomerAgreedToSince() {
    PaymentToken removed =
        token(ACTIVE, null)
            .report(whole("tsp", 7, CREATED, ACTIVE, null), CREATED)
            .remove(REMOVAL, LATER);

    Instant after = LATER.plusSeconds(60);
    assertThat(removed.isFollowedBy(whole("tsp", 8, after, ACTIVE, null))).isFalse();
    assertThat(removed.isFollowedBy(consented(after, LATER))).isFalse();
    assertThat(removed.isFollowedBy(consented(after, LATER.plusNanos(1_000)))).isTrue();
  }

  @Test
  void tokenThatLivesOrHasOnlyExpiredIsFollowedByNoneOfItsCustomers() {
    TokenNotice newer = whole("tsp", 8, LATER.plusSeconds(1), ACTIVE, null);

    assertThat(token(ACTIVE, EXPIRY).isFollowedBy(newer)).isFalse();
    assertThat(token(ACTIVE, EXPIRY).asOf(LATER).isFollowedBy(newer)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whatHasExpiredBecomesWhatANewerReportSaysBeforeAndAfterTheSweep(PaymentTokenStatus status) {
    PaymentToken token = token(ACTIVE, EXPIRY);
    TokenNotice after = whole("tsp", 7, EXPIRY.plusSeconds(1), status, null);

    PaymentToken renewed = token.report(after, LATER);

    assertThat(renewed.status()).isEqualTo(status);
    assertThat(renewed.expired()).isFalse();
    assertThat(token.asOf(LATER).report(after, LATER)).isEqualTo(renewed);
  }

  @Test
  void removedTokenIsNotRevivedThoughItHadExpired() {
    PaymentToken removed = token(ACTIVE, EXPIRY).remove(REMOVAL, LATER);

    assertReportIsNotWanted(removed);
  }

  @Test
  void reportOfARemovedTokenIsNotWanted() {
    assertReportIsNotWanted(token(ACTIVE, null).remove(REMOVAL, LATER));
  }

  private static void assertReportIsNotWanted(PaymentToken removed) {
    TokenNotice notice = whole("tsp", 7, LATER, ACTIVE, null);

    assertThat(removed.resultOf(notice, LATER)).isEqualTo(NoticeResult.NOT_WANTED);
    assertThat(removed.report(notice, LATER)).isSameAs(removed);
  }

  @Test
  void reportsOfOneSourceGiveTheSameTokenInAnyOrderWithSweepsInBetween() {
    var random = new Random(1);
    for (int round = 0; round < 10_000; round++) {
      List<TokenNotice> history = history(random);
      List<TokenNotice> delivered = new ArrayList<>(history);
      Collections.shuffle(delivered, random);

      PaymentToken token = deliver(delivered, random);

      PaymentToken newest =
          PaymentToken.create(token.id(), history.get(history.size() - 1), LATER).asOf(LATER);
      assertThat(token.asOf(LATER))
          .as(delivered.toString())
          .usingRecursiveComparison()
          .ignoringFields("createdAt", "updatedAt", "version")
          .isEqualTo(newest);
      assertThat(token.asOf(LATER).status()).isEqualTo(newest.status());
    }
  }

  /** Returns reports of a token in its life, each of which expires before or after they come. */
  private static List<TokenNotice> history(Random random) {
    List<TokenNotice> history = new ArrayList<>();
    PaymentTokenStatus status = INITIATED;
    for (int sequence = 1; sequence <= 5; sequence++) {
      Instant expiry = random.nextBoolean() ? EXPIRY : LATER.plusSeconds(sequence);
      history.add(whole("tsp", sequence, CREATED, status, expiry));
      if (status.isFinal()) {
        break;
      }
      List<PaymentTokenStatus> next = new ArrayList<>(status.successors());
      next.add(status);
      status = next.get(random.nextInt(next.size()));
    }
    return history;
  }

  private static PaymentToken deliver(List<TokenNotice> messages, Random random) {
    PaymentToken token =
        PaymentToken.create(new PaymentTokenId("token-1"), messages.get(0), LATER).nextVersion();
    for (TokenNotice message : messages) {
      if (random.nextBoolean()) {
        token = token.asOf(LATER).nextVersion();
      }
      token = token.report(message, LATER);
    }
    return token;
  }

  @ParameterizedTest
  @EnumSource(names = {"INITIATED", "ACTIVE", "SUSPENDED"})
  void removalDeactivatesIt(PaymentTokenStatus status) {
    PaymentToken token = token(status, EXPIRY);
    var removal = new TokenRemoval("removal-1", Map.of("why", "lost"));

    PaymentToken removed = token.remove(removal, CREATED.plusSeconds(1));

    assertThat(removed.status()).isEqualTo(DEACTIVATED);
    assertThat(removed.statusReason()).isEqualTo("Removed by the customer");
    assertThat(removed.removal()).isEqualTo(removal);
    assertThat(removed.updatedAt()).isEqualTo(CREATED.plusSeconds(1));
    assertThat(removed.remove(removal, LATER)).isSameAs(removed);
  }

  @ParameterizedTest
  @EnumSource(names = {"INITIATED", "ACTIVE", "SUSPENDED"})
  void removalOfAnExpiredTokenIsTheSameBeforeAndAfterTheSweep(PaymentTokenStatus status) {
    PaymentToken token = token(status, EXPIRY);

    PaymentToken removed = token.remove(REMOVAL, LATER);

    assertThat(removed).isEqualTo(token.asOf(LATER).remove(REMOVAL, LATER));
    assertThat(token.remove(REMOVAL, EXPIRY)).isEqualTo(token.asOf(EXPIRY).remove(REMOVAL, EXPIRY));
    assertThat(removed.status()).isEqualTo(DEACTIVATED);
    assertThat(removed.statusReason()).isEqualTo("payment token expired");
    assertThat(removed.removal()).isEqualTo(REMOVAL);
    assertThat(removed.updatedAt()).isEqualTo(LATER);
    assertThat(removed.remove(new TokenRemoval("again", null), LATER.plusSeconds(1)))
        .isSameAs(removed);
  }

  @Test
  void whatHasFailedCannotBeRemoved() {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> token(FAILED, null).remove(new TokenRemoval("removal-1", null), LATER))
        .returns(INVALID_USER_ACCOUNT, ApiException::code)
        .returns("status", ApiException::reason);
  }

  @Test
  void updatedAtGrowsEvenWhenTheClockGoesBack() {
    PaymentToken token = token(ACTIVE, null);
    Instant next = CREATED.plusNanos(1_000);

    assertThat(token.remove(REMOVAL, CREATED.minusSeconds(1)).updatedAt()).isEqualTo(next);
    assertThat(token.remove(REMOVAL, next.plusNanos(1_000)).updatedAt())
        .isEqualTo(next.plusNanos(1_000));
  }

  @Test
  void expiryThatIsStoredLateIsOfTheLastUpdate() {
    PaymentToken token = token(ACTIVE, CREATED.minusSeconds(1));

    assertThat(token.asOf(LATER).updatedAt()).isEqualTo(CREATED);
  }

  @ParameterizedTest
  @EnumSource
  void onlyAnActiveTokenThatHasNotExpiredIsUsable(PaymentTokenStatus status) {
    assertThat(token(status, EXPIRY).isUsable(EXPIRY.minusNanos(1_000)))
        .isEqualTo(status == ACTIVE);
    assertThat(token(status, EXPIRY).isUsable(EXPIRY)).isFalse();
  }

  @Test
  void defaultExpiresWithItsToken() {
    assertThat(token(ACTIVE, EXPIRY).asDefault()).isEqualTo(new DefaultToken("token-1", EXPIRY));
  }

  /** The customer may consent to another token after the removal. */
  @Test
  void removalIsTheReasonAlsoOnceAnotherTokenHasReplacedIt() {
    PaymentToken removed = token(ACTIVE, null).remove(REMOVAL, LATER);

    PaymentToken replaced = removed.replace(SUCCESSOR, LATER.plusSeconds(1));

    assertThat(replaced.statusReason()).isEqualTo("Removed by the customer");
    assertThat(replaced.erase(LATER.plusSeconds(2)).statusReason())
        .isEqualTo("Removed by the customer");
  }

  @Test
  void erasedTokenThatWasReplacedIsNotSaidToBeRemoved() {
    PaymentToken replaced = token(ACTIVE, null).replace(SUCCESSOR, LATER);

    PaymentToken erased = replaced.erase(LATER.plusSeconds(1));

    assertThat(erased.statusReason()).isEqualTo("Replaced by another token");
    assertThat(erased.erase(LATER.plusSeconds(2))).isSameAs(erased);
    assertReportIsNotWanted(erased);
  }

  @Test
  void metadataIsACopyThatNobodyChanges() {
    Map<String, String> given = new HashMap<>(Map.of("a", "1"));
    var removal = new TokenRemoval("removal-1", given);
    given.put("b", "2");

    assertThat(removal.merchantMetadata()).isEqualTo(Map.of("a", "1"));
  }

  private static boolean accepts(PaymentTokenStatus from, PaymentTokenStatus to) {
    try {
      return token(from, null).report(whole("tsp", 7, LATER, to, null), LATER).status() == to;
    } catch (ApiException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void newerNoticeOfWhatIsKnownIsNotedUnseen(PaymentTokenStatus status) {
    PaymentToken token = token(status, null);
    TokenNotice notice = whole("tsp", 7, LATER, status, null);

    PaymentToken changed = token.report(notice, LATER);

    assertThat(changed.updatedAt()).isEqualTo(CREATED);
    assertThat(changed.resultOf(notice, LATER)).isEqualTo(NoticeResult.REPEATED);
    assertThat(changed.report(whole("tsp", 6, LATER, SUSPENDED, null), LATER)).isSameAs(changed);
  }

  private static TokenNotice consented(Instant occurredAt, Instant at) {
    Map<TokenField, Object> values = values(ACTIVE, null);
    values.put(TokenField.CONSENTED_AT, at);
    return whole("tsp", 8, occurredAt, "cust-1", values);
  }
}

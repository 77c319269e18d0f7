package org.clientele.store.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static org.clientele.token.PaymentTokenStatus.FAILED;
import static org.clientele.token.PaymentTokenStatus.SUSPENDED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.clientele.TestingNotices;
import org.clientele.TestingSettings;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.token.DueTokenRepository.DueToken;
import org.clientele.store.token.DueTokenRepository.Outcome;
import org.clientele.store.token.TokenReportRepository.Recorded;
import org.clientele.token.NoticeResult;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

class TokenReportRepositoryTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:00:00Z");
  private static final Instant EXPIRY = Instant.parse("2026-02-01T00:00:00Z");
  private static final TokenAddress BY_ID = new TokenAddress("provider-1", null);
  private static final TokenAddress BY_REFERENCE = new TokenAddress(null, "card");

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Settings settings = TestingSettings.of();
  private final CustomerRepository customers = dynamoDb.customers(settings);
  private final PaymentTokenRepository tokens = dynamoDb.tokens(settings);
  private final TokenReportRepository reports = dynamoDb.reports(settings);
  private final DefaultTokenRepository defaults = dynamoDb.defaults(settings);
  private final MerchantId merchant = new MerchantId(UUID.randomUUID().toString());
  private final Customer customer = customer("owner");
  private final TestingNotices active = TestingNotices.active(merchant, NOW.minusSeconds(600));
  private final TestingNotices known =
      active.with(TokenField.PROVIDER_TOKEN_ID, BY_ID.providerTokenId());
  private final TestingNotices later = active.at(null, NOW.minusSeconds(300)).called("n-1");

  /** How the end of a token that is replaced is told. */
  private enum End {
    NEVER,
    BEFORE,
    AFTER
  }

  @Test
  void changeFindsItsTokenByTheReferenceAndByTheProvidersId() {
    PaymentToken token = record(known.of(customer, "card"));

    record(later.with(TokenField.EXPIRED_AT, EXPIRY).change(BY_ID, TokenField.EXPIRED_AT));
    PaymentToken changed =
        record(
            later
                .called("n-2")
                .with(TokenField.REQUESTOR_ID, "requestor")
                .change(BY_REFERENCE, TokenField.REQUESTOR_ID));

    assertThat(changed.id()).isEqualTo(token.id());
    assertThat(changed.expiredAt()).isEqualTo(EXPIRY);
    assertThat(changed.status()).isEqualTo(ACTIVE);
    assertThat(changed.sources().value(TokenField.REQUESTOR_ID)).isEqualTo("requestor");
    assertThat(stored(changed)).isEqualTo(changed);
  }

  @Test
  void changeOfAnUnknownTokenIsRefusedUntilTheTokenIsKnown() {
    TokenNotice change = later.in(SUSPENDED).change(BY_ID, TokenField.STATUS);

    assertRefused(ErrorCode.TOKEN_NOT_FOUND, () -> record(change));
    record(known.from("other").of(customer, "other"));
    assertRefused(ErrorCode.TOKEN_NOT_FOUND, () -> record(change));
    record(known.of(customer, "card"));

    assertThat(record(change).status()).isEqualTo(SUSPENDED);
  }

  @Test
  void providersIdIsOfOneTokenPerMerchantAndSource() {
    record(known.of(customer, "card"));

    assertRefused(ErrorCode.DUPLICATE_REQUEST, () -> record(known.of(customer, "second")));
    assertThat(tokens.list(merchant, customer.id()).tokens()).hasSize(1);
    PaymentToken second = record(active.of(customer, "second"));
    TokenNotice theirs = known.at(2L, NOW).of(customer, "second");
    assertRefused(ErrorCode.DUPLICATE_REQUEST, () -> record(theirs));
    assertThat(stored(second)).isEqualTo(second);
  }

  @Test
  void merchantsMayHaveTokensOfTheSameProvidersId() {
    PaymentToken token = record(known.of(customer, "card"));
    var other = new MerchantId(UUID.randomUUID().toString());
    var details = new CustomerDetails("o", null, null, null, null, null, null, null, null, null);
    Customer owner =
        customers.insert(
            Customer.create(CustomerId.random(NOW), other, details, NOW.minusSeconds(3600)));

    PaymentToken theirs =
        record(
            TestingNotices.active(other, NOW)
                .with(TokenField.PROVIDER_TOKEN_ID, BY_ID.providerTokenId())
                .of(owner, "card"));

    assertThat(theirs.id()).isNotEqualTo(token.id());
    assertThat(record(later.in(SUSPENDED).change(BY_ID, TokenField.STATUS)).id())
        .isEqualTo(token.id());
    assertThat(stored(theirs).status()).isEqualTo(ACTIVE);
  }

  @Test
  void idThatAChangeTellsLeadsToItsToken() {
    PaymentToken token = record(active.of(customer, "card"));
    record(
        later
            .with(TokenField.PROVIDER_TOKEN_ID, BY_ID.providerTokenId())
            .change(BY_REFERENCE, TokenField.PROVIDER_TOKEN_ID));

    PaymentToken changed =
        record(later.called("n-2").in(SUSPENDED).change(BY_ID, TokenField.STATUS));

    assertThat(changed.id()).isEqualTo(token.id());
    assertThat(changed.status()).isEqualTo(SUSPENDED);
  }

  @Test
  void tokenIsFoundByEachIdThatItsProviderGaveIt() {
    PaymentToken token = record(known.of(customer, "card"));
    record(known.at(2L, NOW).with(TokenField.PROVIDER_TOKEN_ID, "provider-2").of(customer, "card"));

    PaymentToken changed =
        record(
            later
                .at(3L, NOW)
                .in(SUSPENDED)
                .change(new TokenAddress("provider-2", null), TokenField.STATUS));

    assertThat(changed.id()).isEqualTo(token.id());
    assertThat(changed.status()).isEqualTo(SUSPENDED);
  }

  @Test
  void tokenThatFollowsAnotherTakesOverItsProvidersId() {
    PaymentToken old = record(known.of(customer, "card"));
    record(later.in(DEACTIVATED).change(BY_ID, TokenField.STATUS));

    PaymentToken next = record(known.at(2L, NOW).of(customer, "card"));
    PaymentToken changed =
        record(
            later
                .at(null, NOW.plusSeconds(60))
                .called("n-2")
                .in(SUSPENDED)
                .change(BY_ID, TokenField.STATUS));

    assertThat(next.id()).isNotEqualTo(old.id());
    assertThat(changed.id()).isEqualTo(next.id());
  }

  @ParameterizedTest
  @CsvSource({"60, 2", "61, 1"})
  void renewalOfATokenThatAnotherClockMayHaveSeenExpireIsCounted(int seconds, int counted) {
    record(known.with(TokenField.EXPIRED_AT, NOW.plusSeconds(seconds)).of(customer, "card"));

    record(
        later
            .with(TokenField.EXPIRED_AT, NOW.plusSeconds(86_400))
            .change(BY_ID, TokenField.EXPIRED_AT));

    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(counted);
  }

  @Test
  void newTokenWithAProvidersIdIsOneItemMoreAndAChangeCostsWhatAReportDoes() {
    calls();
    record(active.of(customer, "plain"));
    List<String> plain = calls();
    record(known.of(customer, "card"));
    assertThat(calls()).isEqualTo(plain).containsExactly("GetItem", "TransactWriteItems");

    record(active.at(2L, NOW).in(SUSPENDED).of(customer, "plain"));
    List<String> report = calls();
    record(later.in(SUSPENDED).change(BY_ID, TokenField.STATUS));
    assertThat(calls())
        .isEqualTo(report)
        .containsExactly("GetItem", "GetItem", "GetItem", "PutItem");

    record(later.in(SUSPENDED).change(BY_ID, TokenField.STATUS));
    assertThat(calls()).containsExactly("GetItem", "GetItem");
  }

  @Test
  void newTokenIsStoredInOneTransactionWithAllThatLeadsToIt() {
    calls();

    record(known.of(customer, "card"));

    assertThat(writes())
        .containsExactlyInAnyOrder(
            "token-reference", "token-id", "provider-token", "token", "customer", "token-count");
    record(later.in(SUSPENDED).change(BY_ID, TokenField.STATUS));
    assertThat(writes()).isEmpty();
  }

  @Test
  void tokenIsFoundByItsIdWithinItsMerchantWhateverBecomesOfIt() {
    PaymentToken kept = record(active.of(customer, "kept"));
    PaymentToken removed = remove(record(active.of(customer, "removed")));
    PaymentToken old = record(active.of(customer, "old"));
    PaymentToken successor =
        record(
            active.at(2L, NOW).replacing(new TokenAddress(null, "old"), false).of(customer, "new"));
    customers.update(
        merchant, customer.id(), read -> read.update(read.details(), CustomerStatus.DELETED, NOW));

    assertThat(List.of(kept, removed, old, successor))
        .allSatisfy(
            token -> assertThat(tokens.findOwner(merchant, token.id())).contains(customer.id()));
    assertThat(tokens.findOwner(new MerchantId("another"), kept.id())).isEmpty();
  }

  @Test
  void noticeIsRepeatedOutOfDateOrNotWanted() {
    TokenNotice first = known.of(customer, "card");
    TokenNotice change = later.in(SUSPENDED).change(BY_ID, TokenField.STATUS);
    PaymentToken token = record(first);

    assertThat(result(change)).isEqualTo(NoticeResult.STORED);
    assertThat(result(change)).isEqualTo(NoticeResult.REPEATED);
    assertThat(result(first)).isEqualTo(NoticeResult.REPEATED);
    assertThat(
            result(
                later
                    .at(null, NOW.minusSeconds(500))
                    .called("old")
                    .change(BY_ID, TokenField.STATUS)))
        .isEqualTo(NoticeResult.OUT_OF_DATE);
    PaymentToken removed = remove(token);
    assertThat(result(later.called("n-3").at(null, NOW).change(BY_ID, TokenField.STATUS)))
        .isEqualTo(NoticeResult.NOT_WANTED);
    assertThat(stored(token)).isEqualTo(removed);
  }

  @Test
  void repetitionIsKnownAmongTheLast20NoticesOfTheSameTime() {
    record(active.of(customer, "card"));
    TestingNotices sameTime = later.at(null, NOW);
    for (int i = 0; i < 20; i++) {
      result(
          sameTime
              .called("n" + i)
              .with(TokenField.CONSENT_REFERENCE, "consent-" + i)
              .change(BY_REFERENCE, TokenField.CONSENT_REFERENCE));
    }
    TokenNotice first =
        sameTime
            .called("n0")
            .with(TokenField.CONSENT_REFERENCE, "consent-0")
            .change(BY_REFERENCE, TokenField.CONSENT_REFERENCE);

    Recorded repeated = reports.record(first, NOW);

    assertThat(repeated.result()).isEqualTo(NoticeResult.REPEATED);
    assertThat(repeated.token().sources().value(TokenField.CONSENT_REFERENCE))
        .isEqualTo("consent-19");
    assertThat(repeated.token().notices().fingerprints()).hasSize(20);
  }

  @Test
  void renewalADayLateRevivesWhatTheSweepDeactivated() {
    PaymentToken token = record(known.with(TokenField.EXPIRED_AT, EXPIRY).of(customer, "card"));
    Instant late = EXPIRY.plusSeconds(86_400);
    dynamoDb.put(List.of(token.asOf(late).nextVersion()));
    Instant renewed = EXPIRY.plusSeconds(31_536_000);

    PaymentToken revived =
        reports
            .record(
                later.with(TokenField.EXPIRED_AT, renewed).change(BY_ID, TokenField.EXPIRED_AT),
                late)
            .token();

    assertThat(revived.status()).isEqualTo(ACTIVE);
    assertThat(revived.expiredAt()).isEqualTo(renewed);
    assertThat(dynamoDb.item(token)).containsKey("expiry_shard").doesNotContainKey("expired");
    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(2);
  }

  @Test
  void tokenOfTwoSourcesIsActiveWhileOneOfThemLetsItBeUsed() {
    record(active.of(customer, "card"));
    record(active.from("issuer").with(TokenField.EXPIRED_AT, EXPIRY).of(customer, "card"));

    PaymentToken half = record(later.in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS));
    PaymentToken none =
        record(later.from("issuer").in(SUSPENDED).change(BY_REFERENCE, TokenField.STATUS));

    assertThat(half.status()).isEqualTo(ACTIVE);
    assertThat(half.expiredAt()).isEqualTo(EXPIRY);
    assertThat(none.status()).isEqualTo(SUSPENDED);
    assertThat(none.asOf(EXPIRY).status()).isEqualTo(DEACTIVATED);
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactly(none);
  }

  @Test
  void firstReportOfAnotherSourceIsOfTheSameTokenThoughThatHasEnded() {
    PaymentToken token = record(active.of(customer, "card"));
    record(later.in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS));

    PaymentToken joined = record(active.from("issuer").at(1L, NOW).of(customer, "card"));
    PaymentToken anew = record(active.at(2L, NOW).of(customer, "card"));

    assertThat(joined.id()).isEqualTo(token.id());
    assertThat(anew.id()).isEqualTo(token.id());
    assertThat(anew.status()).isEqualTo(ACTIVE);
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactly(anew);
  }

  @Test
  void tokenHasAtMostSixSources() {
    for (int i = 1; i <= 6; i++) {
      record(active.from("source-" + i).of(customer, "card"));
    }

    assertRefused(
        ErrorCode.INVALID_REQUEST, () -> record(active.from("source-7").of(customer, "card")));
    assertThat(
            record(active.from("source-6").at(2L, NOW).in(SUSPENDED).of(customer, "card")).status())
        .isEqualTo(ACTIVE);
  }

  @ParameterizedTest
  @EnumSource
  void replacementEndsTheOldTokenAndMovesTheDefault(End end) {
    PaymentToken old = record(known.of(customer, "card"));
    setDefault(old);
    TokenNotice ended = later.in(DEACTIVATED).change(BY_ID, TokenField.STATUS);
    if (end == End.BEFORE) {
      record(ended);
    }

    PaymentToken successor = record(active.at(1L, NOW).replacing(BY_ID, false).of(customer, "new"));

    if (end == End.AFTER) {
      assertThat(result(ended)).isEqualTo(NoticeResult.NOT_WANTED);
    }
    PaymentToken replaced = stored(old);
    assertThat(replaced.status()).isEqualTo(DEACTIVATED);
    assertThat(replaced.replacedBy()).isEqualTo(successor.id());
    assertThat(replaced.statusReason())
        .isEqualTo(end == End.BEFORE ? null : "Replaced by another token");
    assertThat(successor.status()).isEqualTo(ACTIVE);
    assertDefault(successor);
    assertThat(dynamoDb.item(old)).doesNotContainKey("is_default");
  }

  @Test
  void replacementOfAnotherTokenLeavesTheDefault() {
    PaymentToken chosen = record(active.of(customer, "chosen"));
    record(known.of(customer, "card"));
    setDefault(chosen);

    record(active.replacing(BY_ID, false).of(customer, "new"));

    assertDefault(chosen);
  }

  @Test
  void defaultThatEndedIsNotMovedOverAnotherOne() {
    PaymentToken old = record(known.of(customer, "card"));
    PaymentToken chosen = record(active.of(customer, "chosen"));
    setDefault(old);
    record(later.in(DEACTIVATED).change(BY_ID, TokenField.STATUS));
    setDefault(chosen);

    record(active.replacing(BY_ID, false).of(customer, "new"));

    assertDefault(chosen);
  }

  @Test
  void successorThatHasEndedLeavesNoDefault() {
    PaymentToken old = record(known.of(customer, "card"));
    setDefault(old);

    record(active.in(DEACTIVATED).replacing(BY_ID, false).of(customer, "new"));

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
  }

  @Test
  void chainOfReplacementsKeepsTheDefaultOnItsLastToken() {
    List<PaymentToken> chain = new ArrayList<>(List.of(record(active.of(customer, "card-0"))));
    setDefault(chain.get(0));
    for (int i = 1; i <= 5; i++) {
      var old = new TokenAddress(null, "card-" + (i - 1));
      chain.add(record(active.replacing(old, false).of(customer, "card-" + i)));
    }

    for (int i = 0; i < 5; i++) {
      assertThat(stored(chain.get(i)).replacedBy()).isEqualTo(chain.get(i + 1).id());
      assertThat(stored(chain.get(i)).status()).isEqualTo(DEACTIVATED);
    }
    assertDefault(chain.get(5));
    assertThat(tokens.list(merchant, customer.id()).tokens()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void consentIsCarriedOnlyWhereTheNoticeSaysSo(boolean carried) {
    record(
        known
            .with(TokenField.CONSENTED_AT, NOW)
            .with(TokenField.CONSENT_REFERENCE, "consent")
            .of(customer, "card"));

    PaymentToken successor = record(active.replacing(BY_ID, carried).of(customer, "new"));

    assertThat(successor.sources().value(TokenField.CONSENTED_AT)).isEqualTo(carried ? NOW : null);
    assertThat(successor.sources().value(TokenField.CONSENT_REFERENCE))
        .isEqualTo(carried ? "consent" : null);
  }

  @Test
  void tokenThatIsIssuedAnewUnderItsReferenceIsAnotherOne() {
    PaymentToken old = record(known.of(customer, "card"));
    setDefault(old);
    TokenNotice anew =
        active
            .at(2L, NOW)
            .with(TokenField.PROVIDER_TOKEN_ID, "provider-2")
            .replacing(BY_ID, false)
            .of(customer, "card");

    PaymentToken successor = record(anew);

    assertThat(successor.id()).isNotEqualTo(old.id());
    assertThat(stored(old).replacedBy()).isEqualTo(successor.id());
    assertThat(result(anew)).isEqualTo(NoticeResult.REPEATED);
    assertDefault(successor);
    assertThat(tokens.list(merchant, customer.id()).tokens()).hasSize(2);
  }

  @Test
  void whatIsReplacedIsAKnownTokenOfTheSameCustomerThatNoOtherReplaced() {
    PaymentToken theirs = record(known.of(customer("other"), "theirs"));
    PaymentToken old = record(active.of(customer, "card"));
    record(active.replacing(BY_REFERENCE, false).of(customer, "new"));

    assertRefused(
        ErrorCode.TOKEN_NOT_FOUND,
        () ->
            record(
                active.replacing(new TokenAddress(null, "unknown"), false).of(customer, "newer")));
    assertRefused(
        ErrorCode.DUPLICATE_REQUEST,
        () -> record(active.replacing(BY_ID, false).of(customer, "newer")));
    assertRefused(
        ErrorCode.DUPLICATE_REQUEST,
        () -> record(active.replacing(BY_REFERENCE, false).of(customer, "newer")));
    assertThat(stored(theirs)).isEqualTo(theirs);
    assertThat(stored(old).status()).isEqualTo(DEACTIVATED);
    assertThat(tokens.list(merchant, customer.id()).tokens()).hasSize(2);
  }

  @Test
  void tokenThatIsReplacedIsNotIssuedAnewUnderItsReference() {
    PaymentToken old = record(known.of(customer, "card"));
    PaymentToken successor = record(active.replacing(BY_ID, false).of(customer, "new"));

    assertThat(
            result(active.at(2L, NOW.plusSeconds(60)).replacing(BY_ID, false).of(customer, "card")))
        .isEqualTo(NoticeResult.NOT_WANTED);
    assertThat(stored(old).replacedBy()).isEqualTo(successor.id());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tokenOfADeletedCustomerIsNotReplaced(boolean wasDefault) {
    PaymentToken old = record(known.of(customer, "card"));
    if (wasDefault) {
      setDefault(old);
    }
    record(later.in(DEACTIVATED).change(BY_ID, TokenField.STATUS));
    customers.update(
        merchant, customer.id(), read -> read.update(read.details(), CustomerStatus.DELETED, NOW));

    assertRefused(
        ErrorCode.INVALID_USER_ACCOUNT,
        () -> record(active.replacing(BY_ID, false).of(customer, "new")));
    assertThat(stored(old).replacedBy()).isNull();
  }

  @Test
  void replacedTokenIsNeverSwept() {
    PaymentToken old = record(known.with(TokenField.EXPIRED_AT, EXPIRY).of(customer, "card"));
    assertThat(dynamoDb.item(old)).containsKey("expiry_shard");

    record(active.replacing(BY_ID, false).of(customer, "new"));

    assertThat(dynamoDb.item(old)).doesNotContainKey("expiry_shard");
  }

  @Test
  void removalStandsAgainstAReplacementToWhichTheCustomerDidNotAgree() {
    PaymentToken removed = remove(record(known.of(customer, "card")));
    TestingNotices replacing = active.at(1L, NOW.plusSeconds(60)).replacing(BY_ID, false);

    assertThat(result(replacing.of(customer, "new"))).isEqualTo(NoticeResult.NOT_WANTED);
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactly(removed);
    PaymentToken agreed =
        record(replacing.with(TokenField.CONSENTED_AT, NOW.plusSeconds(30)).of(customer, "new"));
    assertThat(agreed.status()).isEqualTo(ACTIVE);
    assertThat(stored(removed).removal()).isEqualTo(removed.removal());
  }

  @Test
  void successorOfARemovedDefaultIsNoDefault() {
    PaymentToken old = record(known.of(customer, "card"));
    setDefault(old);
    remove(old);

    record(
        active
            .at(1L, NOW.plusSeconds(60))
            .with(TokenField.CONSENTED_AT, NOW.plusSeconds(30))
            .replacing(BY_ID, false)
            .of(customer, "new"));

    assertThat(stored(old).replacedBy()).isNotNull();
    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
  }

  @Test
  void replacementLosesNoDefaultThatIsSetMeanwhile() {
    PaymentToken old = record(known.of(customer, "card"));
    dynamoDb.interfereOnce(() -> setDefault(old));

    PaymentToken successor = record(active.replacing(BY_ID, false).of(customer, "new"));

    assertDefault(successor);
  }

  @Test
  void defaultThatEndsAndComesBackIsTheDefaultAgain() {
    PaymentToken token = record(active.of(customer, "card"));
    setDefault(token);
    record(later.in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS));
    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();

    record(active.from("issuer").of(customer, "card"));

    assertDefault(stored(token));
    assertThat(dynamoDb.item(token)).containsKey("is_default");
  }

  @Test
  void defaultThatEndedIsRememberedWhateverElseIsSaidOfIt() {
    PaymentToken token = record(active.of(customer, "card"));
    setDefault(token);
    record(later.in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS));
    record(
        later
            .called("n-2")
            .with(TokenField.CONSENT_REFERENCE, "consent")
            .change(BY_REFERENCE, TokenField.CONSENT_REFERENCE));

    record(active.from("issuer").of(customer, "card"));

    assertDefault(stored(token));
  }

  @Test
  void defaultThatComesBackLeavesTheOneThatWasChosenMeanwhile() {
    PaymentToken token = record(active.of(customer, "card"));
    PaymentToken chosen = record(active.of(customer, "chosen"));
    setDefault(token);
    record(later.in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS));
    setDefault(chosen);

    record(active.from("issuer").of(customer, "card"));

    assertDefault(chosen);
    assertThat(dynamoDb.item(token)).doesNotContainKey("is_default");
  }

  @Test
  void sweptDefaultIsClearedUnseenAndComesBackWithItsRenewal() {
    PaymentToken token = record(known.with(TokenField.EXPIRED_AT, EXPIRY).of(customer, "card"));
    setDefault(token);
    Customer seen = customers.get(merchant, customer.id()).asOf(EXPIRY);

    Outcome outcome = sweep(token);

    assertThat(outcome).isEqualTo(new Outcome(1, 0, 0, 0));
    assertThat(stored(token)).isEqualTo(token.asOf(EXPIRY).nextVersion());
    assertThat(dynamoDb.item(token)).doesNotContainKeys("is_default", "expiry_shard");
    assertThat(customers.get(merchant, customer.id())).isEqualTo(seen);
    assertThat(seen.defaultToken()).isNull();
    PaymentToken renewed =
        record(
            later
                .with(TokenField.EXPIRED_AT, EXPIRY.plusSeconds(60))
                .change(BY_ID, TokenField.EXPIRED_AT));
    assertDefault(renewed);
  }

  @Test
  void defaultThatIsRenewedWhileItIsSweptStaysTheDefault() {
    PaymentToken token = record(known.with(TokenField.EXPIRED_AT, EXPIRY).of(customer, "card"));
    setDefault(token);
    TokenNotice renewal =
        later
            .with(TokenField.EXPIRED_AT, EXPIRY.plusSeconds(60))
            .change(BY_ID, TokenField.EXPIRED_AT);
    dynamoDb.interfereOnce(() -> dynamoDb.interfereOnce(() -> record(renewal)));

    assertThat(sweep(token)).isEqualTo(new Outcome(0, 1, 0, 0));
    assertDefault(stored(token));
    assertThat(stored(token).status()).isEqualTo(ACTIVE);
  }

  @Test
  void defaultIsSweptThoughItsCustomerIsChangedMeanwhile() {
    PaymentToken token = record(known.with(TokenField.EXPIRED_AT, EXPIRY).of(customer, "card"));
    setDefault(token);
    Runnable change =
        () ->
            customers.update(
                merchant,
                customer.id(),
                read -> read.update(read.details(), CustomerStatus.SUSPENDED, NOW));
    dynamoDb.interfereOnce(() -> dynamoDb.interfereOnce(change));

    assertThat(sweep(token)).isEqualTo(new Outcome(1, 0, 0, 0));
    assertThat(stored(token)).isEqualTo(token.asOf(EXPIRY).nextVersion());
    Customer changed = customers.get(merchant, customer.id());
    assertThat(changed.defaultToken()).isNull();
    assertThat(changed.status()).isEqualTo(CustomerStatus.SUSPENDED);
  }

  private Outcome sweep(PaymentToken token) {
    var due =
        new DueToken(
            PaymentTokenItem.key(token),
            Math.floorMod(token.id().value().hashCode(), DueTokenRepository.SHARDS),
            "2026-02-01T00:00:00.000000Z");
    return dynamoDb.dueTokens(settings).deactivate(List.of(due));
  }

  @Test
  void causeIsKeptAndShown() {
    record(active.of(customer, "card"));
    var cause = new StatusCause(StatusCause.Party.ISSUER, "The card was lost", "3701");

    PaymentToken changed =
        record(
            later
                .with(TokenField.STATUS, new StatusReport(SUSPENDED, null, cause))
                .change(BY_REFERENCE, TokenField.STATUS));

    assertThat(stored(changed).statusCause()).isEqualTo(cause);
    assertThat(stored(changed).statusReason()).isEqualTo("The card was lost");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void replacementIsMadeThoughALaterNoticeOfItsTokenCameFirst(boolean inOrder) {
    PaymentToken old = record(known.of(customer, "card"));
    setDefault(old);
    TokenNotice first = active.at(1L, NOW).replacing(BY_ID, false).of(customer, "new");
    TokenNotice second = active.at(2L, NOW.plusSeconds(1)).of(customer, "new");

    List<TokenNotice> notices = inOrder ? List.of(first, second) : List.of(second, first);
    notices.forEach(this::record);

    PaymentToken successor =
        record(active.at(3L, NOW.plusSeconds(2)).in(SUSPENDED).of(customer, "new"));
    assertThat(stored(old).replacedBy()).isEqualTo(successor.id());
    assertThat(stored(old).status()).isEqualTo(DEACTIVATED);
    assertDefault(successor);
    assertThat(dynamoDb.item(old)).doesNotContainKey("is_default");
    assertThat(result(first)).isIn(NoticeResult.REPEATED, NoticeResult.OUT_OF_DATE);
  }

  @Test
  void carriedConsentIsKeptByEachNoticeThatCarriesIt() {
    record(known.with(TokenField.CONSENTED_AT, NOW).of(customer, "card"));
    TestingNotices anew = active.replacing(BY_ID, true);
    record(anew.at(1L, NOW).of(customer, "new"));

    PaymentToken next = record(anew.at(2L, NOW.plusSeconds(1)).of(customer, "new"));

    assertThat(next.sources().value(TokenField.CONSENTED_AT)).isEqualTo(NOW);
  }

  @Test
  void newConsentIsNotMixedWithTheOneThatWouldBeCarried() {
    record(
        known
            .with(TokenField.CONSENTED_AT, NOW.minusSeconds(60))
            .with(TokenField.CONSENT_REFERENCE, "old")
            .of(customer, "card"));

    PaymentToken successor =
        record(
            active.with(TokenField.CONSENTED_AT, NOW).replacing(BY_ID, true).of(customer, "new"));

    assertThat(successor.sources().value(TokenField.CONSENTED_AT)).isEqualTo(NOW);
    assertThat(successor.sources().value(TokenField.CONSENT_REFERENCE)).isNull();
  }

  @Test
  void defaultMovesToASuccessorThatFailsFirst() {
    setDefault(record(known.of(customer, "card")));
    record(active.in(FAILED).replacing(BY_ID, false).of(customer, "new"));
    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();

    PaymentToken successor = record(active.at(2L, NOW).of(customer, "new"));

    assertThat(successor.status()).isEqualTo(ACTIVE);
    assertDefault(successor);
  }

  @Test
  void referenceOfAReplacedTokenMayComeBackInItsChain() {
    PaymentToken first = record(active.of(customer, "card"));
    PaymentToken second =
        record(active.at(1L, NOW).replacing(BY_REFERENCE, false).of(customer, "b"));

    PaymentToken third =
        record(
            active
                .at(1L, NOW.plusSeconds(60))
                .replacing(new TokenAddress(null, "b"), false)
                .of(customer, "card"));

    assertThat(third.id()).isNotEqualTo(first.id());
    assertThat(stored(second).replacedBy()).isEqualTo(third.id());
    assertThat(stored(first).replacedBy()).isEqualTo(second.id());
  }

  @Test
  void providerMayKeepItsIdForASuccessorOfAnotherReference() {
    PaymentToken first = record(known.of(customer, "card"));

    PaymentToken next =
        record(known.at(1L, NOW).replacing(BY_REFERENCE, false).of(customer, "new"));

    assertThat(next.id()).isNotEqualTo(first.id());
    TokenNotice change = later.at(2L, NOW).in(SUSPENDED).change(BY_ID, TokenField.STATUS);
    assertThat(record(change).id()).isEqualTo(next.id());
  }

  @Test
  void updatedAtNeitherGoesBackNorMovesForWhatNobodySees() {
    record(known.with(TokenField.EXPIRED_AT, EXPIRY).of(customer, "card"));
    PaymentToken token = record(active.from("issuer").in(SUSPENDED).of(customer, "card"));
    Instant late = EXPIRY.plusSeconds(60);
    TestingNotices unseen = later.with(TokenField.REQUESTOR_ID, "requestor");

    PaymentToken changed =
        reports.record(unseen.change(BY_ID, TokenField.REQUESTOR_ID), late).token();
    PaymentToken ended =
        reports
            .record(later.called("n-2").in(DEACTIVATED).change(BY_ID, TokenField.STATUS), late)
            .token();

    assertThat(token.asOf(late).updatedAt()).isEqualTo(EXPIRY);
    assertThat(changed.asOf(late).updatedAt()).isEqualTo(EXPIRY);
    assertThat(ended.updatedAt()).isAfterOrEqualTo(EXPIRY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endThatAProviderReportsIsFinalInAnyOrder(boolean inOrder) {
    PaymentToken token = record(active.of(customer, "card"));
    TokenNotice end = later.called("end").in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS);
    TokenNotice after =
        later
            .at(null, NOW.minusSeconds(200))
            .called("after")
            .in(SUSPENDED)
            .change(BY_REFERENCE, TokenField.STATUS);

    if (inOrder) {
      record(end);
      assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> record(after));
    } else {
      record(after);
      record(end);
    }

    assertThat(stored(token).status()).isEqualTo(DEACTIVATED);
  }

  @Test
  void defaultThatWasChosenAndClearedSinceDoesNotComeBack() {
    PaymentToken token = record(active.of(customer, "card"));
    setDefault(token);
    record(later.in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS));
    setDefault(record(active.of(customer, "chosen")));
    defaults.clear(merchant, customer.id(), unused -> {}, UNKNOWN_REQUEST, NOW);

    record(active.from("issuer").of(customer, "card"));

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
  }

  @Test
  void ofTwoFormerDefaultsTheLastOneComesBack() {
    setDefault(record(active.of(customer, "card")));
    record(later.in(DEACTIVATED).change(BY_REFERENCE, TokenField.STATUS));
    PaymentToken second = record(active.of(customer, "second"));
    setDefault(second);
    record(later.in(DEACTIVATED).change(new TokenAddress(null, "second"), TokenField.STATUS));

    record(active.from("issuer").of(customer, "card"));
    record(active.from("issuer").of(customer, "second"));

    assertDefault(stored(second));
  }

  @Test
  void cardDataIsOfACardWhateverAnotherSourceSays() {
    record(
        active
            .with(TokenField.PAYMENT_METHOD, PaymentMethod.CARD)
            .with(TokenField.LAST4_DIGIT, "1112")
            .of(customer, "card"));

    PaymentToken token = record(active.from("issuer").at(1L, NOW).of(customer, "card"));

    assertThat(token.paymentMethod()).isEqualTo(PaymentMethod.UPI);
    assertThat(token.cardData()).isNull();
  }

  @Test
  void onlyACardsTokenHasCardData() {
    record(active.of(customer, "card"));

    assertRefused(
        ErrorCode.INVALID_REQUEST,
        () ->
            record(
                later
                    .with(TokenField.LAST4_DIGIT, "1112")
                    .change(BY_REFERENCE, TokenField.LAST4_DIGIT)));
  }

  private PaymentToken record(TokenNotice notice) {
    return reports.record(notice, NOW).token();
  }

  private NoticeResult result(TokenNotice notice) {
    return reports.record(notice, NOW).result();
  }

  private PaymentToken stored(PaymentToken token) {
    return dynamoDb.get(token);
  }

  /** Returns the calls since they were last asked for. */
  private List<String> calls() {
    List<String> calls =
        dynamoDb.requests().stream()
            .map(request -> request.getClass().getSimpleName().replace("Request", ""))
            .toList();
    dynamoDb.forgetRequests();
    return calls;
  }

  /** Returns the kinds of items in the transactions that were made. */
  private List<String> writes() {
    List<String> kinds =
        dynamoDb.requests().stream()
            .filter(TransactWriteItemsRequest.class::isInstance)
            .flatMap(request -> ((TransactWriteItemsRequest) request).transactItems().stream())
            .map(
                item ->
                    item.put() != null
                        ? item.put().item()
                        : item.update() != null ? item.update().key() : item.conditionCheck().key())
            .map(key -> Objects.requireNonNull(key.get("sk")).s().replaceFirst("#.*", ""))
            .toList();
    dynamoDb.forgetRequests();
    return kinds;
  }

  private PaymentToken remove(PaymentToken token) {
    return tokens.update(
        merchant,
        customer.id(),
        token.id(),
        read -> read.remove(new TokenRemoval("removal", null), NOW),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());
  }

  private void setDefault(PaymentToken token) {
    defaults.set(merchant, customer.id(), token.id(), unused -> {}, UNKNOWN_REQUEST, NOW);
  }

  private void assertDefault(@Nullable PaymentToken token) {
    assertThat(customers.get(merchant, customer.id()).defaultToken())
        .isEqualTo(Objects.requireNonNull(token).asDefault());
    assertThat(dynamoDb.item(token)).containsKey("is_default");
  }

  private Customer customer(String reference) {
    var details =
        new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
    return customers.insert(
        Customer.create(CustomerId.random(NOW), merchant, details, NOW.minusSeconds(3600)));
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable operation) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(operation)
        .returns(code, ApiException::code);
  }
}

package org.clientele.store.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;
import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.customer.CustomerStatus.SUSPENDED;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static org.clientele.token.PaymentTokenStatus.FAILED;
import static org.clientele.token.PaymentTokenStatus.INITIATED;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.clientele.TestingSettings;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.SavedTokens;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

class PaymentTokenRepositoryTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:00:00Z");
  private static final String EXPIRY = "2026-02-01T00:00:00Z";
  private static final TokenRemoval REMOVAL = new TokenRemoval("removal-1", null);

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Settings settings = TestingSettings.of();
  private final CustomerRepository customers = dynamoDb.customers(settings);
  private final PaymentTokenRepository tokens = dynamoDb.tokens(settings);
  private final TokenReportRepository reports = dynamoDb.reports(settings);
  private final DefaultTokenRepository defaults = dynamoDb.defaults(settings);
  private final MerchantId merchant = new MerchantId(UUID.randomUUID().toString());
  private final Customer customer = customer("ref");

  @Test
  void reportedTokenIsSavedForItsCustomer() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);

    assertThat(token.status()).isEqualTo(ACTIVE);
    assertThat(token.version()).isEqualTo(1);
    assertThat(tokens.get(merchant, customer.id(), token.id())).isEqualTo(token);
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactly(token);
  }

  @Test
  void reportThatWasSeenOrIsOlderChangesNothing() {
    record(report(1, INITIATED, EXPIRY), NOW);
    PaymentToken newest = record(report(3, ACTIVE, EXPIRY), NOW);

    assertThat(record(report(3, ACTIVE, EXPIRY), NOW)).isEqualTo(newest);
    assertThat(record(report(2, PaymentTokenStatus.SUSPENDED, EXPIRY), NOW)).isEqualTo(newest);
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactly(newest);
  }

  @Test
  void tokenOfNoLiveCustomerOfTheMerchantIsRefused() {
    changeStatus(DELETED);

    assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> record(report(1, ACTIVE, EXPIRY), NOW));
    assertRefused(
        ErrorCode.CUSTOMER_NOT_FOUND,
        () -> record(report("other", "nobody", 1, ACTIVE, EXPIRY), NOW));
    assertThat(tokens.list(merchant, customer.id()).tokens()).isEmpty();
  }

  @Test
  void referenceIsOfOneTokenPerMerchant() {
    Customer other = customer("other");
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);

    assertRefused(
        ErrorCode.DUPLICATE_REQUEST,
        () -> record(report("token", other.id().value(), 2, ACTIVE, EXPIRY), NOW));
    assertThat(tokens.get(merchant, customer.id(), token.id())).isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void referenceOfADeletedCustomersTokenPassesToTheCustomerThatIsCreatedAgain(boolean ended) {
    PaymentToken old = record(report(1, ACTIVE, EXPIRY), NOW);
    if (ended) {
      record(report(2, DEACTIVATED, EXPIRY), NOW);
    }
    changeStatus(DELETED);
    Customer again = customer("ref");
    PaymentToken before = dynamoDb.get(old);
    TokenNotice report = after(report("token", again.id().value(), 1, ACTIVE, EXPIRY), 120);

    PaymentToken token = record(report, NOW);

    assertThat(token.id()).isNotEqualTo(old.id());
    assertThat(dynamoDb.get(old)).isEqualTo(before);
    assertThat(record(report, NOW)).isEqualTo(token);
    assertThat(tokens.list(merchant, again.id()).tokens()).containsExactly(token);
    assertThat(dynamoDb.tokenCount(again)).isEqualTo(1);
    assertRefused(ErrorCode.DUPLICATE_REQUEST, () -> record(report(1, ACTIVE, EXPIRY), NOW));
  }

  @Test
  void referenceOfAnEndedTokenPassesToALaterOneOfTheSameOrAnotherCustomer() {
    Customer other = customer("other");
    PaymentToken first = record(report(1, DEACTIVATED, null), NOW);

    PaymentToken second = record(after(report(2, ACTIVE, null), 1), NOW);
    delete(second);
    PaymentToken third =
        record(after(report("token", other.id().value(), 1, ACTIVE, null), 120), NOW);

    assertThat(tokens.list(merchant, customer.id()).tokens())
        .containsExactlyInAnyOrder(first, dynamoDb.get(second));
    assertThat(dynamoDb.get(second).status()).isEqualTo(DEACTIVATED);
    assertThat(tokens.list(merchant, other.id()).tokens()).containsExactly(third);
  }

  @Test
  void lateReportsOfEarlierTokensNeverMakeANewOne() {
    Customer other = customer("other");
    record(report(1, ACTIVE, null), NOW);
    PaymentToken ended = record(report(2, DEACTIVATED, null), NOW);
    TokenNotice next = after(report("token", other.id().value(), 1, ACTIVE, null), 1);
    PaymentToken second = record(next, NOW);
    tokens.update(
        merchant,
        other.id(),
        second.id(),
        t -> t.remove(REMOVAL, NOW),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());

    assertRefused(ErrorCode.DUPLICATE_REQUEST, () -> record(report(1, ACTIVE, null), NOW));
    assertRefused(ErrorCode.DUPLICATE_REQUEST, () -> record(report(2, DEACTIVATED, null), NOW));
    assertThat(record(next, NOW)).isEqualTo(dynamoDb.get(second));
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactly(ended);
  }

  @Test
  void expiredTokenKeepsItsReference() {
    Customer other = customer("other");
    Instant late = Instant.parse("2026-02-01T00:05:00Z");
    PaymentToken due = record(report(1, ACTIVE, EXPIRY), NOW);
    TokenNotice report =
        after(report("token", other.id().value(), 2, ACTIVE, "2027-02-01T00:00:00Z"), 7200);

    assertRefused(ErrorCode.DUPLICATE_REQUEST, () -> record(report, late));
    dynamoDb.put(List.of(due.asOf(late).nextVersion()));
    assertRefused(ErrorCode.DUPLICATE_REQUEST, () -> record(report, late));
  }

  @Test
  void ofTwoTokensThatFollowAtOnceOneGetsTheReference() {
    Customer other = customer("other");
    record(report(1, DEACTIVATED, null), NOW);
    dynamoDb.interfereOnce(() -> record(after(report(2, ACTIVE, null), 1), NOW));

    assertRefused(
        ErrorCode.DUPLICATE_REQUEST,
        () -> record(after(report("token", other.id().value(), 1, ACTIVE, null), 1), NOW));
    assertThat(tokens.list(merchant, customer.id()).tokens()).hasSize(2);
    assertThat(tokens.list(merchant, other.id()).tokens()).isEmpty();
  }

  @Test
  void customerThatIsNotThereGetsNoReference() {
    PaymentToken failed = record(report(1, FAILED, null), NOW);

    assertRefused(
        ErrorCode.CUSTOMER_NOT_FOUND,
        () -> record(after(report("token", "nobody", 1, ACTIVE, null), 1), NOW));
    assertThat(record(report(1, FAILED, null), NOW)).isEqualTo(failed);
  }

  @Test
  void reportFromBeforeATokensLastEndNeverMakesALivingOne() {
    record(report(1, DEACTIVATED, null), NOW);
    record(after(report(3, DEACTIVATED, null), 2), NOW);

    record(after(report(2, ACTIVE, null), 1), NOW);

    assertThat(tokens.list(merchant, customer.id()).tokens())
        .extracting(PaymentToken::status)
        .containsExactly(DEACTIVATED);
  }

  @Test
  void deactivatedTokenStaysAsItIs() {
    PaymentToken ended = record(report(1, DEACTIVATED, null), NOW);

    assertThat(record(report(2, DEACTIVATED, null), NOW))
        .usingRecursiveComparison()
        .ignoringFields("sources", "version")
        .isEqualTo(ended);
    assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> record(report(3, ACTIVE, null), NOW));
  }

  @Test
  void whatHasFailedIsTriedAgainAsTheSameTokenAndCounted() {
    PaymentToken failed = record(report(1, FAILED, null), NOW);

    PaymentToken active = record(after(report(2, ACTIVE, null), 1), NOW);

    assertThat(active.id()).isEqualTo(failed.id());
    assertThat(active.status()).isEqualTo(ACTIVE);
    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(1);
  }

  @Test
  void expiredTokenIsRenewedWhetherItIsSweptOrNot() {
    Instant late = Instant.parse("2026-02-01T00:05:00Z");
    PaymentToken due = record(report(1, ACTIVE, EXPIRY), NOW);
    PaymentToken swept = record(report("swept", customer.id().value(), 1, ACTIVE, EXPIRY), NOW);
    dynamoDb.put(List.of(swept.asOf(late).nextVersion()));

    String renewed = "2027-02-01T00:00:00Z";
    record(report(2, ACTIVE, renewed), late);
    record(report("swept", customer.id().value(), 2, ACTIVE, renewed), late);

    assertThat(dynamoDb.get(due).asOf(late).status()).isEqualTo(ACTIVE);
    assertThat(dynamoDb.get(swept).asOf(late).status()).isEqualTo(ACTIVE);
    assertThat(dynamoDb.item(swept)).containsKey("expiry_shard").doesNotContainKey("expired");
  }

  @Test
  void deletionIsFinalAndRepeatedChangesNothing() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    changeStatus(SUSPENDED);

    PaymentToken deleted = delete(token);

    assertThat(deleted.status()).isEqualTo(DEACTIVATED);
    assertThat(deleted.version()).isEqualTo(2);
    assertThat(delete(token)).isEqualTo(deleted);
    assertThat(record(report(2, ACTIVE, EXPIRY), NOW))
        .usingRecursiveComparison()
        .ignoringFields("source", "version")
        .isEqualTo(deleted);
    assertThat(tokens.list(merchant, customer.id()).tokens()).hasSize(1);
  }

  @Test
  void deletionCostsOneReadAndOneTransactionOfTwoWrites() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.forgetRequests();

    delete(token);

    assertThat(calls()).containsExactly("GetItem", "TransactWriteItems");
    assertThat(dynamoDb.requests().get(1))
        .isInstanceOfSatisfying(
            TransactWriteItemsRequest.class,
            transaction -> assertThat(transaction.transactItems()).hasSize(2));
  }

  @Test
  void reportCostsOneReadMoreOnlyWhereItEndsTheToken() {
    record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.forgetRequests();

    record(report(2, PaymentTokenStatus.SUSPENDED, EXPIRY), NOW);
    assertThat(calls()).containsExactly("GetItem", "GetItem", "GetItem", "PutItem");
    dynamoDb.forgetRequests();

    record(report(3, DEACTIVATED, EXPIRY), NOW);
    assertThat(calls()).containsExactly("GetItem", "GetItem", "PutItem", "GetItem");
  }

  private List<String> calls() {
    return dynamoDb.requests().stream()
        .map(request -> request.getClass().getSimpleName().replace("Request", ""))
        .toList();
  }

  @Test
  void newDefaultLeavesTheOldTokenAsItWas() {
    PaymentToken old = record(report("old", 1, ACTIVE), NOW);
    PaymentToken young = record(report("young", 1, ACTIVE), NOW);
    setDefault(old);

    Customer changed = setDefault(young);

    assertThat(changed.version()).isEqualTo(3);
    assertThat(changed.defaultToken()).isEqualTo(young.asDefault());
    assertThat(customers.get(merchant, customer.id())).isEqualTo(changed);
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactlyInAnyOrder(old, young);
    assertThat(delete(old).status()).isEqualTo(DEACTIVATED);
    assertThat(customers.get(merchant, customer.id())).isEqualTo(changed);
  }

  @Test
  void defaultThatIsSetAgainChangesNothing() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);

    assertThat(setDefault(token)).isEqualTo(setDefault(token));
  }

  @Test
  void onlyAnActiveTokenThatHasNotExpiredCanBeTheDefault() {
    PaymentToken initiated = record(report("initiated", 1, INITIATED), NOW);
    PaymentToken active = record(report(1, ACTIVE, EXPIRY), NOW);

    assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> setDefault(initiated));
    assertRefused(
        ErrorCode.INVALID_USER_ACCOUNT,
        () ->
            defaults.set(
                merchant,
                customer.id(),
                active.id(),
                PaymentTokenRepositoryTest::accept,
                UNKNOWN_REQUEST,
                Instant.parse(EXPIRY)));
    assertRefused(
        ErrorCode.TOKEN_NOT_FOUND,
        () ->
            defaults.set(
                merchant,
                customer.id(),
                new PaymentTokenId("nothing"),
                PaymentTokenRepositoryTest::accept,
                UNKNOWN_REQUEST,
                NOW));
    assertThat(customers.get(merchant, customer.id())).isEqualTo(customer);
  }

  @Test
  void deletedTokenIsNoLongerTheDefault() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    setDefault(token);

    delete(token);

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
    assertThat(customers.get(merchant, customer.id()).version()).isEqualTo(3);
  }

  @Test
  void tokenThatIsReportedDeactivatedIsNoLongerTheDefault() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    setDefault(token);

    record(report(2, DEACTIVATED, EXPIRY), NOW);

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
  }

  @Test
  void expiredDefaultThatIsReportedFailedIsNotTheDefaultAgain() {
    Instant late = Instant.parse("2026-02-01T00:05:00Z");
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    setDefault(token);

    record(report(2, FAILED, null), late);

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
    assertThat(dynamoDb.item(token)).doesNotContainKey("is_default");
  }

  @Test
  void expiredDefaultIsNoneToAReaderUntilItIsRenewed() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    setDefault(token);

    Customer before = customers.get(merchant, customer.id());
    record(report(2, ACTIVE, "2027-02-01T00:00:00Z"), NOW);
    Customer after = customers.get(merchant, customer.id());

    Instant expiry = Instant.parse(EXPIRY);
    assertThat(before.asOf(expiry.minusNanos(1_000)).defaultToken()).isNotNull();
    assertThat(before.asOf(expiry).defaultToken()).isNull();
    assertThat(after.asOf(expiry).defaultToken()).isNotNull();
  }

  @Test
  void clearedDefaultLeavesTheTokenAsItWas() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    setDefault(token);

    Customer cleared =
        defaults.clear(
            merchant, customer.id(), PaymentTokenRepositoryTest::accept, UNKNOWN_REQUEST, NOW);

    assertThat(cleared.defaultToken()).isNull();
    assertThat(tokens.get(merchant, customer.id(), token.id())).isEqualTo(token);
    assertThat(
            defaults.clear(
                merchant, customer.id(), PaymentTokenRepositoryTest::accept, UNKNOWN_REQUEST, NOW))
        .isEqualTo(cleared);
  }

  @Test
  void deletedCustomerHasNoDefault() {
    setDefault(record(report(1, ACTIVE, EXPIRY), NOW));

    changeStatus(DELETED);

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
    assertRefused(
        ErrorCode.INVALID_USER_ACCOUNT,
        () -> setDefault(tokens.list(merchant, customer.id()).tokens().get(0)));
  }

  @Test
  void customerHasAtMost500TokensThatHaveNotEnded() {
    List<PaymentToken> living = save(500, ACTIVE, EXPIRY);
    dynamoDb.setTokenCount(customer, 500);

    assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> record(report("one more", 1, ACTIVE), NOW));
    delete(living.get(0));
    PaymentToken last = record(report("last", 1, ACTIVE), NOW);

    assertThat(dynamoDb.get(last)).isEqualTo(last);
    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(500);
    assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> record(report("one more", 1, ACTIVE), NOW));
  }

  @Test
  void tokenThatReplacesAnotherOneIsNoneMore() {
    save(499, ACTIVE, EXPIRY);
    PaymentToken old = record(report("old", 1, ACTIVE), NOW);
    dynamoDb.setTokenCount(customer, 500);
    TokenNotice plain = report("new", 1, ACTIVE);
    var replaced = new TokenNotice.ReplacedToken(new TokenAddress(null, "old"), false);

    PaymentToken successor =
        record(
            new TokenNotice(
                plain.merchantId(),
                plain.source(),
                plain.position(),
                null,
                plain.token(),
                plain.customerId(),
                plain.fields(),
                plain.values(),
                replaced),
            NOW);

    assertThat(dynamoDb.get(old).replacedBy()).isEqualTo(successor.id());
  }

  @Test
  void endedTokensAreCountedNoLongerWhenTheCountRefuses() {
    save(10, DEACTIVATED, null);
    save(10, FAILED, null);
    save(10, PaymentTokenStatus.SUSPENDED, NOW.toString());
    save(1, INITIATED, EXPIRY);
    dynamoDb.setTokenCount(customer, 500);

    record(report("new", 1, ACTIVE), NOW);

    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(2);
  }

  @Test
  void countThatOthersChangeMeanwhileIsLeftAsTheyHaveIt() {
    dynamoDb.setTokenCount(customer, 500);
    dynamoDb.interfereOnce(() -> dynamoDb.interfereOnce(() -> dynamoDb.setTokenCount(customer, 3)));

    record(report("new", 1, ACTIVE), NOW);

    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(4);
  }

  @Test
  void renewalOfAnExpiredTokenIsCountedAndNotRefused() {
    record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.setTokenCount(customer, 500);

    PaymentToken renewed = record(report(2, ACTIVE, "2027-02-01T00:00:00Z"), Instant.parse(EXPIRY));

    assertThat(dynamoDb.get(renewed)).isEqualTo(renewed);
    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(501);
  }

  @Test
  void tokenThatHasEndedWhenItIsFirstReportedIsNotCounted() {
    dynamoDb.setTokenCount(customer, 500);

    record(report("failed", 1, FAILED), NOW);
    record(report(1, ACTIVE, NOW.toString()), NOW);

    assertThat(tokens.list(merchant, customer.id()).tokens()).hasSize(2);
    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(500);
  }

  @Test
  void onlyANewTokenIsCounted() {
    record(report("first", 1, ACTIVE), NOW);
    record(report("second", 1, ACTIVE), NOW);
    record(report("first", 1, ACTIVE), NOW);
    record(report("first", 2, PaymentTokenStatus.SUSPENDED), NOW);

    assertThat(dynamoDb.tokenCount(customer)).isEqualTo(2);
  }

  @Test
  void itemsOfACustomerAndItsTokensAreReadAsTheyAre() {
    Customer put = unstored(CustomerId.random(NOW), "put").nextVersion();
    PaymentToken active = token(put, "a", ACTIVE);
    PaymentToken failed = token(put, "b", FAILED);

    TokenReportRepository.items(put, List.of(active, failed)).forEach(this::put);

    SavedTokens read = tokens.list(merchant, put.id());
    assertThat(read.customer()).isEqualTo(put);
    assertThat(read.tokens()).containsExactlyInAnyOrder(active, failed);
    assertThat(dynamoDb.tokenCount(put)).isEqualTo(1);
    assertThat(record(report(put, "a", ACTIVE), NOW)).isEqualTo(active);
    assertThat(customers.insert(unstored(CustomerId.random(NOW), "put"))).isEqualTo(put);
  }

  private void put(Map<String, AttributeValue> item) {
    dynamoDb.putItem(put -> put.tableName(settings.customersTable()).item(item));
  }

  @Test
  void deletedCustomersTokenIsOnlyEnded() {
    record(report(1, ACTIVE, EXPIRY), NOW);
    changeStatus(DELETED);

    assertRefused(
        ErrorCode.INVALID_USER_ACCOUNT,
        () -> record(report(2, PaymentTokenStatus.SUSPENDED, EXPIRY), NOW));
    assertThat(record(report(3, DEACTIVATED, EXPIRY), NOW).status()).isEqualTo(DEACTIVATED);
  }

  @Test
  void reportThatIsSeenAgainIsAcceptedThoughTheCustomerIsDeleted() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    changeStatus(DELETED);

    assertThat(record(report(1, ACTIVE, EXPIRY), NOW)).isEqualTo(token);
  }

  @Test
  void noTokenIsSavedForACustomerThatIsDeletedMeanwhile() {
    dynamoDb.interfereOnce(() -> changeStatus(DELETED));

    assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> record(report(1, ACTIVE, EXPIRY), NOW));
    assertThat(tokens.list(merchant, customer.id()).tokens()).isEmpty();
  }

  @Test
  void ofTwoFirstReportsAtOnceTheLaterOneCounts() {
    dynamoDb.interfereOnce(() -> record(report(1, INITIATED, EXPIRY), NOW));

    PaymentToken token = record(report(2, ACTIVE, EXPIRY), NOW);

    assertThat(token.status()).isEqualTo(ACTIVE);
    assertThat(token.version()).isEqualTo(2);
    assertThat(tokens.list(merchant, customer.id()).tokens()).containsExactly(token);
  }

  @Test
  void changeThatMeetsAnotherOneIsMadeOnTopOfIt() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.interfereOnce(() -> record(report(2, PaymentTokenStatus.SUSPENDED, EXPIRY), NOW));

    PaymentToken deleted = delete(token);

    assertThat(deleted.status()).isEqualTo(DEACTIVATED);
    assertThat(deleted.version()).isEqualTo(3);
    assertThat(tokens.get(merchant, customer.id(), token.id())).isEqualTo(deleted);
  }

  @Test
  void removalIsStoredWithWhatTheMerchantSaid() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    var said = new TokenRemoval("removal-2", Map.of("why", "lost"));

    tokens.update(
        merchant,
        customer.id(),
        token.id(),
        read -> read.remove(said, NOW),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());

    assertThat(tokens.get(merchant, customer.id(), token.id()).removal()).isEqualTo(said);
  }

  @Test
  void changeThatIsRetriedAfterItSucceededSucceeds() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.repeatNextWrite(() -> {});

    PaymentToken deleted = delete(token);

    assertThat(deleted.version()).isEqualTo(2);
    assertThat(tokens.get(merchant, customer.id(), token.id())).isEqualTo(deleted);
  }

  @Test
  void changeOfTheDefaultThatIsRetriedAfterItSucceededSucceeds() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    setDefault(token);
    dynamoDb.repeatNextWrite(() -> {});

    PaymentToken deleted = delete(token);

    assertThat(tokens.get(merchant, customer.id(), token.id())).isEqualTo(deleted);
    assertThat(customers.get(merchant, customer.id()).version()).isEqualTo(3);
  }

  @Test
  void changeThatIsRetriedAfterOthersChangedTheTokenIsNotMadeTwice() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.repeatNextWrite(() -> record(report(3, ACTIVE, EXPIRY), NOW));

    assertRefused(
        ErrorCode.CUSTOMER_CHANGED,
        () -> record(report(2, PaymentTokenStatus.SUSPENDED, EXPIRY), NOW));
    assertThat(tokens.get(merchant, customer.id(), token.id()).version()).isEqualTo(3);
  }

  @Test
  void defaultThatIsSetByARetriedTransactionIsToldAsChangedByOthers() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.repeatNextWrite(() -> {});

    assertRefused(ErrorCode.CUSTOMER_CHANGED, () -> setDefault(token));
    assertThat(setDefault(token).defaultToken()).isEqualTo(token.asDefault());
  }

  @Test
  void tokenThatIsChangedBeforeItIsMarkedIsNoDefault() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.interfereOnce(() -> delete(token));

    assertRefused(ErrorCode.INVALID_USER_ACCOUNT, () -> setDefault(token));
    assertThat(customers.get(merchant, customer.id())).isEqualTo(customer);
    assertThat(dynamoDb.item(token)).doesNotContainKey("is_default");
  }

  @Test
  void tokenThatIsMarkedBeforeItIsChangedLosesItsMark() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    dynamoDb.interfereOnce(() -> setDefault(token));

    delete(token);

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
    assertThat(dynamoDb.item(token)).doesNotContainKey("is_default");
  }

  @Test
  void tokenThatLosesItsMarkBeforeItIsChangedStaysWithout() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    setDefault(token);
    dynamoDb.interfereOnce(
        () ->
            defaults.clear(
                merchant, customer.id(), PaymentTokenRepositoryTest::accept, UNKNOWN_REQUEST, NOW));

    record(report(2, PaymentTokenStatus.SUSPENDED, EXPIRY), NOW);

    assertThat(customers.get(merchant, customer.id()).defaultToken()).isNull();
    assertThat(dynamoDb.item(token)).doesNotContainKey("is_default");
  }

  @Test
  void exactlyTheDefaultTokenIsMarked() {
    PaymentToken old = record(report("old", 1, ACTIVE), NOW);
    PaymentToken young = record(report("young", 1, ACTIVE), NOW);

    setDefault(old);
    assertThat(dynamoDb.item(old)).containsKey("is_default");

    setDefault(young);
    assertThat(dynamoDb.item(old)).doesNotContainKey("is_default");
    assertThat(dynamoDb.item(young)).containsKey("is_default");

    defaults.clear(
        merchant, customer.id(), PaymentTokenRepositoryTest::accept, UNKNOWN_REQUEST, NOW);
    assertThat(dynamoDb.item(young)).doesNotContainKey("is_default");
  }

  @Test
  void defaultTokenThatIsSuspendedStaysTheDefault() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    Customer before = setDefault(token);

    record(report(2, PaymentTokenStatus.SUSPENDED, EXPIRY), NOW);

    assertThat(customers.get(merchant, customer.id())).isEqualTo(before);
    assertThat(dynamoDb.item(token)).containsKey("is_default");
  }

  @Test
  void customerLearnsAtOnceThatItsDefaultTokenIsRenewed() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    Customer before = setDefault(token);

    PaymentToken renewed = record(report(2, ACTIVE, "2027-02-01T00:00:00Z"), NOW);

    Customer after = customers.get(merchant, customer.id());
    assertThat(after.defaultToken()).isEqualTo(renewed.asDefault());
    assertThat(after.version()).isEqualTo(before.version() + 1);
  }

  @Test
  void refusedCustomerIsNotChanged() {
    PaymentToken token = record(report(1, ACTIVE, EXPIRY), NOW);
    var refusal = new ApiException(ErrorCode.PRECONDITION_FAILED, "another version");

    assertRefused(
        ErrorCode.PRECONDITION_FAILED,
        () ->
            defaults.set(
                merchant,
                customer.id(),
                token.id(),
                read -> {
                  throw refusal;
                },
                UNKNOWN_REQUEST,
                NOW));
    assertThat(customers.get(merchant, customer.id())).isEqualTo(customer);
  }

  @Test
  void unknownTokenIsNotFound() {
    assertRefused(
        ErrorCode.TOKEN_NOT_FOUND,
        () -> tokens.get(merchant, customer.id(), new PaymentTokenId("nothing")));
  }

  /** Stores tokens as if they had been reported, but neither their references nor a count. */
  private List<PaymentToken> save(int count, PaymentTokenStatus status, @Nullable String expiry) {
    List<PaymentToken> saved =
        IntStream.range(0, count)
            .mapToObj(i -> status + "-" + i)
            .map(
                name ->
                    PaymentToken.create(
                            new PaymentTokenId(name),
                            report(name, customer.id().value(), 1, status, expiry),
                            NOW)
                        .nextVersion())
            .toList();
    dynamoDb.put(saved);
    return saved;
  }

  private Customer customer(String reference) {
    return customers.insert(unstored(CustomerId.random(NOW), reference));
  }

  private Customer unstored(CustomerId id, String reference) {
    var details =
        new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
    return Customer.create(id, merchant, details, NOW);
  }

  private PaymentToken token(Customer owner, String reference, PaymentTokenStatus status) {
    return PaymentToken.create(PaymentTokenId.random(NOW), report(owner, reference, status), NOW);
  }

  private void changeStatus(CustomerStatus status) {
    customers.update(merchant, customer.id(), read -> read.update(read.details(), status, NOW));
  }

  private PaymentToken delete(PaymentToken token) {
    return tokens.update(
        merchant,
        customer.id(),
        token.id(),
        read -> read.remove(REMOVAL, NOW),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());
  }

  private static void accept(Customer unused) {
    // as it is
  }

  private Customer setDefault(PaymentToken token) {
    return defaults.set(
        merchant,
        customer.id(),
        token.id(),
        PaymentTokenRepositoryTest::accept,
        UNKNOWN_REQUEST,
        NOW);
  }

  private TokenNotice report(long sequence, PaymentTokenStatus status, @Nullable String expiry) {
    return report("token", customer.id().value(), sequence, status, expiry);
  }

  private TokenNotice report(String reference, long sequence, PaymentTokenStatus status) {
    return report(reference, customer.id().value(), sequence, status, null);
  }

  private TokenNotice report(Customer owner, String reference, PaymentTokenStatus status) {
    return report(reference, owner.id().value(), 1, status, null);
  }

  private TokenNotice report(
      String reference,
      String customerId,
      long sequence,
      PaymentTokenStatus status,
      @Nullable String expiry) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    TokenField.STATUS.put(values, new StatusReport(status, null, null));
    TokenField.PAYMENT_METHOD.put(values, PaymentMethod.CARD);
    TokenField.EXPIRED_AT.put(values, expiry == null ? null : Instant.parse(expiry));
    return TokenNotice.whole(
        merchant,
        "tsp",
        new SourcePosition(sequence, Instant.parse("2026-01-31T22:59:00Z")),
        null,
        reference,
        new CustomerId(customerId),
        values,
        null);
  }

  /** Returns the same report of something that occurred later. */
  private static TokenNotice after(TokenNotice report, long seconds) {
    var position =
        new SourcePosition(
            report.position().sequence(), report.position().occurredAt().plusSeconds(seconds));
    return new TokenNotice(
        report.merchantId(),
        report.source(),
        position,
        null,
        report.token(),
        report.customerId(),
        report.fields(),
        report.values(),
        null);
  }

  private PaymentToken record(TokenNotice notice, Instant now) {
    return reports.record(notice, now).token();
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable operation) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(operation)
        .returns(code, ApiException::code);
  }
}

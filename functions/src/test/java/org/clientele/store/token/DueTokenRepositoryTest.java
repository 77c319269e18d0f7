package org.clientele.store.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.TestingTokens.idsInShard;
import static org.clientele.TestingTokens.inShard;
import static org.clientele.TestingTokens.token;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static org.clientele.token.PaymentTokenStatus.FAILED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.token.DueTokenRepository.DueToken;
import org.clientele.store.token.DueTokenRepository.Outcome;
import org.clientele.store.token.DueTokenRepository.Page;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;

class DueTokenRepositoryTest {

  private static final int SHARD = 5;
  private static final Instant NOW = Instant.parse("2001-02-01T00:00:00Z");

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final DueTokenRepository dueTokens = dynamoDb.dueTokens(TestingSettings.of());

  @BeforeEach
  void clear() {
    dynamoDb.clearShard(SHARD);
  }

  @Test
  void whatHasExpiredInTheShardIsFoundTheLongestDueFirst() {
    List<String> ids = idsInShard(SHARD, 6);
    PaymentToken now = token(ids.get(0), ACTIVE, NOW);
    PaymentToken before = token(ids.get(1), ACTIVE, NOW.minusSeconds(3600));
    dynamoDb.put(
        List.of(
            now,
            before,
            token(ids.get(2), ACTIVE, NOW.plusNanos(1_000)),
            token(ids.get(3), DEACTIVATED, NOW),
            token(ids.get(4), FAILED, NOW),
            token(ids.get(5), ACTIVE, null),
            token(idsInShard(SHARD + 1, 1).get(0), ACTIVE, NOW)));

    Page page = dueTokens.find(SHARD, NOW);

    assertThat(page.next()).isEmpty();
    assertThat(page.tokens()).extracting(DueToken::key).containsExactly(keyOf(before), keyOf(now));
    assertThat(page.tokens())
        .extracting(DueToken::expiry)
        .containsExactly(NOW.minusSeconds(3600), NOW);
  }

  @ParameterizedTest
  @EnumSource(names = {"INITIATED", "ACTIVE", "SUSPENDED"})
  void everyTokenThatCanExpireIsStoredAsAReaderSeesItOnceItHas(PaymentTokenStatus status) {
    PaymentToken token = token(idsInShard(SHARD, 1).get(0), status, NOW);
    dynamoDb.put(List.of(token));

    Outcome outcome = deactivateAll();

    assertThat(outcome).isEqualTo(new Outcome(1, 0, 0, 0));
    assertThat(dynamoDb.get(token)).isEqualTo(token.asOf(NOW).nextVersion());
    assertThat(dynamoDb.item(token))
        .isEqualTo(PaymentTokenItem.of(token.asOf(NOW).nextVersion()))
        .doesNotContainKey("expiry_shard");
    assertThat(dueTokens.find(SHARD, NOW).tokens()).isEmpty();
  }

  @Test
  void pagesHaveEveryDueTokenOnce() {
    List<PaymentToken> tokens = inShard(SHARD, 251, NOW.minusSeconds(3600));
    dynamoDb.put(tokens);

    Page first = dueTokens.find(SHARD, NOW);
    Page second = dueTokens.find(SHARD, NOW, first.next());

    List<DueToken> all = new ArrayList<>(first.tokens());
    all.addAll(second.tokens());
    assertThat(first.tokens()).hasSize(250);
    assertThat(second.next()).isEmpty();
    assertThat(all)
        .extracting(DueToken::key)
        .containsExactlyElementsOf(tokens.stream().map(DueTokenRepositoryTest::keyOf).toList());
  }

  @Test
  void batchesAreOfAtMost25AndHaveEveryTokenOfThePageOnce() {
    dynamoDb.put(inShard(SHARD, 60, NOW.minusSeconds(3600)));

    Page page = dueTokens.find(SHARD, NOW);

    assertThat(page.batches()).extracting(List::size).containsExactly(25, 25, 10);
    assertThat(page.batches().stream().flatMap(List::stream))
        .containsExactlyElementsOf(page.tokens());
  }

  @Test
  void batchIsOneCall() {
    dynamoDb.put(inShard(SHARD, 25, NOW.minusSeconds(3600)));
    List<DueToken> batch = dueTokens.find(SHARD, NOW).tokens();
    dynamoDb.forgetRequests();

    assertThat(dueTokens.deactivate(batch)).isEqualTo(new Outcome(25, 0, 0, 0));
    assertThat(dynamoDb.requests())
        .singleElement()
        .isInstanceOf(BatchExecuteStatementRequest.class);
  }

  /** Returns what may have become of an active token that expires now, and was found to be due. */
  static List<PaymentToken> changedMeanwhile() {
    String id = idsInShard(SHARD, 1).get(0);
    return Stream.of(NOW.minusSeconds(1), NOW, NOW.plusSeconds(1))
        .flatMap(
            updatedAt ->
                Stream.of(
                    token(id, ACTIVE, NOW.plusNanos(1_000), updatedAt),
                    token(id, ACTIVE, NOW.plusSeconds(3600), updatedAt),
                    token(id, ACTIVE, null, updatedAt),
                    token(id, DEACTIVATED, NOW, updatedAt),
                    token(id, FAILED, NOW, updatedAt)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("changedMeanwhile")
  void tokenThatWasRenewedOrEndedMeanwhileIsLeftAlone(PaymentToken changed) {
    dynamoDb.put(List.of(token(changed.id().value(), ACTIVE, NOW)));
    List<DueToken> batch = dueTokens.find(SHARD, NOW).tokens();
    dynamoDb.put(List.of(changed));
    dynamoDb.forgetRequests();

    assertThat(dueTokens.deactivate(batch)).isEqualTo(new Outcome(0, 1, 0, 0));
    assertThat(dynamoDb.get(changed)).isEqualTo(changed);
    assertThat(dynamoDb.requests()).hasSize(1);
  }

  @Test
  void tokenThatIsGoneIsAConflictAndDoesNotComeBack() {
    PaymentToken found = token(idsInShard(SHARD, 1).get(0), ACTIVE, NOW);
    dynamoDb.put(List.of(found));
    List<DueToken> batch = dueTokens.find(SHARD, NOW).tokens();
    dynamoDb.clearShard(SHARD);

    assertThat(dueTokens.deactivate(batch)).isEqualTo(new Outcome(0, 1, 0, 0));
    assertThat(dynamoDb.item(found)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "INTERNAL_SERVER_ERROR",
        "PROVISIONED_THROUGHPUT_EXCEEDED",
        "REQUEST_LIMIT_EXCEEDED",
        "THROTTLING_ERROR",
        "TRANSACTION_CONFLICT"
      })
  void statementThatFailsForNowLeavesItsTokenAndNoOther(BatchStatementErrorCodeEnum code) {
    List<PaymentToken> tokens = inShard(SHARD, 3, NOW.minusSeconds(3600));
    dynamoDb.put(tokens);
    dynamoDb.refuseStatements(code, 1);

    Outcome outcome = deactivateAll();

    assertThat(outcome).isEqualTo(new Outcome(2, 0, 1, 0));
    assertThat(dueTokens.find(SHARD, NOW).tokens())
        .extracting(DueToken::key)
        .containsExactly(keyOf(tokens.get(1)));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {
        "CONDITIONAL_CHECK_FAILED",
        "INTERNAL_SERVER_ERROR",
        "PROVISIONED_THROUGHPUT_EXCEEDED",
        "REQUEST_LIMIT_EXCEEDED",
        "THROTTLING_ERROR",
        "TRANSACTION_CONFLICT"
      })
  void statementThatCanNeverSucceedIsCountedAndLoggedAndHoldsNoOtherUp(
      BatchStatementErrorCodeEnum code) {
    dynamoDb.put(inShard(SHARD, 3, NOW.minusSeconds(3600)));
    dynamoDb.refuseStatements(code, 0);

    try (var log = new TestingLog(DueTokenRepository.class)) {
      assertThat(deactivateAll()).isEqualTo(new Outcome(2, 0, 0, 1));
      assertThat(log.onlyLine(Level.SEVERE))
          .isEqualTo("shard 5: a token cannot be deactivated: " + code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+10000-01-01T00:00:00.000000Z", "0", "1999-02-30T00:00:00.000000Z"})
  void expiryThatIsNoTimeOrALaterOneIsUnreadableAndHoldsNoOtherUp(String expiredAt) {
    List<String> ids = idsInShard(SHARD, 2);
    PaymentToken odd = token(ids.get(0), ACTIVE, NOW);
    PaymentToken due = token(ids.get(1), ACTIVE, NOW);
    dynamoDb.put(List.of(due));
    dynamoDb.put(odd, Map.of("expired_at", AttributeValue.fromS(expiredAt)));

    Page page = dueTokens.find(SHARD, NOW);

    assertThat(page.unreadable()).isEqualTo(1);
    assertThat(page.tokens()).extracting(DueToken::key).containsExactly(keyOf(due));
  }

  @Test
  void itemThatTheStatementCannotChangeHoldsNoOtherUp() {
    assertHoldsNoOtherUp("version", AttributeValue.fromS("three"));
  }

  @Test
  void itemThatDoesNotSayWhenItWasUpdatedHoldsNoOtherUp() {
    assertHoldsNoOtherUp("updated_at", AttributeValue.fromN("3"));
  }

  @Test
  void defaultWhoseItemCannotBeReadHoldsNoOtherUp() {
    List<PaymentToken> tokens = inShard(SHARD, 2, NOW.minusSeconds(3600));
    dynamoDb.put(tokens);
    dynamoDb.put(
        tokens.get(0),
        Map.of(
            "is_default", AttributeValue.fromBool(true),
            "created_at", AttributeValue.fromS("no time")));

    try (var log = new TestingLog(DueTokenRepository.class)) {
      assertThat(deactivateAll()).isEqualTo(new Outcome(1, 0, 0, 1));
      assertThat(log.onlyLine(Level.SEVERE))
          .startsWith("shard 5: a default token cannot be deactivated");
    }
  }

  private void assertHoldsNoOtherUp(String attribute, AttributeValue odd) {
    List<PaymentToken> tokens = inShard(SHARD, 2, NOW.minusSeconds(3600));
    dynamoDb.put(tokens);
    dynamoDb.put(tokens.get(0), Map.of(attribute, odd));

    assertThat(deactivateAll()).isEqualTo(new Outcome(1, 0, 0, 1));
  }

  @Test
  void outcomesAddUp() {
    assertThat(new Outcome(1, 2, 3, 4).plus(new Outcome(10, 20, 30, 40)))
        .isEqualTo(new Outcome(11, 22, 33, 44));
  }

  private Outcome deactivateAll() {
    return dueTokens.deactivate(dueTokens.find(SHARD, NOW).tokens());
  }

  private static Map<String, AttributeValue> keyOf(PaymentToken token) {
    return PaymentTokenItem.key(token.merchantId(), token.customerId(), token.id());
  }
}

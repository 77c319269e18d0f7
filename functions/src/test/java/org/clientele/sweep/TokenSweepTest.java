package org.clientele.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.TestingTokens.inShard;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum.THROTTLING_ERROR;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.clientele.TestingApi;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.queue.TestingSqs;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.token.PaymentToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class TokenSweepTest {

  private static final int SHARD = 6;
  private static final Instant NOW = Instant.parse("2001-02-01T00:00:00Z");
  private static final Instant HOUR_BEFORE = NOW.minusSeconds(3600);

  /** Three of these are more than the budget of 40 seconds, two are not. */
  private static final Duration SLOW = Duration.ofSeconds(19);

  private final Settings settings = TestingSettings.of();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final TestingSqs sqs = new TestingSqs();
  private final TestingTimer timer = new TestingTimer(Duration.ZERO);
  private final TestingLog log = new TestingLog(TokenSweep.class);

  @BeforeEach
  void clear() {
    dynamoDb.clearShard(SHARD);
  }

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void tickBecomesAMessageForEachShard() {
    sweep(timer).begin();

    assertThat(sqs.sent(settings.sweepQueue()))
        .containsExactlyElementsOf(
            IntStream.range(0, 64)
                .mapToObj(shard -> "{\"type\":\"tokens.sweep\",\"shard\":" + shard + "}")
                .toList());
  }

  @Test
  void everythingThatIsDueIsSweptHoweverManyPagesItFills() throws JsonProcessingException {
    List<PaymentToken> due = inShard(SHARD, 260, HOUR_BEFORE);
    dynamoDb.put(due);

    sweep(timer).sweep(SHARD, NOW);

    assertThat(due).allSatisfy(token -> assertSwept(token));
    assertThat(sqs.sent(settings.sweepQueue())).isEmpty();
    assertLine(260, 0, 0);
  }

  @Test
  void whatHasExpiredLessThanAMinuteAgoStaysAsItIs() throws JsonProcessingException {
    List<PaymentToken> tokens = inShard(SHARD, 2, NOW.minusSeconds(60));
    dynamoDb.put(tokens);

    sweep(timer).sweep(SHARD, NOW);

    assertSwept(tokens.get(0));
    assertThat(dynamoDb.get(tokens.get(1))).isEqualTo(tokens.get(1));
    assertLine(1, 0, 0);
  }

  @Test
  void secondSweepFindsNothingToDo() throws JsonProcessingException {
    dynamoDb.put(inShard(SHARD, 30, HOUR_BEFORE));
    sweep(timer).sweep(SHARD, NOW);
    log.close();

    try (var second = new TestingLog(TokenSweep.class)) {
      sweep(timer).sweep(SHARD, NOW);

      JsonNode line = new ObjectMapper().readTree(second.lines().get(0));
      assertThat(line.path("swept").asInt()).isZero();
      assertThat(line.path("lag_seconds").asLong()).isZero();
    }
    assertThat(sqs.sent(settings.sweepQueue())).isEmpty();
  }

  @Test
  void whatTheTimeDoesNotReachIsLeftToTheNextTick() throws JsonProcessingException {
    List<PaymentToken> due = inShard(SHARD, 100, HOUR_BEFORE);
    dynamoDb.put(due);

    sweep(new TestingTimer(SLOW)).sweep(SHARD, NOW);

    assertThat(due.subList(0, 75)).allSatisfy(token -> assertSwept(token));
    assertThat(due.subList(75, 100)).allSatisfy(token -> assertLeft(token));
    assertThat(sqs.sent(settings.sweepQueue())).isEmpty();
    assertLine(75, 0, 25);
  }

  @Test
  void pageThatTheTimeDoesNotReachIsLeftToTheNextTick() throws JsonProcessingException {
    List<PaymentToken> due = inShard(SHARD, 251, HOUR_BEFORE);
    dynamoDb.put(due);

    sweep(new TestingTimer(Duration.ofMillis(4_100))).sweep(SHARD, NOW);

    assertLeft(due.get(250));
    assertThat(sqs.sent(settings.sweepQueue())).isEmpty();
    assertLine(250, 0, 0);
  }

  @Test
  void whatTheTableDoesNotTakeIsLeftToTheNextTick() throws JsonProcessingException {
    List<PaymentToken> due = inShard(SHARD, 3, HOUR_BEFORE);
    dynamoDb.put(due);
    dynamoDb.refuseStatements(THROTTLING_ERROR, 0);

    sweep(timer).sweep(SHARD, NOW);

    assertLeft(due.get(0));
    assertThat(sqs.sent(settings.sweepQueue())).isEmpty();
    assertLine(2, 0, 1);
  }

  @Test
  void unreadableItemsAreSkippedCountedAndLoggedAndTheRestIsSwept() throws JsonProcessingException {
    List<PaymentToken> tokens = inShard(SHARD, 3, HOUR_BEFORE);
    dynamoDb.put(tokens);
    dynamoDb.put(tokens.get(0), Map.of("expired_at", AttributeValue.fromS("+10000-01-01")));
    dynamoDb.put(tokens.get(1), Map.of("version", AttributeValue.fromS("three")));

    sweep(timer).sweep(SHARD, NOW);

    assertSwept(tokens.get(2));
    assertThat(log.lines()).hasSize(2).contains("shard 6: 2 due tokens have unreadable items");
    JsonNode line = new ObjectMapper().readTree(log.lines().get(1));
    assertThat(line.path("swept").asInt()).isEqualTo(1);
    assertThat(line.path("unreadable").asInt()).isEqualTo(2);
    assertThat(line.path("left").asInt()).isZero();
    assertThat(line.path("lag_seconds").asLong()).isEqualTo(3599);
  }

  @Test
  void partitionGets800WritesASecond() {
    dynamoDb.put(inShard(SHARD, 33, HOUR_BEFORE));

    sweep(timer).sweep(SHARD, NOW);

    assertThat(timer.waits()).containsExactly(Duration.ofNanos(31_250_000), Duration.ofMillis(10));
  }

  @Test
  void lineSaysByHowMuchTheOldestWasLateAndHowLongItTook() throws JsonProcessingException {
    dynamoDb.put(inShard(SHARD, 2, HOUR_BEFORE));

    sweep(new TestingTimer(Duration.ofSeconds(2))).sweep(SHARD, NOW);

    JsonNode line = line();
    assertThat(line.path("function").asText()).isEqualTo("sweep-expired-tokens");
    assertThat(line.path("shard").asInt()).isEqualTo(SHARD);
    assertThat(line.path("lag_seconds").asLong()).isEqualTo(3600);
    assertThat(line.path("duration_ms").asLong()).isEqualTo(2_002);
    assertThat(line.at("/_aws/Timestamp").asLong()).isEqualTo(NOW.toEpochMilli());
    JsonNode directive = line.at("/_aws/CloudWatchMetrics/0");
    assertThat(directive.path("Namespace").asText()).isEqualTo("clientele-test");
    assertThat(StreamSupport.stream(directive.path("Metrics").spliterator(), false))
        .extracting(metric -> metric.path("Name").asText())
        .containsExactlyInAnyOrder("swept", "conflicts", "unreadable", "lag_seconds")
        .allMatch(name -> line.path(name).isNumber());
  }

  private TokenSweep sweep(SweepTimer time) {
    return new TokenSweep(
        dynamoDb.dueTokens(settings), sqs.sender(), TestingApi.json(settings), time, settings);
  }

  private void assertSwept(PaymentToken token) {
    PaymentToken stored = dynamoDb.get(token);
    assertThat(stored.status()).isEqualTo(DEACTIVATED);
    assertThat(stored.version()).isEqualTo(token.version() + 1);
  }

  private void assertLeft(PaymentToken token) {
    assertThat(dynamoDb.get(token).status()).isEqualTo(ACTIVE);
  }

  private JsonNode line() throws JsonProcessingException {
    assertThat(log.lines()).hasSize(1);
    return new ObjectMapper().readTree(log.lines().get(0));
  }

  private void assertLine(int swept, int conflicts, int left) throws JsonProcessingException {
    JsonNode line = line();
    assertThat(line.path("swept").asInt()).isEqualTo(swept);
    assertThat(line.path("conflicts").asInt()).isEqualTo(conflicts);
    assertThat(line.path("left").asInt()).isEqualTo(left);
  }
}

package org.clientele.store.token;

import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.clientele.customer.ChangeOrigin;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Table;
import org.clientele.time.Timestamp;
import org.clientele.token.KeptCardData;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The payment tokens that have expired and are not stored as deactivated yet, shard by shard. */
@Singleton
public class DueTokenRepository {

  /** Into so many shards the tokens are divided. */
  public static final int SHARDS = PaymentTokenItem.EXPIRY_SHARDS;

  /** DynamoDB takes so many statements at once. */
  private static final int BATCH = 25;

  /** What goes away by itself. */
  private static final Set<BatchStatementErrorCodeEnum> PASSING =
      EnumSet.of(
          BatchStatementErrorCodeEnum.INTERNAL_SERVER_ERROR,
          BatchStatementErrorCodeEnum.PROVISIONED_THROUGHPUT_EXCEEDED,
          BatchStatementErrorCodeEnum.REQUEST_LIMIT_EXCEEDED,
          BatchStatementErrorCodeEnum.THROTTLING_ERROR,
          BatchStatementErrorCodeEnum.TRANSACTION_CONFLICT);

  /** Ten batches: few enough keys to be read well before they are used. */
  private static final int PAGE = 250;

  /**
   * Some of a shard's due tokens, the longest due first.
   *
   * @param unreadable how many more have an expiry that is not a time, or not one that has passed
   * @param next where the following page begins; empty if this is the last
   */
  public record Page(List<DueToken> tokens, int unreadable, Map<String, AttributeValue> next) {

    public Page {
      tokens = List.copyOf(tokens);
      next = Map.copyOf(next);
    }

    /** Returns the tokens in portions that {@link #deactivate} takes. */
    public List<List<DueToken>> batches() {
      List<List<DueToken>> batches = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i += BATCH) {
        batches.add(tokens.subList(i, Math.min(i + BATCH, tokens.size())));
      }
      return batches;
    }
  }

  /** A token as the index knows it. */
  public record DueToken(Map<String, AttributeValue> key, int shard, String expiredAt) {

    public DueToken {
      key = Map.copyOf(key);
    }

    /** The index orders texts, among which may be some that are no times, or later ones. */
    private boolean isDue(Instant now) {
      try {
        return !expiry().isAfter(now);
      } catch (DateTimeParseException e) {
        return false;
      }
    }

    public Instant expiry() {
      return Instant.parse(expiredAt);
    }
  }

  /**
   * What became of a batch.
   *
   * @param swept tokens that are deactivated now
   * @param conflicts tokens that somebody else has changed meanwhile
   * @param left tokens that are still due, for example because the table had no capacity
   * @param unreadable tokens that cannot be deactivated until somebody has looked at their items
   */
  public record Outcome(int swept, int conflicts, int left, int unreadable) {

    private static final Outcome SWEPT = new Outcome(1, 0, 0, 0);
    private static final Outcome CONFLICT = new Outcome(0, 1, 0, 0);
    private static final Outcome LEFT = new Outcome(0, 0, 1, 0);
    private static final Outcome UNREADABLE = new Outcome(0, 0, 0, 1);

    public Outcome plus(Outcome other) {
      return new Outcome(
          swept + other.swept,
          conflicts + other.conflicts,
          left + other.left,
          unreadable + other.unreadable);
    }
  }

  private static final Logger LOG = Logger.getLogger(DueTokenRepository.class);

  private final DynamoDbClient dynamoDb;
  private final PaymentTokenRepository tokens;
  private final Table table;
  private final KeptCardData kept;
  private final String statement;

  public DueTokenRepository(
      DynamoDbClient dynamoDb, PaymentTokenRepository tokens, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.tokens = tokens;
    this.table = new Table(dynamoDb, settings.customersTable());
    this.kept = settings.cardData();
    // The name that is added to stands without quotes, which dynoxide refuses there; it is no
    // reserved word.
    this.statement =
        """
        UPDATE "%s" SET "status" = ? SET "expired" = ? SET "updated_at" = ?
        SET "version" = version + 1 REMOVE "expiry_shard"
        WHERE "pk" = ? AND "sk" = ? AND "expiry_shard" = ? AND "expired_at" = ? AND "updated_at" <= ?
        AND "is_default" IS MISSING
        """
            .formatted(table.name());
  }

  /** Returns the first page of a shard's due tokens, {@code 0} to {@link #SHARDS} exclusive. */
  public Page find(int shard, Instant now) {
    return find(shard, now, Map.of());
  }

  /**
   * Returns a page of a shard's due tokens.
   *
   * @param from {@link Page#next} of the page before
   */
  public Page find(int shard, Instant now, Map<String, AttributeValue> from) {
    var response =
        dynamoDb.query(
            dueIn(shard, now).exclusiveStartKey(from.isEmpty() ? null : from).limit(PAGE).build());
    List<DueToken> found = response.items().stream().map(DueTokenRepository::due).toList();
    List<DueToken> due = found.stream().filter(token -> token.isDue(now)).toList();
    return new Page(
        due,
        found.size() - due.size(),
        response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : Map.of());
  }

  private QueryRequest.Builder dueIn(int shard, Instant now) {
    return QueryRequest.builder()
        .tableName(table.name())
        .indexName(PaymentTokenItem.EXPIRY_INDEX)
        .keyConditionExpression("#shard = :shard AND #expiry <= :now")
        .expressionAttributeNames(
            Map.of(
                "#shard", PaymentTokenItem.EXPIRY_SHARD,
                "#expiry", PaymentTokenItem.EXPIRED_AT))
        .expressionAttributeValues(
            Map.of(
                ":shard", AttributeValue.fromN(Integer.toString(shard)),
                ":now", AttributeValue.fromS(Timestamp.format(now))));
  }

  private static DueToken due(Map<String, AttributeValue> entry) {
    Attributes item = Attributes.of(entry);
    return new DueToken(
        Attributes.key(item.requiredText(Attributes.PK), item.requiredText(Attributes.SK)).toMap(),
        (int) item.requiredNumber(PaymentTokenItem.EXPIRY_SHARD),
        item.requiredText(PaymentTokenItem.EXPIRED_AT));
  }

  /**
   * Deactivates tokens that are still due as they were found, each by itself: one that was renewed
   * or deactivated meanwhile is left alone. A default token takes a transaction, in which its
   * customer loses it; it is made again where somebody changes the customer meanwhile.
   *
   * @throws ApiException {@code CUSTOMER_CHANGED} if the customer was changed every time
   */
  public Outcome deactivate(List<DueToken> batch) {
    var response =
        dynamoDb.batchExecuteStatement(
            request -> request.statements(batch.stream().map(this::statement).toList()));
    Outcome outcome = new Outcome(0, 0, 0, 0);
    for (int i = 0; i < batch.size(); i++) {
      outcome = outcome.plus(outcome(batch.get(i), response.responses().get(i).error()));
    }
    return outcome;
  }

  private Outcome outcome(DueToken token, @Nullable BatchStatementError error) {
    if (error == null) {
      return Outcome.SWEPT;
    }
    if (error.code() == BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED) {
      if (!isDueStill(token, error.item())) {
        return Outcome.CONFLICT;
      }
      if (PaymentTokenItem.isDefault(error.item())) {
        return deactivateDefault(token, error.item());
      }
    }
    if (PASSING.contains(error.code())) {
      return Outcome.LEFT;
    }
    LOG.errorf("shard %d: a token cannot be deactivated: %s", token.shard(), error.code());
    return Outcome.UNREADABLE;
  }

  private Outcome deactivateDefault(DueToken due, Map<String, AttributeValue> found) {
    try {
      return tryDeactivateDefault(due, found)
          .orElseGet(
              () ->
                  OptimisticRetry.untilDone(
                      () -> tryDeactivateDefault(due, table.find(due.key()).orElseGet(Map::of))));
    } catch (ApiException | SdkException e) {
      throw e;
    } catch (RuntimeException e) {
      // One item that is out of shape must not keep the others. Its values stay out of the log.
      LOG.errorf(
          "shard %d: a default token cannot be deactivated: %s",
          due.shard(), e.getClass().getSimpleName());
      return Outcome.UNREADABLE;
    }
  }

  private Optional<Outcome> tryDeactivateDefault(DueToken due, Map<String, AttributeValue> item) {
    if (!isDueStill(due, item)) {
      return Optional.of(Outcome.CONFLICT);
    }
    StoredToken read = StoredToken.from(item).keeping(kept);
    PaymentToken expired = read.token().asOf(due.expiry()).nextVersion();
    return tokens
        .replacement(read, expired, ChangeOrigin.CLOCK)
        .commit()
        .map(stored -> Outcome.SWEPT);
  }

  private static boolean isDueStill(DueToken token, Map<String, AttributeValue> item) {
    return item.containsKey(PaymentTokenItem.EXPIRY_SHARD)
        && token.expiredAt().equals(Attributes.of(item).text(PaymentTokenItem.EXPIRED_AT));
  }

  private BatchStatementRequest statement(DueToken token) {
    return BatchStatementRequest.builder()
        .statement(statement)
        .parameters(
            AttributeValue.fromS(PaymentTokenStatus.DEACTIVATED.name()),
            AttributeValue.fromBool(true),
            AttributeValue.fromS(token.expiredAt()),
            token.key().get(Attributes.PK),
            token.key().get(Attributes.SK),
            AttributeValue.fromN(Integer.toString(token.shard())),
            AttributeValue.fromS(token.expiredAt()),
            AttributeValue.fromS(token.expiredAt()))
        .returnValuesOnConditionCheckFailure(ALL_OLD)
        .build();
  }
}

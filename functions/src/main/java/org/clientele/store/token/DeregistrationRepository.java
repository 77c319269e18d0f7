package org.clientele.store.token;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.deregistration.DeregistrationItem.Stage;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Write;
import org.clientele.time.Timestamp;
import org.clientele.token.Deregistration;
import org.clientele.token.PaymentToken;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * Tokens that their providers have to end, from the transaction that makes them have to until the
 * last provider has reported it. Nothing but its own write takes a token out of this.
 */
@Singleton
public class DeregistrationRepository {

  /** Into so many shards they are divided. */
  public static final int SHARDS = DeregistrationItem.SHARDS;

  private static final int PAGE = 250;

  /** A queue takes so many messages at once. */
  private static final int BATCH = 10;

  /**
   * What is to be sent of a shard, the longest due first.
   *
   * @param next where the following page begins; empty if this is the last
   */
  public record Page(List<Due> due, Map<String, AttributeValue> next) {

    public Page {
      due = List.copyOf(due);
      next = Map.copyOf(next);
    }

    /** Returns the page in portions, so that little is sent again after a kill. */
    public List<List<Due>> batches() {
      return IntStream.iterate(0, i -> i < due.size(), i -> i + BATCH)
          .mapToObj(i -> due.subList(i, Math.min(i + BATCH, due.size())))
          .toList();
    }
  }

  /** A token, or a deleted customer, as the index knows it. */
  public record Due(Map<String, AttributeValue> key, String dueAt) {

    public Due {
      key = Map.copyOf(key);
    }

    /** Returns when it became due. */
    public Instant since() {
      return Instant.parse(dueAt);
    }

    /** Returns what names it in a log. */
    public String id() {
      Attributes names = Attributes.of(key);
      return names.requiredText(Attributes.PK) + " " + names.requiredText(Attributes.SK);
    }

    private boolean isOfCustomer() {
      return DeregistrationItem.isOfCustomer(key);
    }
  }

  private final DynamoDbClient dynamoDb;
  private final Table table;

  @Inject
  public DeregistrationRepository(DynamoDbClient dynamoDb, Settings settings) {
    this(dynamoDb, settings.customersTable());
  }

  /**
   * @param tableName of the customers table
   */
  public DeregistrationRepository(DynamoDbClient dynamoDb, String tableName) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, tableName);
  }

  /** Returns the first page of what is to be sent of a shard, {@code 0} to {@link #SHARDS} - 1. */
  public Page toSend(int shard) {
    return toSend(shard, Map.of());
  }

  /**
   * Returns a page of what is to be sent of a shard.
   *
   * @param from {@link Page#next} of the page before
   */
  public Page toSend(int shard, Map<String, AttributeValue> from) {
    var response =
        dynamoDb.query(
            inStage(Stage.TO_SEND, shard).toBuilder()
                .exclusiveStartKey(from.isEmpty() ? null : from)
                .limit(PAGE)
                .build());
    return new Page(
        response.items().stream().map(DeregistrationRepository::due).toList(),
        response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : Map.of());
  }

  private static Due due(Map<String, AttributeValue> entry) {
    Attributes item = Attributes.of(entry);
    return new Due(
        Attributes.key(item.requiredText(Attributes.PK), item.requiredText(Attributes.SK)).toMap(),
        item.requiredText(DeregistrationItem.DUE_AT));
  }

  private QueryRequest inStage(Stage stage, int shard) {
    return QueryRequest.builder()
        .tableName(table.name())
        .indexName(DeregistrationItem.DUE_INDEX)
        .keyConditionExpression("#stage = :stage")
        .expressionAttributeNames(Map.of("#stage", DeregistrationItem.STAGE))
        .expressionAttributeValues(Map.of(":stage", AttributeValue.fromS(stage.inShard(shard))))
        .build();
  }

  /**
   * Returns what providers are to be asked now, which is nothing if it was sent or answered
   * meanwhile. The tokens of a deleted customer that have not ended are stored each by itself, so
   * that each is sent and answered by itself.
   */
  public List<Deregistration> open(Due due) {
    return table
        .find(due.key())
        .map(
            item ->
                due.isOfCustomer()
                    ? expand(due, DeregistrationItem.occurredAt(item))
                    : Stream.of(DeregistrationItem.toDeregistration(item)))
        .orElse(Stream.empty())
        .filter(found -> found.deadline() == null)
        .toList();
  }

  private Stream<Deregistration> expand(Due customer, Instant deletedAt) {
    String pk =
        CustomerItem.partitionKey(
            DeregistrationItem.merchantId(customer.key()),
            DeregistrationItem.customerId(customer.key()));
    return dynamoDb
        .queryPaginator(table.allOf(pk, PaymentTokenItem.SORT_KEY_PREFIX))
        .items()
        .stream()
        .map(PaymentTokenItem::toPaymentToken)
        .filter(token -> Deregistration.ofDeletion(token, deletedAt).isPresent())
        .flatMap(
            token ->
                OptimisticRetry.untilDone(() -> tryInsert(PaymentTokenItem.key(token), deletedAt))
                    .stream());
  }

  /**
   * Stores that a token has to be ended because its customer is deleted, and returns it as stored;
   * nothing if the token has ended, or its reference is another token's by now, which its provider
   * would end instead. A provider's answer is looked for after its report is stored, so none that
   * comes meanwhile is missed.
   */
  private Optional<List<Deregistration>> tryInsert(
      Map<String, AttributeValue> tokenKey, Instant deletedAt) {
    PaymentToken token = PaymentTokenItem.toPaymentToken(table.find(tokenKey).orElseThrow());
    Deregistration wanted = Deregistration.ofDeletion(token, deletedAt).orElse(null);
    if (wanted == null) {
      return Optional.of(List.of());
    }
    return table
        .repeatable(List.of(wanted))
        .and(
            table.check(
                TokenPointerItem.key(token.merchantId(), token.merchantTokenReference()),
                TokenPointerItem.leadsTo(token),
                another -> another.isEmpty() ? Optional.empty() : Optional.of(List.of())))
        .and(
            table.put(
                DeregistrationItem.of(wanted), Condition.absent(), DeregistrationRepository::known))
        .and(table.check(tokenKey, PaymentTokenItem.hasVersion(token), Refusal.race()))
        .commit();
  }

  /** What is stored already is sent as it is. */
  private static Optional<List<Deregistration>> known(Map<String, AttributeValue> held) {
    return held.isEmpty()
        ? Optional.empty()
        : Optional.of(List.of(DeregistrationItem.toDeregistration(held)));
  }

  /**
   * Stores that the providers have been asked, unless one of them has answered already.
   *
   * @param deadline until when they have to answer
   */
  public void sent(Deregistration asked, Instant deadline) {
    Deregistration stored = asked.sent(deadline);
    OptimisticRetry.untilDone(
        () ->
            table
                .repeatable(stored)
                .and(
                    table.put(
                        DeregistrationItem.of(stored),
                        DeregistrationItem.unchanged(asked),
                        met -> Optional.of(stored)))
                .commit());
  }

  /** Forgets a deleted customer, whose tokens have all been sent. */
  public void done(Due due) {
    if (due.isOfCustomer()) {
      OptimisticRetry.untilDone(
          () ->
              table.find(due.key()).isEmpty()
                  ? Optional.of(due)
                  : table
                      .repeatable(due)
                      .and(table.delete(due.key(), Condition.present(), Refusal.race()))
                      .commit());
    }
  }

  /**
   * Stores that a provider holds a token no longer.
   *
   * @return whether it was to be asked
   */
  public boolean close(PaymentToken token, String source) {
    return OptimisticRetry.untilDone(
        () -> {
          Write<Boolean> answer = this.<Boolean>answer(token, source).orElse(null);
          return answer == null ? Optional.of(false) : table.repeatable(true).and(answer).commit();
        });
  }

  /** Returns the write by which a provider holds a token no longer, if it was to be asked. */
  <T> Optional<Write<T>> answer(PaymentToken token, String source) {
    return table
        .find(DeregistrationItem.key(token))
        .map(DeregistrationItem::toDeregistration)
        .filter(open -> open.isHeldBy(source))
        .map(open -> answered(open, open.without(source).orElse(null)));
  }

  private <T> Write<T> answered(Deregistration open, @Nullable Deregistration rest) {
    return rest == null
        ? table.delete(
            DeregistrationItem.key(open), DeregistrationItem.unchanged(open), Refusal.race())
        : table.put(
            DeregistrationItem.of(rest), DeregistrationItem.unchanged(open), Refusal.race());
  }

  /** Returns how many of a shard no provider has answered in time, as far as one page tells. */
  public int overdue(int shard, Instant now) {
    QueryRequest sent = inStage(Stage.SENT, shard);
    return dynamoDb
        .query(
            sent.toBuilder()
                .keyConditionExpression(sent.keyConditionExpression() + " AND #due < :now")
                .expressionAttributeNames(
                    Map.of("#stage", DeregistrationItem.STAGE, "#due", DeregistrationItem.DUE_AT))
                .expressionAttributeValues(
                    Map.of(
                        ":stage", AttributeValue.fromS(Stage.SENT.inShard(shard)),
                        ":now", AttributeValue.fromS(Timestamp.format(now))))
                .select(Select.COUNT)
                .build())
        .count();
  }

  /** Returns all that has been sent and not been answered, the longest due first. */
  public List<Deregistration> unanswered() {
    return IntStream.range(0, SHARDS)
        .mapToObj(shard -> inStage(Stage.SENT, shard))
        .flatMap(query -> dynamoDb.queryPaginator(query).items().stream())
        .map(DeregistrationRepository::due)
        .flatMap(due -> table.find(due.key()).stream())
        .map(DeregistrationItem::toDeregistration)
        .sorted(Comparator.comparing(Deregistration::occurredAt))
        .toList();
  }
}

package org.clientele.store.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Writes that are made all together or not at all. A single put or update is made without a
 * transaction, which costs half.
 *
 * <p>Each says by its {@link Refusal} what it means that its condition does not hold. Of several
 * that do not, the first one counts, and before all others that of {@link #with}.
 *
 * @param <T> what is stored
 */
public final class Transaction<T> {

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final T stored;
  private final boolean repeatable;
  private final List<Write<T>> writes = new ArrayList<>();
  private boolean lastCountsFirst;

  Transaction(DynamoDbClient dynamoDb, Table table, T stored, boolean repeatable) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.stored = stored;
    this.repeatable = repeatable;
  }

  public Transaction<T> and(Write<T> write) {
    writes.add(write);
    return this;
  }

  public Transaction<T> and(List<Write<T>> more) {
    writes.addAll(more);
    return this;
  }

  /**
   * Puts an item in place of the one that was read.
   *
   * @param reader tells what an item stores: this very write may have been made by an attempt whose
   *     answer was lost
   */
  public Transaction<T> replace(
      Map<String, AttributeValue> item,
      Condition unchanged,
      Function<Map<String, AttributeValue>, T> reader) {
    return and(
        table.put(
            item,
            unchanged,
            held ->
                Optional.of(held)
                    .filter(met -> !met.isEmpty())
                    .map(reader)
                    .filter(stored::equals)));
  }

  /** Adds the last write, whose refusal counts before all others; null for none. */
  public Transaction<T> with(@Nullable Write<T> last) {
    if (last != null) {
      writes.add(last);
      lastCountsFirst = true;
    }
    return this;
  }

  /**
   * Returns what is stored, or nothing if the attempt lost a race and is to be made again, with
   * what is stored by then.
   *
   * @throws ApiException {@code CUSTOMER_CHANGED} if others were faster and it may not be made
   *     again; {@code RATE_LIMITED}; and whatever the refusal throws
   */
  public Optional<T> commit() {
    try {
      write();
      return Optional.of(stored);
    } catch (ConditionalCheckFailedException e) {
      return refused(writes.get(0), e.item(), e);
    } catch (TransactionConflictException e) {
      writes.get(0).requireNoConflict();
      return lostRace(e);
    } catch (TransactionCanceledException e) {
      return cancelled(e);
    } catch (TransactionInProgressException e) {
      if (repeatable) {
        return Optional.empty();
      }
      throw OptimisticRetry.lost();
    }
  }

  private void write() {
    if (writes.size() == 1) {
      writes.get(0).make(dynamoDb);
    } else if (!writes.isEmpty()) {
      List<TransactWriteItem> items = writes.stream().map(Write::item).toList();
      dynamoDb.transactWriteItems(transaction -> transaction.transactItems(items));
    }
  }

  private Optional<T> cancelled(TransactionCanceledException e) {
    List<CancellationReason> reasons = e.cancellationReasons();
    for (int i : order()) {
      if (CancellationReasons.isRefused(reasons.get(i))) {
        return refused(writes.get(i), reasons.get(i).item(), e);
      }
      if (CancellationReasons.isConflict(reasons.get(i))) {
        writes.get(i).requireNoConflict();
      }
    }
    CancellationReasons.requireRace(e);
    return Optional.empty();
  }

  private int[] order() {
    int last = writes.size() - 1;
    return lastCountsFirst
        ? IntStream.concat(IntStream.of(last), IntStream.range(0, last)).toArray()
        : IntStream.rangeClosed(0, last).toArray();
  }

  private Optional<T> refused(
      Write<T> write, Map<String, AttributeValue> held, SdkException refusal) {
    return write.refusal().accept(held).or(() -> lostRace(refusal));
  }

  private Optional<T> lostRace(SdkException refusal) {
    if (!repeatable) {
      OptimisticRetry.requireOneAttempt(refusal);
    }
    return Optional.empty();
  }
}

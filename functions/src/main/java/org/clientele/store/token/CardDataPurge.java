package org.clientele.store.token;

import java.util.Map;
import java.util.Optional;
import org.clientele.error.ApiException;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Table;
import org.clientele.token.KeptCardData;
import org.clientele.token.PaymentToken;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Takes out of the tokens that are stored what is not kept of their cards any more. */
public final class CardDataPurge {

  /**
   * What became of the table.
   *
   * @param purged tokens that lost something
   * @param unreadable tokens whose items are not in their form, and stay as they are
   */
  public record Result(long purged, long unreadable) {

    private static final Result NONE = new Result(0, 0);
    private static final Result PURGED = new Result(1, 0);
    private static final Result UNREADABLE = new Result(0, 1);

    private Result plus(Result other) {
      return new Result(purged + other.purged, unreadable + other.unreadable);
    }
  }

  private static final Logger LOG = Logger.getLogger(CardDataPurge.class);

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final KeptCardData kept;

  /**
   * @param tableName of the customers table
   * @param kept of a card, by all who write meanwhile as well
   */
  public CardDataPurge(DynamoDbClient dynamoDb, String tableName, KeptCardData kept) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, tableName);
    this.kept = kept;
  }

  /**
   * Looks at the whole table. It may be ended and begun again, while others write.
   *
   * @throws ApiException {@code CUSTOMER_CHANGED} if others were faster every time
   */
  public Result run() {
    return dynamoDb.scanPaginator(table.scan(PaymentTokenItem.SORT_KEY_PREFIX)).items().stream()
        .map(this::purge)
        .reduce(Result.NONE, Result::plus);
  }

  private Result purge(Map<String, AttributeValue> scanned) {
    StoredToken token;
    try {
      token = StoredToken.from(scanned);
    } catch (RuntimeException e) {
      // One item that is out of shape must not keep the others. Its values stay out of the log.
      LOG.errorf("a token cannot be read: %s", e.getClass().getSimpleName());
      return Result.UNREADABLE;
    }
    if (token.keeping(kept).equals(token)) {
      return Result.NONE;
    }
    Map<String, AttributeValue> key = PaymentTokenItem.key(token.token());
    return OptimisticRetry.untilDone(
        () -> tryPurge(StoredToken.from(table.find(key).orElseThrow())));
  }

  private Optional<Result> tryPurge(StoredToken read) {
    StoredToken purged = read.keeping(kept);
    if (purged.equals(read)) {
      return Optional.of(Result.NONE);
    }
    PaymentToken stored = purged.token().nextVersion();
    return table
        .once(stored)
        .replace(
            PaymentTokenItem.of(stored, read.isDefault()),
            read.unchanged(),
            PaymentTokenItem::toPaymentToken)
        .commit()
        .map(done -> Result.PURGED);
  }
}

package org.clientele.store.dynamodb;

import static org.clientele.error.ErrorCode.RATE_LIMITED;

import java.util.List;
import java.util.Set;
import org.clientele.error.ApiException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Why a transaction was cancelled; there is a reason for each of its writes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">
 *     TransactWriteItems</a>
 */
public final class CancellationReasons {

  private static final String NONE = "None";
  private static final String CONDITION_FAILED = "ConditionalCheckFailed";
  private static final String CONFLICT = "TransactionConflict";
  private static final Set<String> RACES = Set.of(NONE, CONDITION_FAILED, CONFLICT);
  private static final Set<String> THROTTLED =
      Set.of("ThrottlingError", "ProvisionedThroughputExceeded");

  private CancellationReasons() {}

  /** Whether a write's own condition did not hold. */
  public static boolean isRefused(CancellationReason reason) {
    return CONDITION_FAILED.equals(reason.code());
  }

  /** Whether another transaction was at the same item. */
  static boolean isConflict(CancellationReason reason) {
    return CONFLICT.equals(reason.code());
  }

  /**
   * Does nothing where the transaction lost a race for its items and may be made again.
   *
   * @throws ApiException {@code RATE_LIMITED} if the table takes no more now
   * @throws TransactionCanceledException if it would be cancelled again and again
   */
  public static void requireRace(TransactionCanceledException e) {
    List<String> codes = e.cancellationReasons().stream().map(CancellationReason::code).toList();
    if (codes.stream().anyMatch(THROTTLED::contains)) {
      throw new ApiException(RATE_LIMITED, "Too many requests; try again later");
    }
    if (!RACES.containsAll(codes)) {
      throw e;
    }
  }
}

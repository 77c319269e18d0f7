package org.clientele.store.dynamodb;

import static org.clientele.error.ErrorCode.CUSTOMER_CHANGED;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.clientele.error.ApiException;
import software.amazon.awssdk.core.exception.SdkException;

/** Repeats an attempt that lost a race for its items, after a short random wait. */
public final class OptimisticRetry {

  private static final long FIRST_WAIT_MILLIS = 10;
  private static final long LONGEST_WAIT_MILLIS = 300;

  /**
   * After this no further attempt is begun. The last one makes four calls at most, so that the
   * whole still ends within the function's time.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private OptimisticRetry() {}

  /**
   * Returns the first result of the attempt.
   *
   * @param attempt gives nothing if it lost a race and may be made again
   * @throws ApiException {@code CUSTOMER_CHANGED} if it lost every time
   */
  public static <T> T untilDone(Supplier<Optional<T>> attempt) {
    long begun = System.nanoTime();
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      Optional<T> result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw lost();
      }
      await(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
    }
  }

  /**
   * Does nothing if a refused write was sent once, and so was not made.
   *
   * @throws ApiException {@code CUSTOMER_CHANGED} if an earlier attempt may have succeeded, and
   *     others have changed the item since: made again, the change could undo theirs
   */
  static void requireOneAttempt(SdkException refusal) {
    Integer attempts = refusal.numAttempts();
    if (attempts != null && attempts > 1) {
      throw lost();
    }
  }

  static ApiException lost() {
    return new ApiException(CUSTOMER_CHANGED, "The customer is being changed by others; try again");
  }

  private static void await(long atMostMillis) {
    try {
      TimeUnit.MILLISECONDS.sleep(1 + ThreadLocalRandom.current().nextLong(atMostMillis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(SERVICE_UNAVAILABLE, "The function is being stopped; try again");
    }
  }
}

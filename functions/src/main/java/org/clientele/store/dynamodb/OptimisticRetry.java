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

/**
 * Repeats an attempt that lost a race for its items, after a random wait: anything up to a bound
 * that grows with each loss, so that of many callers few come back before one of them is done.
 *
 * @see <a
 *     href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 *     backoff with full jitter</a>
 */
public final class OptimisticRetry {

  private static final Duration SHORTEST_BOUND = Duration.ofMillis(20);
  private static final Duration LONGEST_BOUND = Duration.ofMillis(600);

  /**
   * A wait's bound is at least the time of so many attempts, which take long where many are made.
   */
  private static final int ATTEMPTS_IN_A_WAIT = 4;

  /**
   * After this no further attempt is begun. The last one makes four calls at most, so that the
   * whole still ends within the function's time.
   */
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  private OptimisticRetry() {}

  /**
   * Returns the first result of the attempt.
   *
   * @param attempt gives nothing if it lost a race and may be made again
   * @throws ApiException {@code CUSTOMER_CHANGED} if it lost every time
   */
  public static <T> T untilDone(Supplier<Optional<T>> attempt) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long bound = SHORTEST_BOUND.toNanos();
    while (true) {
      long begun = System.nanoTime();
      Optional<T> result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
      long now = System.nanoTime();
      if (now - end >= 0) {
        throw lost();
      }
      long longest =
          Math.min(Math.max(bound, ATTEMPTS_IN_A_WAIT * (now - begun)), LONGEST_BOUND.toNanos());
      await(Math.min(ThreadLocalRandom.current().nextLong(longest), end - now));
      bound = Math.min(bound * 2, LONGEST_BOUND.toNanos());
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
    return new ApiException(CUSTOMER_CHANGED, "Others are changing the same record; try again");
  }

  private static void await(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(SERVICE_UNAVAILABLE, "The function is being stopped; try again");
    }
  }
}

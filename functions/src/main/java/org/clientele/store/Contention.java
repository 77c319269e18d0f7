package org.clientele.store;

import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.clientele.error.ApiException;

/** Repeats an attempt that lost a race for its items, after a short random wait. */
final class Contention {

  /** Long enough for a few dozen writers of one name; 1.5 seconds in all at most. */
  private static final int ATTEMPTS = 8;

  private static final long FIRST_WAIT_MILLIS = 10;
  private static final long LONGEST_WAIT_MILLIS = 300;

  private Contention() {}

  /**
   * Returns the first result of the attempt.
   *
   * @param attempt gives nothing if it lost a race and may be made again
   * @throws ApiException {@code SERVICE_UNAVAILABLE} if it lost every time
   */
  static <T> T untilDone(Supplier<Optional<T>> attempt) {
    for (int made = 0; made < ATTEMPTS; made++) {
      Optional<T> result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
      await(Math.min(FIRST_WAIT_MILLIS << made, LONGEST_WAIT_MILLIS));
    }
    throw new ApiException(
        SERVICE_UNAVAILABLE, "Too many requests for the same customer; try again");
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

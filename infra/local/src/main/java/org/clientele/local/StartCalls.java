package org.clientele.local;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The store's calls of the start. Functions wait two seconds for a call, but the first ones of a
 * new DynamoDB and a new JVM may take longer on a busy machine.
 */
final class StartCalls {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long PAUSE_MILLIS = 100;

  private StartCalls() {}

  /**
   * Makes calls that may be repeated, until the store has answered them all.
   *
   * @throws SdkClientException if it has not within a minute
   */
  static <T> T untilDone(Supplier<T> calls) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return calls.get();
      } catch (SdkClientException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        pause(e);
      }
    }
  }

  static void untilDone(Runnable calls) {
    untilDone(
        () -> {
          calls.run();
          return true;
        });
  }

  private static void pause(SdkClientException reason) {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }
}

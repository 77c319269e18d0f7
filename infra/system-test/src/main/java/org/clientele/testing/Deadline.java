package org.clientele.testing;

import java.time.Duration;

/** A limit for a loop that waits for something which a defect may prevent. */
public final class Deadline {

  private static final Duration LIMIT = Duration.ofMinutes(TestScale.of(5, 60));

  private final long started = System.nanoTime();

  private Deadline() {}

  public static Deadline start() {
    return new Deadline();
  }

  /**
   * Does nothing until the time is up.
   *
   * @throws AssertionError afterwards
   */
  public void requireNotPassed(String awaited) {
    if (System.nanoTime() - started > LIMIT.toNanos()) {
      throw new AssertionError("still waiting for " + awaited + " after " + LIMIT);
    }
  }
}

package org.clientele.testing;

import java.time.Duration;

/** Ends a loop that waits for something that a defect may keep from ever happening. */
public final class Deadline {

  private static final Duration PATIENCE = Duration.ofMinutes(TestScale.of(5, 60));

  private final long begun = System.nanoTime();

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
    if (System.nanoTime() - begun > PATIENCE.toNanos()) {
      throw new AssertionError("still waiting for " + awaited + " after " + PATIENCE);
    }
  }
}

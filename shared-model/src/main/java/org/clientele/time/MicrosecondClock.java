package org.clientele.time;

import java.time.Clock;
import java.time.Duration;

/** The machine's clock in UTC, ticking in microseconds, which is what wire and tables hold. */
public final class MicrosecondClock {

  private MicrosecondClock() {}

  /** Returns the clock. What is stored with a time of it is equal to what is read again. */
  public static Clock system() {
    return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
  }
}

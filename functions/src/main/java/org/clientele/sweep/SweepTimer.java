package org.clientele.sweep;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import jakarta.inject.Singleton;

/** The time that a sweep takes, which is not the time that tokens expire by. */
@Singleton
class SweepTimer {

  /** Returns nanoseconds since some moment; only differences mean anything. */
  long nanos() {
    return System.nanoTime();
  }

  /**
   * Waits, if {@code nanos} is positive.
   *
   * @throws IllegalStateException if the function is being stopped
   */
  void await(long nanos) {
    try {
      NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the function is being stopped", e);
    }
  }
}

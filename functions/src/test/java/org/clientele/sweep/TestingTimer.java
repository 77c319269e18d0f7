package org.clientele.sweep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when a sweep waits, and by as much as a test says besides. */
final class TestingTimer extends SweepTimer {

  private final List<Duration> waits = new ArrayList<>();
  private final Duration batch;
  private long now;

  /**
   * @param batch how long each batch takes beyond its wait
   */
  TestingTimer(Duration batch) {
    this.batch = batch;
  }

  List<Duration> waits() {
    return waits;
  }

  @Override
  long nanos() {
    return now;
  }

  @Override
  void await(long nanos) {
    waits.add(Duration.ofNanos(nanos));
    now += nanos + batch.toNanos();
  }
}

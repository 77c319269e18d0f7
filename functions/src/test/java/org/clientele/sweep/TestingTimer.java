package org.clientele.sweep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.clientele.json.Json;
import org.clientele.queue.MessageSender;
import org.clientele.settings.Settings;
import org.clientele.store.token.DueTokenRepository;

/** Time that passes only when a sweep waits, and by as much as a test says besides. */
public final class TestingTimer extends SweepTimer {

  private final List<Duration> waits = new ArrayList<>();
  private final Duration batch;
  private long now;

  /**
   * @param batch how long each batch takes beyond its wait
   */
  TestingTimer(Duration batch) {
    this.batch = batch;
  }

  /** Returns a sweep that waits for nothing. */
  public static TokenSweep sweep(
      DueTokenRepository dueTokens, MessageSender sender, Json json, Settings settings) {
    return new TokenSweep(dueTokens, sender, json, new TestingTimer(Duration.ZERO), settings);
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

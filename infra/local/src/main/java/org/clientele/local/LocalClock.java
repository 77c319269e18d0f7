package org.clientele.local;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.clientele.time.MicrosecondClock;
import org.clientele.time.Timestamp;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A clock that may be put forward or back, and runs on from there or is stopped. The processes of
 * an archive have clocks of their own, which are as far ahead but run.
 */
@Singleton
class LocalClock extends Clock {

  static final String NOW = "clientele-local.now";

  private static final Clock SYSTEM = MicrosecondClock.system();

  /** Four digits of year, and none in which an identifier's time would be negative. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  /**
   * @param offset by how much it is ahead of the machine's clock, or was when it was stopped
   */
  private record Setting(Duration offset, Clock clock, boolean stopped) {}

  private final boolean canStop;
  private volatile Setting setting = new Setting(Duration.ZERO, SYSTEM, false);

  LocalClock(
      @ConfigProperty(name = NOW) Optional<Instant> now,
      @ConfigProperty(name = Deployment.ARCHIVE) Optional<String> archive) {
    canStop = archive.isEmpty();
    now.ifPresent(this::set);
  }

  /**
   * Returns the time that a text gives.
   *
   * @throws IllegalArgumentException if it is not a time of this century
   */
  static Instant parse(@Nullable String text) {
    try {
      Instant now = Timestamp.parse(text == null ? "" : text);
      if (!now.isBefore(EARLIEST) && now.isBefore(LATEST)) {
        return now;
      }
    } catch (DateTimeException e) {
      // answered as one that is out of bounds
    }
    throw new IllegalArgumentException(
        "must be a time with its offset from 2000 to 2099, such as 2026-01-31T23:59:59Z");
  }

  final void set(Instant now) {
    Duration offset = Duration.between(SYSTEM.instant(), now);
    setting = new Setting(offset, Clock.offset(SYSTEM, offset), false);
  }

  /** Stops this clock, if all of the service goes by it, and returns whether that is so. */
  boolean stopAt(Instant now) {
    if (canStop) {
      setting = new Setting(setting.offset(), Clock.fixed(now, SYSTEM.getZone()), true);
    }
    return canStop;
  }

  /** Whether it stands still. */
  boolean isStopped() {
    return setting.stopped();
  }

  /** Returns by how much it is ahead of the machine's clock while it runs. */
  Duration offset() {
    return setting.offset();
  }

  @Override
  public Instant instant() {
    return setting.clock().instant();
  }

  @Override
  public ZoneId getZone() {
    return SYSTEM.getZone();
  }

  /**
   * @throws UnsupportedOperationException always: times are UTC
   */
  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("times are UTC");
  }
}

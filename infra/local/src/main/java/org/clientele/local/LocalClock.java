package org.clientele.local;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * A clock that may be put forward or back, and runs on from there or is stopped. The processes of
 * an archive have clocks of their own, which are as far ahead but run.
 */
@Singleton
class LocalClock extends Clock {

  static final String NOW = "clientele-local.now";

  private static final Clock SYSTEM = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));

  private final boolean canStop;
  private volatile Duration offset = Duration.ZERO;
  private volatile Clock running = SYSTEM;

  LocalClock(
      @ConfigProperty(name = NOW) Optional<Instant> now,
      @ConfigProperty(name = Deployment.ARCHIVE) Optional<String> archive) {
    canStop = archive.isEmpty();
    now.ifPresent(this::set);
  }

  final void set(Instant now) {
    offset = Duration.between(SYSTEM.instant(), now);
    running = Clock.offset(SYSTEM, offset);
  }

  /** Stops this clock, if all of the service goes by it, and returns whether that is so. */
  boolean stopAt(Instant now) {
    if (canStop) {
      running = Clock.fixed(now, SYSTEM.getZone());
    }
    return canStop;
  }

  /** Returns by how much it is ahead of the machine's clock while it runs. */
  Duration offset() {
    return offset;
  }

  @Override
  public Instant instant() {
    return running.instant();
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

package org.clientele.local;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A clock that may be put forward or back, and runs on from there or is stopped. */
@Singleton
class LocalClock extends Clock {

  static final String NOW = "clientele-local.now";

  private static final Clock SYSTEM = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));

  private volatile Clock running = SYSTEM;

  LocalClock(@ConfigProperty(name = NOW) Optional<Instant> now) {
    now.ifPresent(this::set);
  }

  final void set(Instant now) {
    running = Clock.offset(SYSTEM, Duration.between(SYSTEM.instant(), now));
  }

  void stopAt(Instant now) {
    running = Clock.fixed(now, SYSTEM.getZone());
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

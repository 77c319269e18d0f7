package org.clientele.local;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A clock that may be put forward or back; it runs on from there. */
@Singleton
class LocalClock extends Clock {

  static final String NOW = "clientele-local.now";

  private static final Clock SYSTEM = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));

  private volatile Duration offset = Duration.ZERO;

  LocalClock(@ConfigProperty(name = NOW) Optional<Instant> now) {
    now.ifPresent(this::set);
  }

  final void set(Instant now) {
    offset = Duration.between(SYSTEM.instant(), now);
  }

  @Override
  public Instant instant() {
    return SYSTEM.instant().plus(offset);
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

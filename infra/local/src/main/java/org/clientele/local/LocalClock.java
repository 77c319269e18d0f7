package org.clientele.local;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A clock that may have been put forward or back; it runs on from there. */
@Singleton
class LocalClock {

  static final String NOW = "clientele-local.now";

  @Produces
  @Singleton
  Clock clock(@ConfigProperty(name = NOW) Optional<Instant> now) {
    Clock system = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    return now.map(start -> Clock.offset(system, Duration.between(system.instant(), start)))
        .orElse(system);
  }
}

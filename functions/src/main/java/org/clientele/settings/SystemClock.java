package org.clientele.settings;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The clock of the service: UTC, ticking in microseconds, which is what wire and tables hold. */
@Singleton
class SystemClock {

  @Produces
  @DefaultBean
  @Singleton
  Clock clock(Settings settings) {
    return Clock.offset(
        Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000)), settings.clockOffset());
  }
}

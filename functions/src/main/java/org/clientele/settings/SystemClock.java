package org.clientele.settings;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.clientele.time.MicrosecondClock;

/** The clock of the service. */
@Singleton
class SystemClock {

  @Produces
  @DefaultBean
  @Singleton
  Clock clock(Settings settings) {
    return Clock.offset(MicrosecondClock.system(), settings.clockOffset());
  }
}

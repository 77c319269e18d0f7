package org.clientele;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is a second later each time it is read. */
public final class TestingClock extends Clock {

  private Instant next;

  public TestingClock(Instant first) {
    this.next = first;
  }

  @Override
  public Instant instant() {
    Instant now = next;
    next = now.plusSeconds(1);
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}

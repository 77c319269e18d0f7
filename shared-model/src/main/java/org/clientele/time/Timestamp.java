package org.clientele.time;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Instants as text: UTC, always six digits of fraction, so that the order of texts is the order of
 * times.
 */
public final class Timestamp {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Timestamp() {}

  /** Returns {@code 2024-10-04T13:11:29.645591Z}; what is finer than a microsecond is cut off. */
  public static String format(Instant instant) {
    return FORMAT.format(instant);
  }
}

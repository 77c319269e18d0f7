package org.clientele.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Instants as text. What is written is UTC with always six digits of fraction, so that the order of
 * texts is the order of times; what is read may have any offset.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a>
 */
public final class Timestamp {

  /** What a text that is no time has to be. */
  public static final String RULE = "must be a time with its offset like 2026-01-31T23:59:59Z";

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?)"
              + "(?:[Zz]|([+-])([0-9]{2}:[0-9]{2}))");

  /** The years of four digits: a text with more would not stand in the order of times. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  /** Where {@code 2024-10-04T13:11:29} ends. */
  private static final int SECONDS_END = 19;

  private Timestamp() {}

  /** Returns {@code 2024-10-04T13:11:29.645591Z}; what is finer than a microsecond is cut off. */
  public static String format(Instant instant) {
    return FORMAT.format(instant);
  }

  /**
   * Returns the instant that a text of RFC 3339 names; what is finer than a microsecond is cut off.
   *
   * @throws DateTimeException if there is no such time, or not in the years 0001 to 9999 of UTC:
   *     there are no hour 24 and no second 60 here
   */
  public static Instant parse(String text) {
    Matcher parts = RFC_3339.matcher(text);
    if (!parts.matches()) {
      throw new DateTimeException("not a time of RFC 3339");
    }
    Instant instant =
        LocalDateTime.parse(parts.group(1) + "T" + parts.group(2))
            .minusSeconds(offsetSeconds(parts))
            .toInstant(ZoneOffset.UTC)
            .truncatedTo(ChronoUnit.MICROS);
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new DateTimeException("not a time of the years 0001 to 9999");
    }
    return instant;
  }

  /**
   * Returns the instant that a text names as {@link #format} or {@link Instant#toString} writes it,
   * and as the service stores it; much faster than {@link #parse} and {@link Instant#parse}.
   *
   * @throws DateTimeException if it is no such text
   */
  public static Instant read(String text) {
    int end = text.length() - 1;
    if (end < SECONDS_END || text.charAt(end) != 'Z') {
      throw new DateTimeException("not a time as it is stored");
    }
    try {
      int nanos = end == SECONDS_END ? 0 : digits(text, SECONDS_END + 1, end);
      for (int digits = end - SECONDS_END - 1; digits > 0 && digits < 9; digits++) {
        nanos *= 10;
      }
      return LocalDateTime.of(
              digits(text, 0, 4),
              digits(text, 5, 7),
              digits(text, 8, 10),
              digits(text, 11, 13),
              digits(text, 14, 16),
              digits(text, 17, SECONDS_END),
              nanos)
          .toInstant(ZoneOffset.UTC);
    } catch (NumberFormatException e) {
      throw new DateTimeException("not a time as it is stored", e);
    }
  }

  private static int digits(String text, int begin, int end) {
    return Integer.parseInt(text, begin, end, 10);
  }

  private static int offsetSeconds(Matcher parts) {
    if (parts.group(3) == null) {
      return 0;
    }
    int seconds = LocalTime.parse(parts.group(4)).toSecondOfDay();
    return parts.group(3).equals("-") ? -seconds : seconds;
  }
}

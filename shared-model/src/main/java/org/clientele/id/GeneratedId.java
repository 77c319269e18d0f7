package org.clientele.id;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Ids in the vendor's form: kind, version, second, cell, random part. */
public final class GeneratedId {

  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuMMddHHmmss").withZone(ZoneOffset.UTC);

  private GeneratedId() {}

  /**
   * Returns a new id, {@code cust-v1-260528202100-aa-iDjsog} for the kind {@code cust}.
   *
   * <p>The random part has 35 bits and is drawn from a generator made in this call: one that lived
   * longer would be copied with the process by a snapshot.
   */
  public static String next(String kind, Instant now) {
    var id = new StringBuilder(kind).append("-v1-").append(SECOND.format(now)).append("-aa-");
    new SecureRandom().ints(6, 0, BASE62.length()).forEach(i -> id.append(BASE62.charAt(i)));
    return id.toString();
  }
}

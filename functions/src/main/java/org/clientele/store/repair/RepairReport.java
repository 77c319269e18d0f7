package org.clientele.store.repair;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.clientele.store.repair.check.HalfKind;

/**
 * What was found, and mended if that was wanted.
 *
 * @param items how many were looked at
 * @param found halves of each kind
 * @param left halves of each kind that are as they were
 */
public record RepairReport(long items, Map<HalfKind, Long> found, Map<HalfKind, Long> left) {

  public RepairReport {
    found = sorted(found);
    left = sorted(left);
  }

  private static Map<HalfKind, Long> sorted(Map<HalfKind, Long> counts) {
    Map<HalfKind, Long> sorted = new EnumMap<>(HalfKind.class);
    sorted.putAll(counts);
    return Collections.unmodifiableMap(sorted);
  }

  /** Whether nothing is left that somebody has to look at. */
  public boolean isWhole() {
    return left.isEmpty();
  }
}

package org.clientele.testing;

/**
 * How much the randomised tests do: a little of everything in each build, all of it with {@code
 * -Dclientele.full}.
 */
public final class TestScale {

  private static final boolean FULL = System.getProperty("clientele.full") != null;

  private TestScale() {}

  public static int of(int quick, int full) {
    return FULL ? full : quick;
  }

  /** Returns the seed to repeat a run with, from {@code -Dclientele.seed}; a new one otherwise. */
  public static long seed() {
    return Long.getLong("clientele.seed", System.nanoTime());
  }
}

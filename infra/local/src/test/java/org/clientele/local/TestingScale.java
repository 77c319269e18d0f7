package org.clientele.local;

/**
 * How much the randomised tests do: a little of everything in each build, all of it with {@code
 * -Dclientele.full}.
 */
final class TestingScale {

  private static final boolean FULL = System.getProperty("clientele.full") != null;

  private TestingScale() {}

  static int of(int quick, int full) {
    return FULL ? full : quick;
  }

  /** Returns the seed to repeat a run with, from {@code -Dclientele.seed}; a new one otherwise. */
  static long seed() {
    return Long.getLong("clientele.seed", System.nanoTime());
  }
}

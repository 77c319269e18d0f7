package org.clientele.cli;

import java.io.Console;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds where it is run.
 *
 * @param variables the environment's
 * @param prompts where somebody can be asked
 */
record Surroundings(
    Map<String, String> variables, InputStream input, @Nullable Console prompts, Pause pause) {

  /** Waits between attempts. */
  interface Pause {
    void last(Duration time) throws InterruptedException;
  }

  static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(), System.in, System.console(), time -> Thread.sleep(time.toMillis()));
  }

  /** Returns a variable that is set to something. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }
}

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
 * @param terminal where somebody can be asked; none in a script or behind a pipe
 */
record Environment(
    Map<String, String> variables,
    InputStream input,
    @Nullable Terminal terminal,
    Sleeper sleeper) {

  /** Waits between attempts. */
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /** Asks a person. What is answered is null at the end of the input. */
  interface Terminal {
    @Nullable String readLine(String prompt);

    /** Reads what is not shown while it is typed. */
    @Nullable String readSecret(String prompt);
  }

  private record ConsoleTerminal(Console console) implements Terminal {
    @Override
    public @Nullable String readLine(String prompt) {
      return console.readLine("%s", prompt);
    }

    @Override
    public @Nullable String readSecret(String prompt) {
      char[] typed = console.readPassword("%s", prompt);
      return typed == null ? null : new String(typed);
    }
  }

  static Environment ofProcess() {
    return new Environment(
        System.getenv(),
        System.in,
        Optional.ofNullable(System.console()).map(ConsoleTerminal::new).orElse(null),
        time -> Thread.sleep(time.toMillis()));
  }

  /** Returns a variable that is set to something. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }
}

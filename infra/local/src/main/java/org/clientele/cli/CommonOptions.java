package org.clientele.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that calls the API takes. */
final class CommonOptions {

  /** What an answer is printed as. */
  enum Output {
    TABLE,
    JSON
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-p", "--profile"},
      paramLabel = "NAME",
      description = "the profile to use; see clientele login --help")
  @Nullable String profile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table or json; otherwise CLIENTELE_OUTPUT, or table")
  @Nullable Output output;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "how long to wait for an answer, of at most three attempts each")
  private int timeout;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "log each request to stderr: status, time and Request-ID, nothing of its content")
  boolean verbose;

  Duration timeout() {
    if (timeout < 1) {
      throw CommandFailure.usage("--timeout must be 1 or more");
    }
    return Duration.ofSeconds(timeout);
  }

  Output output(Environment environment) {
    if (output != null) {
      return output;
    }
    String named = environment.variable("CLIENTELE_OUTPUT").orElse("table");
    for (Output known : Output.values()) {
      if (known.name().equalsIgnoreCase(named)) {
        return known;
      }
    }
    throw CommandFailure.usage("CLIENTELE_OUTPUT must be table or json");
  }
}

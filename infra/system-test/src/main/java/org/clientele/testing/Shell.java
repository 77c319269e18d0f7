package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A bash that is given one command after the other, as somebody pastes them. */
public final class Shell implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String END = "=ended with ";

  /**
   * How a command ended.
   *
   * @param output what it printed, without empty lines
   */
  public record Result(int exitCode, List<String> output) {

    public Result {
      output = List.copyOf(output);
    }
  }

  private final Process bash;
  private final BufferedWriter input;
  private final ProcessOutput output;

  /**
   * @param environment what it has besides that of this process
   */
  public Shell(Path folder, Map<String, String> environment) throws IOException {
    var builder = new ProcessBuilder("bash").directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    bash = builder.start();
    input = bash.outputWriter(UTF_8);
    output = ProcessOutput.of(bash.getInputStream());
  }

  /** Runs a command, and returns when it has ended. */
  public Result run(String command) throws IOException {
    input.write("{ %s\n} </dev/null; code=$?; echo; echo \"%s$code\"\n".formatted(command, END));
    input.flush();
    List<String> printed = output.readTo(line -> line.startsWith(END), PATIENCE);
    String last = printed.isEmpty() ? "" : printed.get(printed.size() - 1);
    if (!last.startsWith(END)) {
      throw new AssertionError("bash has ended at %s: %s".formatted(command, printed));
    }
    return new Result(
        Integer.parseInt(last.substring(END.length())),
        printed.stream().limit(printed.size() - 1L).filter(line -> !line.isEmpty()).toList());
  }

  @Override
  public void close() throws IOException {
    input.close();
    try {
      if (!bash.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        bash.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

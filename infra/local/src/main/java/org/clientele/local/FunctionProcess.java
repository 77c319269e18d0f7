package org.clientele.local;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.clientele.embedded.SamTemplate;
import org.clientele.local.RuntimeApi.Outcome;

/**
 * One execution environment of a function: a process of the archive, which takes one event after
 * the other. What it prints goes to the server's output.
 */
final class FunctionProcess implements AutoCloseable {

  private final String function;
  private final Map<String, String> environment;
  private final RuntimeApi runtimeApi;
  private final Process process;
  private final CompletableFuture<String> ended;
  private volatile boolean closed;

  private FunctionProcess(
      String function, Map<String, String> environment, RuntimeApi runtimeApi, Process process) {
    this.function = function;
    this.environment = environment;
    this.runtimeApi = runtimeApi;
    this.process = process;
    this.ended = process.onExit().thenApply(exited -> "ended with " + exited.exitValue());
  }

  /**
   * Starts a process.
   *
   * @param environment what the function is deployed with, without what Lambda itself adds
   * @throws FunctionException if the archive's executable cannot be run
   */
  static FunctionProcess start(
      SamTemplate.Function function, Archive archive, Map<String, String> environment)
      throws FunctionException {
    var builder =
        new ProcessBuilder(archive.command())
            .directory(archive.task().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.INHERIT);
    var runtimeApi = new RuntimeApi(function.name(), function.timeout());
    try {
      Map<String, String> variables = builder.environment();
      variables.clear();
      variables.putAll(environment);
      // The SDK says it in the User-Agent of each call, so that whoever is called knows the
      // function.
      variables.put("AWS_SDK_UA_APP_ID", function.name());
      variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi.address());
      variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
      variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
      variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
      variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
      variables.put("LAMBDA_TASK_ROOT", archive.task().toString());
      variables.put("_HANDLER", Archive.HANDLER);
      variables.put("TZ", ":UTC");
      return new FunctionProcess(function.name(), environment, runtimeApi, builder.start());
    } catch (IOException e) {
      runtimeApi.close();
      throw new FunctionException(function.name() + " cannot be started", e);
    }
  }

  /** Whether it has ever asked for an event. */
  boolean isStarted() {
    return runtimeApi.isStarted();
  }

  /** Whether it can take an event and was started with this environment. */
  boolean isReady(Map<String, String> wanted) {
    return !closed && process.isAlive() && environment.equals(wanted);
  }

  /**
   * Returns the function's answer to an event, "" for none. A process that gives none in time is
   * ended.
   *
   * @throws FunctionException if there is no answer, or an error instead
   */
  String invoke(String event) throws FunctionException {
    Outcome outcome;
    try {
      outcome = runtimeApi.invoke(event, ended);
    } catch (FunctionException e) {
      close();
      throw e;
    }
    if (outcome.isError()) {
      throw new FunctionException(function + " threw " + outcome.errorType());
    }
    return outcome.payload();
  }

  /** Ends the process, whatever it is doing. */
  @Override
  public void close() {
    closed = true;
    process.destroyForcibly();
    runtimeApi.close();
  }
}

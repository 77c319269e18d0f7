package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The SAM CLI, run in a folder.
 *
 * @param isConfirmed whether it does not ask, whatever {@code samconfig.toml} says
 */
record Sam(String command, Path folder, SamConfig config, String environment, boolean isConfirmed) {

  /** More than its last words, which are also those of a profile that nobody has logged in to. */
  private static final String NO_STACK = "does not exist on Cloudformation";

  private static final String NO_OUTPUTS = "Outputs do not exist";

  /**
   * Deploys a stack and returns the exit code. Where this process is ended meanwhile, {@code sam}
   * is ended too, so that nothing is begun that nobody sees.
   */
  int deploy(Stack stack, PrintWriter errors) throws IOException, InterruptedException {
    Process sam = start(new ProcessBuilder(deployment(stack)).inheritIO());
    var end = new Thread(() -> end(sam, stack, errors));
    try {
      Runtime.getRuntime().addShutdownHook(end);
    } catch (IllegalStateException e) {
      end.start(); // because this process is being ended already
    }
    return sam.waitFor();
  }

  private static void end(Process sam, Stack stack, PrintWriter errors) {
    if (sam.isAlive()) {
      sam.descendants().forEach(ProcessHandle::destroy);
      sam.destroy();
      errors.println(
          "clientele: ended, and sam with it; what CloudFormation has begun of %s goes on there"
              .formatted(stack.name()));
    }
  }

  /** Returns the command that deploys a stack, all of whose parameters it has. */
  List<String> deployment(Stack stack) {
    List<String> run = new ArrayList<>(List.of(command, "deploy"));
    run.addAll(List.of("--config-file", config.file().toString()));
    run.addAll(List.of("--config-env", environment));
    run.addAll(List.of("--template-file", stack.template().file()));
    run.addAll(List.of("--stack-name", stack.name()));
    if (isConfirmed) {
      run.add("--no-confirm-changeset");
    }
    run.addAll(List.of("--no-fail-on-empty-changeset", "--parameter-overrides"));
    new TreeMap<>(stack.parameters())
        .forEach(
            (name, value) -> run.add("%s=\"%s\"".formatted(name, value.replace("\"", "\\\""))));
    return run;
  }

  /**
   * Returns the outputs of a stack, none if it has never been deployed; absent if there is no such
   * stack.
   */
  Optional<Map<String, String>> outputs(Stack stack) throws IOException, InterruptedException {
    List<String> run = new ArrayList<>(List.of(command, "list", "stack-outputs"));
    run.addAll(List.of("--stack-name", stack.name(), "--region", config.region()));
    run.addAll(List.of("--output", "json"));
    String profile = config.profile();
    if (profile != null) {
      // sam reads the parameters of its deploy command for no other one.
      run.addAll(List.of("--profile", profile));
    }
    Path errors = Files.createTempFile("sam", ".txt");
    try {
      Process list = start(new ProcessBuilder(run).redirectError(errors.toFile()));
      String told = new String(list.getInputStream().readAllBytes(), UTF_8);
      if (list.waitFor() == 0) {
        return Optional.of(outputs(told));
      }
      String complaint = Files.readString(errors);
      if (complaint.contains(NO_OUTPUTS)) {
        return Optional.of(Map.of());
      }
      if (complaint.contains(NO_STACK)) {
        return Optional.empty();
      }
      throw new IOException(
          "it cannot be told whether there is a stack %s; sam says: %s"
              .formatted(stack.name(), complaint.strip()));
    } finally {
      Files.delete(errors);
    }
  }

  private static Map<String, String> outputs(String told) throws IOException {
    try {
      Map<String, String> outputs = new TreeMap<>();
      for (JsonNode output : new ObjectMapper().readTree(told)) {
        outputs.put(output.path("OutputKey").asText(), output.path("OutputValue").asText());
      }
      return outputs;
    } catch (JsonProcessingException e) {
      throw new IOException("what sam says of the outputs of a stack is not JSON", e);
    }
  }

  private Process start(ProcessBuilder process) throws IOException {
    try {
      return process.directory(folder.toFile()).start();
    } catch (IOException e) {
      throw new IOException(command + " cannot be run; is the SAM CLI installed?", e);
    }
  }
}

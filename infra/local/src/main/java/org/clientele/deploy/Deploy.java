package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.clientele.cli.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deploys what has been built, if nothing is wrong with it. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the functions' archive and all parameters, and runs sam deploy with them.",
      "Its exit code is sam's, or 2 for what is not deployed."
    })
public final class Deploy implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "one of samconfig.toml")
  private String environment = "";

  @Parameters(
      index = "1..*",
      paramLabel = "NAME=VALUE",
      description = "a parameter of the template, instead of what samconfig.toml says")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--first",
      description = {
        "make the stack: without keys, so that it serves nobody yet, and without protection of",
        "tables, so that CloudFormation can undo it if it fails"
      })
  private boolean isFirst;

  @Option(names = "--dry-run", description = "print what would be run")
  private boolean isDryRun;

  @Option(names = "--sam", defaultValue = "sam", description = "the SAM CLI; sam by default")
  private String sam = "";

  @Option(
      names = "--in",
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "the folder of samconfig.toml; the current one by default")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    var deployment = Deployment.of(folder, environment, parameters, isFirst);
    List<String> faults = new ArrayList<>(deployment.faults(isFirst));
    if (isFirst && !isDryRun && faults.isEmpty() && exists(deployment.config())) {
      faults.add("--first would take keys and protection from a stack that there is");
    }
    if (!faults.isEmpty()) {
      faults.forEach(fault -> command.commandLine().getErr().println("clientele: " + fault));
      return Exit.USAGE.code();
    }
    List<String> run = deploy(deployment);
    if (isDryRun) {
      command
          .commandLine()
          .getOut()
          .println(run.stream().map(Deploy::quoted).collect(joining(" ")));
      return Exit.DONE.code();
    }
    return start(new ProcessBuilder(run).inheritIO()).waitFor();
  }

  private List<String> deploy(Deployment deployment) throws IOException {
    var all = new TreeMap<>(deployment.parameters());
    all.put(Deployment.REVISION, Revision.of(deployment));
    List<String> run = new ArrayList<>(List.of(sam, "deploy"));
    run.addAll(List.of("--config-file", deployment.config().file().toString()));
    run.addAll(List.of("--config-env", environment));
    run.addAll(List.of("--no-fail-on-empty-changeset", "--parameter-overrides"));
    all.forEach((name, value) -> run.add("%s=\"%s\"".formatted(name, value.replace("\"", "\\\""))));
    return run;
  }

  /** Whether there is a stack that has been deployed once: only then it has outputs. */
  private boolean exists(SamConfig config) throws IOException, InterruptedException {
    List<String> run = new ArrayList<>(List.of(sam, "list", "stack-outputs"));
    run.addAll(List.of("--stack-name", config.stackName(), "--region", config.region()));
    Process list = start(new ProcessBuilder(run).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    String complaint = new String(list.getErrorStream().readAllBytes(), UTF_8);
    if (list.waitFor() == 0) {
      return true;
    }
    if (!complaint.contains("not exist")) {
      throw new IOException(
          "it cannot be told whether there is a stack already; sam says: " + complaint.strip());
    }
    return false;
  }

  private Process start(ProcessBuilder process) throws IOException {
    try {
      return process.directory(folder.toFile()).start();
    } catch (IOException e) {
      throw new IOException(sam + " cannot be run; is the SAM CLI installed?", e);
    }
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9/._-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}

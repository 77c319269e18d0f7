package org.clientele.deploy;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      "The stack that keeps the data is the first, then comes the service, which gets its outputs as",
      "parameters. Where those are all given, the first is left alone. The exit code is sam's, or 2",
      "for what is not deployed."
    })
public final class Deploy implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "one of samconfig.toml")
  private String environment = "";

  @Parameters(
      index = "1..*",
      paramLabel = "NAME=VALUE",
      description = "a parameter of one of the templates, instead of what samconfig.toml says")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--first",
      description = {
        "make the stacks: the service without keys, so that it refuses every request, and the",
        "data, if there are none, without protection, so that CloudFormation can undo it if it fails"
      })
  private boolean isFirst;

  @Option(names = "--yes", description = "do not ask, whatever samconfig.toml says")
  private boolean isConfirmed;

  @Option(
      names = "--dry-run",
      description = "print what would be run, with the names of the outputs for their values")
  private boolean isDryRun;

  @Option(names = "--sam", defaultValue = "sam", description = "the SAM CLI; sam by default")
  private String sam = "";

  @Option(
      names = "--in",
      defaultValue = ".",
      hidden = true,
      description = "the folder of samconfig.toml, which infra/deploy gives")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    var deployment = Deployment.of(folder, environment, parameters, isFirst);
    List<String> faults = deployment.faults(isFirst);
    if (!faults.isEmpty()) {
      return refused(faults);
    }
    var cli = new Sam(sam, folder, deployment.config(), environment, isConfirmed);
    if (isDryRun) {
      print(cli, deployment);
      return Exit.DONE.code();
    }
    if (isFirst && !cli.outputs(deployment.service()).orElse(Map.of()).isEmpty()) {
      return refused(List.of("--first would take the keys from a stack that there is"));
    }
    if (deployment.outputs().isEmpty()) {
      return cli.deploy(deployment.revised(), errors());
    }
    Optional<Map<String, String>> kept = cli.outputs(deployment.data());
    if (kept.isEmpty() && !isFirst) {
      return refused(
          List.of(
              "there is no stack %s; infra/deploy.md says how one is made, and how tables move into it"
                  .formatted(deployment.data().name())));
    }
    boolean isMade = isFirst && kept.orElse(Map.of()).isEmpty();
    int exitCode = cli.deploy((isMade ? deployment.unprotected() : deployment).data(), errors());
    return exitCode == 0 ? deployAfterData(cli, deployment) : exitCode;
  }

  private int deployAfterData(Sam cli, Deployment deployment)
      throws IOException, InterruptedException {
    boolean isDeployed = false;
    try {
      int exitCode = deployService(cli, deployment);
      isDeployed = exitCode == 0;
      return exitCode;
    } finally {
      if (!isDeployed) {
        errors()
            .println(
                "clientele: %s is deployed, but %s is not"
                    .formatted(deployment.data().name(), deployment.service().name()));
      }
    }
  }

  private int deployService(Sam cli, Deployment deployment)
      throws IOException, InterruptedException {
    Map<String, String> outputs = cli.outputs(deployment.data()).orElse(Map.of());
    if (outputs.isEmpty()) {
      return refused(List.of("%s has not been deployed".formatted(deployment.data().name())));
    }
    var complete = deployment.with(outputs);
    List<String> faults = new ArrayList<>(complete.faults(isFirst));
    complete.outputs().stream()
        .map(name -> "%s is no output of %s".formatted(name, deployment.data().name()))
        .forEach(faults::add);
    return faults.isEmpty() ? cli.deploy(complete.revised(), errors()) : refused(faults);
  }

  private void print(Sam cli, Deployment deployment) throws IOException {
    List<String> outputs = deployment.outputs();
    if (!outputs.isEmpty()) {
      print(cli.deployment((isFirst ? deployment.unprotected() : deployment).data()));
    }
    var complete =
        deployment.with(outputs.stream().collect(toMap(name -> name, "<%s>"::formatted)));
    print(cli.deployment(complete.revised()));
  }

  private void print(List<String> run) {
    command.commandLine().getOut().println(run.stream().map(Deploy::quoted).collect(joining(" ")));
  }

  private int refused(List<String> faults) {
    faults.forEach(fault -> errors().println("clientele: " + fault));
    return Exit.USAGE.code();
  }

  private PrintWriter errors() {
    return command.commandLine().getErr();
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9/._-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}

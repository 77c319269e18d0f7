package org.clientele.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes a profile, with its secret. */
@Command(name = "logout", description = "Deletes a profile, with its secret and access token.")
final class Logout implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-p", "--profile"},
      paramLabel = "NAME",
      description = "the profile to delete; otherwise CLIENTELE_PROFILE, or default")
  private @Nullable String profile;

  private final Environment environment;
  private final ObjectMapper json;

  Logout(Environment environment, ObjectMapper json) {
    this.environment = environment;
    this.json = json;
  }

  @Override
  public Integer call() {
    var profiles = new Profiles(environment, json);
    boolean deleted = profiles.delete(profile);
    spec.commandLine()
        .getOut()
        .println((deleted ? "Deleted " : "There was no ") + profiles.file(profile));
    return Exit.DONE.code();
  }
}

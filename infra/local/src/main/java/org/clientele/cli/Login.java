package org.clientele.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a profile, once the API has accepted its client. */
@Command(
    name = "login",
    description = {
      "Stores the URL of the API and the credentials of a client in a profile: a file that its"
          + " owner alone may read, NAME.json in CLIENTELE_CONFIG, XDG_CONFIG_HOME/clientele or"
          + " ~/.config/clientele.",
      "The secret is asked for, or is the first line of the input, or CLIENTELE_CLIENT_SECRET;"
          + " never an argument, which other users of a machine can see.",
      "Without a profile, the commands take CLIENTELE_URL, CLIENTELE_CLIENT_ID and"
          + " CLIENTELE_CLIENT_SECRET or CLIENTELE_ACCESS_TOKEN from the environment."
    })
final class Login implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-p", "--profile"},
      paramLabel = "NAME",
      description = "the profile to make; otherwise CLIENTELE_PROFILE, or default")
  private @Nullable String profile;

  @Option(names = "--url", description = "of the API; otherwise CLIENTELE_URL, or " + Profile.LOCAL)
  private @Nullable String url;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "of the client; otherwise CLIENTELE_CLIENT_ID, or it is asked for")
  private @Nullable String clientId;

  @Option(
      names = "--access-token",
      description = "take an access token instead of a client's secret, in the same ways")
  private boolean accessToken;

  private final Environment environment;
  private final ObjectMapper json;

  Login(Environment environment, ObjectMapper json) {
    this.environment = environment;
    this.json = json;
  }

  @Override
  public Integer call() {
    var profiles = new Profiles(environment, json);
    Path file = profiles.file(profile);
    String checked =
        Profile.checked(
            url == null ? environment.variable(Profiles.URL).orElse(Profile.LOCAL) : url);
    if (accessToken) {
      String token = secret("Access token: ", Profiles.ACCESS_TOKEN);
      if (!token.matches("[!-~]+")) {
        throw CommandFailure.usage("the access token must be one word of ASCII");
      }
      profiles.store(profile, new Profile(checked, null, null, token, 0));
    } else {
      var client =
          new Profile(
              checked, clientId(), secret("Client secret: ", Profiles.CLIENT_SECRET), null, 0);
      new Connection(client, environment, json, TIMEOUT, line -> {})
          .issueAccessToken(issued -> profiles.store(profile, issued));
    }
    spec.commandLine().getOut().println("Logged in to " + checked + ", profile " + file);
    return Exit.DONE.code();
  }

  private String clientId() {
    if (clientId != null) {
      return clientId;
    }
    var terminal = environment.terminal();
    return environment
        .variable(Profiles.CLIENT_ID)
        .orElseGet(
            () -> {
              String line = terminal == null ? null : terminal.readLine("Client id: ");
              if (line == null || line.isBlank()) {
                throw CommandFailure.usage("--client-id is missing");
              }
              return line.strip();
            });
  }

  private String secret(String prompt, String variable) {
    return environment.variable(variable).orElseGet(() -> read(prompt));
  }

  private String read(String prompt) {
    var terminal = environment.terminal();
    String line;
    if (terminal == null) {
      try {
        line =
            new BufferedReader(new InputStreamReader(environment.input(), StandardCharsets.UTF_8))
                .readLine();
      } catch (IOException e) {
        line = null;
      }
    } else {
      line = terminal.readSecret(prompt);
    }
    if (line == null || line.isEmpty()) {
      throw CommandFailure.usage("no secret was given");
    }
    return line;
  }
}

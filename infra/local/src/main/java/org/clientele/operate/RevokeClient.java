package org.clientele.operate;

import java.util.concurrent.Callable;
import org.clientele.access.ApiClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a client get no access token any more. */
@Command(
    name = "revoke-client",
    mixinStandardHelpOptions = true,
    description = {
      "Has a client get no access token from now on, for good;",
      "those that it has are good for the rest of their hour."
    })
final class RevokeClient implements Callable<Integer> {

  @Mixin private CredentialsOptions credentials = new CredentialsOptions();

  @Option(names = "--client", required = true, description = "id of the client")
  private String client = "";

  @Override
  public Integer call() {
    credentials.changeClient(client, ApiClient::asRevoked);
    return CommandLine.ExitCode.OK;
  }
}

package org.clientele.operate;

import java.util.concurrent.Callable;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives a client another secret, and later takes one of the two away. */
@Command(
    name = "rotate-client",
    mixinStandardHelpOptions = true,
    description = {
      "Gives a client a second secret and shows it once.",
      "Both are right until one of them is kept by --keep."
    })
final class RotateClient implements Callable<Integer> {

  /** Which of two secrets stays. */
  enum Kept {
    NEWER,
    OLDER
  }

  @Mixin private CredentialsOptions credentials = new CredentialsOptions();

  @Option(names = "--client", required = true, description = "id of the client")
  private String client = "";

  @Option(
      names = "--keep",
      description =
          "ends that two secrets are right: ${COMPLETION-CANDIDATES}; older takes the new one back")
  private @Nullable Kept kept;

  @Override
  public Integer call() {
    if (kept != null) {
      Kept one = kept;
      credentials.changeClient(client, read -> keep(one, read));
      return CommandLine.ExitCode.OK;
    }
    NewSecret secret = NewSecret.generate();
    credentials.changeClient(client, read -> withSecond(read, secret.hash()));
    secret.print(client, credentials.out());
    return CommandLine.ExitCode.OK;
  }

  private static ApiClient withSecond(ApiClient read, ClientSecret second) {
    CredentialsOptions.require(!read.revoked(), "the client is revoked");
    CredentialsOptions.require(
        read.newerSecret() == null, "the client has two secrets; end that by --keep first");
    return read.withNewerSecret(second);
  }

  private static ApiClient keep(Kept kept, ApiClient read) {
    ClientSecret newer = read.newerSecret();
    if (newer == null) {
      throw CredentialsOptions.failure("the client has one secret only");
    }
    return switch (kept) {
      case NEWER -> read.withSecret(newer);
      case OLDER -> read.withNewerSecret(null);
    };
  }
}

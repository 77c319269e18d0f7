package org.clientele.operate;

import java.util.concurrent.Callable;
import org.clientele.access.SigningKeys;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the first signing key. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Makes the first signing key, and prints the public one to deploy.")
final class InitKeys implements Callable<Integer> {

  @Mixin private CredentialsOptions credentials = new CredentialsOptions();

  @Override
  public Integer call() {
    var keys = SigningKeys.first(SigningKey.privateJwk(SigningKey.generate()));
    CredentialsOptions.require(
        credentials.inTable(table -> table.insert(keys)),
        "there is a signing key; credentials rotate-key makes another");
    credentials.printSet(keys);
    return CommandLine.ExitCode.OK;
  }
}

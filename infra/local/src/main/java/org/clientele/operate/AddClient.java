package org.clientele.operate;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.clientele.access.ApiClient;
import org.clientele.access.Scope;
import org.clientele.cli.CommandFailure;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes an API client. */
@Command(
    name = "add-client",
    mixinStandardHelpOptions = true,
    description = "Makes an API client of a merchant, and shows its secret once.")
final class AddClient implements Callable<Integer> {

  @Mixin private CredentialsOptions credentials = new CredentialsOptions();

  @Option(names = "--merchant", required = true, description = "id of the merchant it is for")
  private String merchant = "";

  @Option(
      names = "--scope",
      description = "what its access tokens allow, with blanks between; all by default")
  private @Nullable String scope;

  @Override
  public Integer call() {
    NewSecret secret = NewSecret.generate();
    var client =
        new ApiClient(UUID.randomUUID().toString(), secret.hash(), merchantId(), scopes(), false);
    CredentialsOptions.require(
        credentials.inTable(table -> table.insert(client)),
        "another client has this id; try again");
    secret.print(client.id(), credentials.out());
    return CommandLine.ExitCode.OK;
  }

  private MerchantId merchantId() {
    try {
      return new MerchantId(merchant);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--merchant is no merchant id");
    }
  }

  private Set<Scope> scopes() {
    try {
      return scope == null ? EnumSet.allOf(Scope.class) : Scope.parseKnown("--scope", scope);
    } catch (ApiException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}

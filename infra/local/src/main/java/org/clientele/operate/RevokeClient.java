package org.clientele.operate;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.clientele.access.SigningKeys;
import org.clientele.auth.AccessTokenIssuer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a client get no access token any more, and the ones that it has refused. */
@Command(
    name = "revoke-client",
    mixinStandardHelpOptions = true,
    description = {
      "Has a client get no access token from now on, for good, and those that it has refused.",
      "Prints the public keys with that, to deploy; where AccessTokenKeys is the address of",
      "get-jwk-set, it is in force within a minute without."
    })
final class RevokeClient implements Callable<Integer> {

  /** Longer than a token of issue-token is good, by what is in flight and how clocks differ. */
  static final Duration REFUSED = AccessTokenIssuer.LIFETIME.plus(Duration.ofMinutes(5));

  /** So that the set stays well below what functions fetch of one. */
  private static final int MOST = 2_000;

  private final Clock clock;

  @Mixin private CredentialsOptions credentials = new CredentialsOptions();

  @Option(names = "--client", required = true, description = "id of the client")
  private String client = "";

  RevokeClient() {
    this(Clock.systemUTC());
  }

  RevokeClient(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    credentials.revokeClient(client, this::refusing).ifPresent(credentials::printSet);
    return CommandLine.ExitCode.OK;
  }

  private SigningKeys refusing(SigningKeys read) {
    SigningKeys changed = read.withRevoked(client, clock.instant(), REFUSED);
    CredentialsOptions.require(
        changed.revoked().size() <= MOST,
        "%d clients were revoked within an hour; withdraw the signing key".formatted(MOST));
    return changed;
  }
}

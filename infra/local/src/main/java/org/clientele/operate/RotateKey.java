package org.clientele.operate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.clientele.access.SigningKeys;
import org.clientele.auth.AccessTokenIssuer;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has another key sign, in three steps, with a deployment of the printed keys between them. */
@Command(
    name = "rotate-key",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the next signing key, has it sign, and ends the one before, a step at a time.",
      "The key that is made has to be deployed before it signs, by --sign; an hour later, --withdraw",
      "ends the one that signed before.",
      "Each prints the public keys to deploy."
    })
final class RotateKey implements Callable<Integer> {

  /** A request that has read the keys right before may sign right after. */
  private static final Duration IN_FLIGHT = Duration.ofMinutes(1);

  private final Clock clock;

  @Mixin private CredentialsOptions credentials = new CredentialsOptions();

  @ArgGroup private Step step = new Step();

  @Option(
      names = "--at-once",
      description = "with --withdraw: refuse tokens that are still good, of a key that has leaked")
  private boolean isAtOnce;

  /** At most one of them; the first step without. */
  private static final class Step {

    @Option(names = "--sign", description = "have the next key sign, once it is deployed")
    private boolean isSigning;

    @Option(names = "--withdraw", description = "have the previous key verify nothing any more")
    private boolean isWithdrawal;
  }

  RotateKey() {
    this(Clock.systemUTC());
  }

  RotateKey(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    CredentialsOptions.require(!isAtOnce || step.isWithdrawal, "--at-once is for --withdraw");
    credentials.printSet(
        credentials.changeKeys(
            read -> change(read.withoutOver(clock.instant(), RevokeClient.REFUSED))));
    return CommandLine.ExitCode.OK;
  }

  private SigningKeys change(SigningKeys read) {
    if (step.isSigning) {
      return sign(read);
    }
    if (step.isWithdrawal) {
      return withdraw(read);
    }
    return read.next() == null ? read.withNext(SigningKey.privateJwk(SigningKey.generate())) : read;
  }

  private SigningKeys sign(SigningKeys read) {
    String next = read.next();
    if (next == null) {
      throw CredentialsOptions.failure("there is no next key; rotate-key makes one");
    }
    CredentialsOptions.require(
        read.previous() == null, "another key has signed before; --withdraw that one first");
    Instant until = clock.instant().plus(AccessTokenIssuer.LIFETIME).plus(IN_FLIGHT);
    return read.withSigning(next, SigningKey.publicJwk(read.signing()), until);
  }

  private SigningKeys withdraw(SigningKeys read) {
    CredentialsOptions.require(read.previous() != null, "no key has signed before");
    Instant until = read.previousUntil();
    CredentialsOptions.require(
        isAtOnce || until == null || !clock.instant().isBefore(until),
        "what the previous key has signed is good until " + format(until));
    return read.withoutPrevious();
  }

  private static String format(@Nullable Instant until) {
    return until == null ? "" : Timestamp.format(until);
  }
}

package org.clientele.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the access tokens that issue-token gives, each a JWK.
 *
 * @param signing private; what signs
 * @param next private; what is to sign once everybody who verifies knows it
 * @param previous public; what has signed before, and still verifies
 * @param previousUntil when the last token that the previous one has signed is over
 * @param revoked clients whose tokens are refused, whichever key has signed them
 */
public record SigningKeys(
    String signing,
    @Nullable String next,
    @Nullable String previous,
    @Nullable Instant previousUntil,
    List<RevokedClient> revoked) {

  public SigningKeys {
    revoked = List.copyOf(revoked);
  }

  /** Returns the keys of a service that has had no other. */
  public static SigningKeys first(String signing) {
    return new SigningKeys(signing, null, null, null, List.of());
  }

  /** Returns what verifies tokens now or is going to, the one that signs first. */
  public List<String> all() {
    List<String> all = new ArrayList<>(List.of(signing));
    if (next != null) {
      all.add(next);
    }
    if (previous != null) {
      all.add(previous);
    }
    return all;
  }

  public SigningKeys withNext(String added) {
    return new SigningKeys(signing, added, previous, previousUntil, revoked);
  }

  /**
   * Returns these keys with the next one signing.
   *
   * @param nextSigning the next key
   * @param signedBefore the public part of the one that signs now
   */
  public SigningKeys withSigning(String nextSigning, String signedBefore, Instant until) {
    return new SigningKeys(nextSigning, null, signedBefore, until, revoked);
  }

  public SigningKeys withoutPrevious() {
    return new SigningKeys(signing, next, null, null, revoked);
  }

  /** Returns these keys without those clients whose tokens are over by now. */
  public SigningKeys withoutOver(Instant now, Duration refusedFor) {
    List<RevokedClient> still =
        revoked.stream().filter(client -> !client.at().plus(refusedFor).isBefore(now)).toList();
    return new SigningKeys(signing, next, previous, previousUntil, still);
  }

  /**
   * Returns these keys with a client's tokens refused, and without those clients whose tokens are
   * over by now.
   *
   * @param refusedFor how long after a client was revoked one of its tokens may be good
   */
  public SigningKeys withRevoked(String clientId, Instant now, Duration refusedFor) {
    var added = RevokedClient.of(clientId, now);
    List<RevokedClient> still = new ArrayList<>(withoutOver(now, refusedFor).revoked);
    if (still.stream().noneMatch(client -> client.idHash().equals(added.idHash()))) {
      still.add(added);
    }
    return new SigningKeys(signing, next, previous, previousUntil, still);
  }

  @Override
  public String toString() {
    return "***";
  }
}

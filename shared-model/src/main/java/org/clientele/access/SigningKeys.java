package org.clientele.access;

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
 */
public record SigningKeys(
    String signing,
    @Nullable String next,
    @Nullable String previous,
    @Nullable Instant previousUntil) {

  /** Returns the keys of a service that has had no other. */
  public static SigningKeys first(String signing) {
    return new SigningKeys(signing, null, null, null);
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
    return new SigningKeys(signing, added, previous, previousUntil);
  }

  /**
   * Returns these keys with the next one signing.
   *
   * @param nextSigning the next key
   * @param signedBefore the public part of the one that signs now
   */
  public SigningKeys withSigning(String nextSigning, String signedBefore, Instant until) {
    return new SigningKeys(nextSigning, null, signedBefore, until);
  }

  public SigningKeys withoutPrevious() {
    return new SigningKeys(signing, next, null, null);
  }

  @Override
  public String toString() {
    return "***";
  }
}

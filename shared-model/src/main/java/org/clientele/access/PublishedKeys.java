package org.clientele.access;

import java.util.List;

/**
 * What verifies the access tokens that issue-token gives.
 *
 * @param keys which verify now or are going to
 * @param revoked clients whose tokens are refused all the same
 */
public record PublishedKeys(List<PublicKey> keys, List<RevokedClient> revoked) {

  public PublishedKeys {
    keys = List.copyOf(keys);
    revoked = List.copyOf(revoked);
  }
}

package org.clientele.access;

import java.util.Set;
import org.clientele.id.MerchantId;

/**
 * A merchant's server that may ask for access tokens.
 *
 * @param scopes what its access tokens allow
 * @param revoked whether it gets none any more
 */
public record ApiClient(
    String id, ClientSecret secret, MerchantId merchantId, Set<Scope> scopes, boolean revoked) {

  public ApiClient {
    scopes = Set.copyOf(scopes);
  }
}

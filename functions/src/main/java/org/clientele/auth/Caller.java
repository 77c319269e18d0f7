package org.clientele.auth;

import static org.clientele.error.ErrorCode.FORBIDDEN;

import java.util.Set;
import org.clientele.access.Scope;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the verified access token says.
 *
 * @param clientId of the merchant's API client, of visible ASCII; absent if the token names none
 * @param accessTokenId by which the issuer knows the access token, of visible ASCII; absent if it
 *     has none
 */
public record Caller(
    MerchantId merchantId,
    @Nullable String clientId,
    @Nullable String accessTokenId,
    Set<Scope> scopes) {

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Returns this caller, who may do what needs {@code scope}.
   *
   * @throws ApiException {@code FORBIDDEN} if not
   */
  public Caller require(Scope scope) {
    if (!scopes.contains(scope)) {
      throw new ApiException(
          FORBIDDEN, "The access token lacks the scope " + scope.value(), scope.value());
    }
    return this;
  }
}

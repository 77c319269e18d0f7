package org.clientele.access;

import java.util.List;
import java.util.Set;
import org.clientele.id.MerchantId;
import org.jspecify.annotations.Nullable;

/**
 * A merchant's server that may ask for access tokens.
 *
 * @param newerSecret as good as the other one, while the merchant changes to it
 * @param scopes what its access tokens allow
 * @param revoked whether it gets none any more
 */
public record ApiClient(
    String id,
    ClientSecret secret,
    @Nullable ClientSecret newerSecret,
    MerchantId merchantId,
    Set<Scope> scopes,
    boolean revoked) {

  /** How many secrets a client may have at the same time. */
  public static final int MOST_SECRETS = 2;

  public ApiClient {
    scopes = Set.copyOf(scopes);
  }

  /** A client with one secret. */
  public ApiClient(
      String id, ClientSecret secret, MerchantId merchantId, Set<Scope> scopes, boolean revoked) {
    this(id, secret, null, merchantId, scopes, revoked);
  }

  /** Returns what it may authenticate with. */
  public List<ClientSecret> secrets() {
    return newerSecret == null ? List.of(secret) : List.of(secret, newerSecret);
  }

  /** Returns this client with its older secret and {@code newer}, or with the older one alone. */
  public ApiClient withNewerSecret(@Nullable ClientSecret newer) {
    return new ApiClient(id, secret, newer, merchantId, scopes, revoked);
  }

  /** Returns this client with {@code only} for its secret. */
  public ApiClient withSecret(ClientSecret only) {
    return new ApiClient(id, only, null, merchantId, scopes, revoked);
  }

  /** Returns this client without access tokens from now on. */
  public ApiClient asRevoked() {
    return new ApiClient(id, secret, newerSecret, merchantId, scopes, true);
  }
}

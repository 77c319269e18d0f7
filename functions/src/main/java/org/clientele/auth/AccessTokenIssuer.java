package org.clientele.auth;

import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.USER_AUTHENTICATION_FAILED;

import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.IssueTokenResponse;
import org.clientele.access.Scope;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import org.clientele.store.ClientRepository;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Gives API clients their access tokens. */
@Singleton
public class AccessTokenIssuer {

  private static final Duration LIFETIME = Duration.ofHours(1);

  /**
   * Compared in place of an unknown client's secret, so that the answer takes as long as with one
   * that we have made.
   */
  private static final ClientSecret NOBODYS =
      new ClientSecret(
          "AAAAAAAAAAAAAAAAAAAAAA==",
          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
          ClientSecret.ROUNDS);

  private final ClientRepository clients;
  private final Settings.AccessToken settings;
  private final Clock clock;

  AccessTokenIssuer(ClientRepository clients, Settings settings, Clock clock) {
    this.clients = clients;
    this.settings = settings.accessToken();
    this.clock = clock;
  }

  /**
   * Returns an access token that is good for an hour.
   *
   * @throws ApiException {@code USER_AUTHENTICATION_FAILED} if there is no such client, its secret
   *     is another, or it is revoked, all alike; {@code SERVICE_UNAVAILABLE} if there is no key to
   *     sign with
   */
  public IssueTokenResponse issue(IssueTokenRequest request) {
    var client = clients.find(request.clientId());
    boolean secretMatches =
        client.map(ApiClient::secret).orElse(NOBODYS).matches(request.clientSecret());
    if (client.isEmpty() || client.get().revoked() || !secretMatches) {
      throw new ApiException(USER_AUTHENTICATION_FAILED, "The client or its secret is not right");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return IssueTokenResponse.from(sign(client.get(), now), now, LIFETIME);
  }

  private String sign(ApiClient client, Instant now) {
    PublicJsonWebKey key = signingKey();
    PrivateKey privateKey = key.getPrivateKey();
    return Jwt.issuer(settings.issuer())
        .audience(settings.audience())
        .subject(client.id())
        .claim("jti", UUID.randomUUID().toString())
        .claim("scope", Scope.format(client.scopes()))
        .claim(settings.merchantClaim(), client.merchantId().value())
        .issuedAt(now)
        .expiresAt(now.plus(LIFETIME))
        .jws()
        .keyId(key.getKeyId())
        .sign(privateKey);
  }

  private PublicJsonWebKey signingKey() {
    String jwk =
        clients
            .findSigningKey()
            .orElseThrow(
                () -> new ApiException(SERVICE_UNAVAILABLE, "No access token can be signed now"));
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(jwk);
    } catch (JoseException e) {
      throw new IllegalStateException("the signing key is not a JWK", e);
    }
  }
}

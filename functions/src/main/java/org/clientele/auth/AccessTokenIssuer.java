package org.clientele.auth;

import static java.util.stream.Collectors.joining;
import static org.clientele.error.ErrorCode.RATE_LIMITED;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.USER_AUTHENTICATION_FAILED;

import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.IssueTokenResponse;
import org.clientele.access.Scope;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import org.clientele.store.client.ClientRepository;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Gives API clients their access tokens. */
@Singleton
public class AccessTokenIssuer {

  /** How long an access token is good. */
  public static final Duration LIFETIME = Duration.ofHours(1);

  /** How many attempts with a client id are answered in each window; further ones are limited. */
  private static final int MOST_ATTEMPTS = 10;

  /** Windows begin at whole multiples of this. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /**
   * Compared in place of secrets that a client does not have, so that the answer takes as long as
   * with those that we have made.
   */
  private static final ClientSecret NOBODYS =
      new ClientSecret(
          "AAAAAAAAAAAAAAAAAAAAAA==",
          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
          ClientSecret.ROUNDS);

  private final ClientRepository clients;
  private final Settings.AccessToken settings;

  AccessTokenIssuer(ClientRepository clients, Settings settings) {
    this.clients = clients;
    this.settings = settings.accessToken();
  }

  /** Returns an access token as {@link #issue(IssueTokenRequest, Instant, Consumer)} does. */
  public IssueTokenResponse issue(IssueTokenRequest request, Instant now) {
    return issue(request, now, known -> {});
  }

  /**
   * Returns an access token that is good for an hour, with the scopes that are asked for or all
   * that the client has. Which those are is told to the client alone.
   *
   * <p>Failures are limited for each client id, known or not. A right secret that we have made
   * passes all the same: its 256 random bits are not guessed at any rate, and client ids are no
   * secrets, so that anybody could shut a merchant out. A secret that somebody chose may be
   * guessed: all attempts with one are counted, right ones too, and before they are compared, so
   * that many at once are limited as well.
   *
   * @param asking is told which client is asked for, if there is one, whatever comes of it
   * @throws ApiException {@code INVALID_REQUEST} if it asks for a scope that there is not or, once
   *     it is known who asks, for one that the client does not have; {@code
   *     USER_AUTHENTICATION_FAILED} if there is no such client, its secret is another, or it is
   *     revoked, all alike; {@code RATE_LIMITED} if that came too often; {@code
   *     SERVICE_UNAVAILABLE} if there is no key to sign with
   */
  public IssueTokenResponse issue(
      IssueTokenRequest request, Instant now, Consumer<ApiClient> asking) {
    request.requestedScopes();
    String clientId = request.clientId();
    var client = clients.find(clientId);
    client.ifPresent(asking);
    List<ClientSecret> secrets = client.map(ApiClient::secrets).orElse(List.of());
    boolean isChosen = secrets.stream().anyMatch(ClientSecret::isChosen);
    if (isChosen) {
      requireFewAttempts(clientId, now);
    }
    boolean secretMatches = isAmong(secrets, request.clientSecret());
    if (client.isEmpty() || client.get().revoked() || !secretMatches) {
      if (!isChosen) {
        requireFewAttempts(clientId, now);
      }
      throw new ApiException(USER_AUTHENTICATION_FAILED, "The client or its secret is not right");
    }
    Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
    Set<Scope> scopes = request.grantedOf(client.get().scopes());
    return IssueTokenResponse.from(sign(client.get(), scopes, issuedAt), issuedAt, LIFETIME);
  }

  /** A wrong secret is compared as often whatever the client has, and if there is none. */
  private static boolean isAmong(List<ClientSecret> secrets, String given) {
    List<ClientSecret> compared = new ArrayList<>(secrets);
    while (compared.size() < ApiClient.MOST_SECRETS) {
      compared.add(NOBODYS);
    }
    return compared.stream().anyMatch(secret -> secret.matches(given));
  }

  private void requireFewAttempts(String clientId, Instant now) {
    long window = WINDOW.toSeconds();
    Instant windowEnd =
        Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), window) + 1) * window);
    if (!clients.countAttempt(clientId, windowEnd, MOST_ATTEMPTS)) {
      throw new ApiException(RATE_LIMITED, "Too many wrong secrets of this client; try again later")
          .withRetryAfter(Duration.between(now, windowEnd));
    }
  }

  private String sign(ApiClient client, Set<Scope> scopes, Instant now) {
    PublicJsonWebKey key = signingKey();
    PrivateKey privateKey = key.getPrivateKey();
    return Jwt.issuer(settings.issuer())
        .audience(settings.audience())
        .subject(client.id())
        .claim("jti", UUID.randomUUID().toString())
        .claim(settings.scopeClaim(), scopeClaim(scopes))
        .claim(settings.merchantClaim(), client.merchantId().value())
        .issuedAt(now)
        .expiresAt(now.plus(LIFETIME))
        .jws()
        .keyId(key.getKeyId())
        .sign(privateKey);
  }

  private String scopeClaim(Set<Scope> scopes) {
    String prefix = settings.scopePrefix().orElse("");
    return scopes.stream().sorted().map(scope -> prefix + scope.value()).collect(joining(" "));
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

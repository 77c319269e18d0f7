package org.clientele.auth;

import static java.util.stream.Collectors.joining;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.access.Scope;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** What a valid access token says of its caller, under the names that its issuer has for it. */
final class CallerClaims {

  /** What names a client: RFC 9068, OpenID Connect, and what issue-token sets. */
  private static final List<String> CLIENT = List.of("client_id", "azp", "sub");

  /** What names a token: RFC 7519, and Entra. */
  private static final List<String> TOKEN = List.of("jti", "uti");

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]{1,255}");

  private final String merchantClaim;
  private final String scopeClaim;
  private final String scopePrefix;

  CallerClaims(Settings.AccessToken settings) {
    this.merchantClaim = settings.merchantClaim();
    this.scopeClaim = settings.scopeClaim();
    this.scopePrefix = settings.scopePrefix().orElse("");
  }

  /**
   * Returns who calls.
   *
   * @throws ApiException {@code ACCESS_TOKEN_INVALID} if the token names no merchant
   */
  Caller caller(JsonWebToken token) {
    return new Caller(merchant(token), id(token, CLIENT), id(token, TOKEN), scopes(token));
  }

  /** Returns all that may name the client, of which its history shows the first that it can. */
  static Stream<String> clients(JsonWebToken token) {
    return CLIENT.stream().map(token::getClaim).flatMap(CallerClaims::texts);
  }

  private MerchantId merchant(JsonWebToken token) {
    if (!(token.getClaim(merchantClaim) instanceof String merchant)) {
      throw AccessTokenFault.NO_MERCHANT.refusal();
    }
    try {
      return new MerchantId(merchant);
    } catch (IllegalArgumentException e) {
      throw AccessTokenFault.NO_MERCHANT.refusal();
    }
  }

  /** Returns the first of some claims that is an id. */
  private static @Nullable String id(JsonWebToken token, List<String> claims) {
    return claims.stream()
        .map(token::getClaim)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(id -> VISIBLE_ASCII.matcher(id).matches())
        .findFirst()
        .orElse(null);
  }

  /** A scope without the prefix, where there is one, is of another API. */
  private Set<Scope> scopes(JsonWebToken token) {
    return Scope.parse(
        texts(token.getClaim(scopeClaim))
            .flatMap(text -> Arrays.stream(text.split(" ")))
            .filter(name -> name.startsWith(scopePrefix))
            .map(name -> name.substring(scopePrefix.length()))
            .collect(joining(" ")));
  }

  /** Texts of arrays come as JSON-P has them. */
  private static Stream<String> texts(@Nullable Object claim) {
    return claim instanceof JsonArray array
        ? array.stream()
            .flatMap(
                value ->
                    value instanceof JsonString text ? Stream.of(text.getString()) : Stream.empty())
        : Stream.ofNullable(claim instanceof String text ? text : null);
  }
}

package org.clientele.auth;

import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.UNAUTHORIZED;

import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.consumer.InvalidJwtException;

/** Tells who calls by the {@code Authorization} header. */
@Singleton
public class AccessTokenVerifier {

  private static final Pattern BEARER =
      Pattern.compile("(?i:Bearer) +([A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+)");

  private static final Pattern BEARER_OF_ANYTHING = Pattern.compile("(?is)Bearer +.+");

  private final JWTParser parser;
  private final VerificationKeys keys;
  private final CallerClaims claims;

  AccessTokenVerifier(AccessTokenParser parser, VerificationKeys keys, Settings settings) {
    this.parser = new DefaultJWTParser(new JWTAuthContextInfo(), parser);
    this.keys = keys;
    this.claims = new CallerClaims(settings.accessToken());
  }

  /**
   * Returns who calls.
   *
   * @param authorization the header's value; empty where there is none
   * @throws ApiException {@code UNAUTHORIZED} if it is no bearer token; {@code
   *     ACCESS_TOKEN_INVALID} if it is not one valid token that names a merchant, or its client is
   *     revoked, with the time after which its key may be known if it is not now; {@code
   *     SERVICE_UNAVAILABLE} if the keys to verify it with cannot be fetched
   */
  public Caller verify(String authorization) {
    Matcher bearer = BEARER.matcher(authorization);
    if (!bearer.matches()) {
      throw BEARER_OF_ANYTHING.matcher(authorization).matches()
          ? AccessTokenFault.MALFORMED.refusal()
          : missing(authorization);
    }
    try {
      JsonWebToken token = parser.parse(bearer.group(1));
      // Never kept with a verified token: it is by the keys of now.
      if (CallerClaims.clients(token).anyMatch(keys::isRevoked)) {
        throw AccessTokenFault.REVOKED.refusal();
      }
      return claims.caller(token);
    } catch (ParseException e) {
      throw refusal(e);
    }
  }

  private static ApiException missing(String authorization) {
    return new ApiException(
        UNAUTHORIZED,
        authorization.isBlank()
            ? "An access token is required, as Authorization: Bearer and the token"
            : "Authorization must be Bearer and one access token");
  }

  private static ApiException refusal(ParseException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new ApiException(
            SERVICE_UNAVAILABLE, "Access tokens cannot be verified now; try again");
      }
      if (cause instanceof UnknownKeyException unknown) {
        ApiException refusal = AccessTokenFault.UNKNOWN_KEY.refusal();
        return unknown.retryAfter() == null
            ? refusal
            : refusal.withRetryAfter(unknown.retryAfter());
      }
    }
    return failure.getCause() instanceof InvalidJwtException invalid
        ? AccessTokenFault.of(invalid).refusal()
        : AccessTokenFault.MALFORMED.refusal();
  }
}

package org.clientele.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.clientele.settings.Settings;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.ReservedClaimNames;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * How access tokens are parsed: RS256 alone, issuer and audience exact, times checked by the
 * service's clock, and no other kind of token taken for an access token. It takes the place of
 * SmallRye's own factory, which checks times by the clock of the machine and gives keys that cannot
 * be fetched as a bad token.
 */
@Alternative
@Priority(1)
@Singleton
public class AccessTokenParser extends JWTCallerPrincipalFactory {

  /** Of a key of 2,048 bits, in base64. */
  private static final int SIGNATURE_CHARACTERS = 342;

  private static final int CLOCK_SKEW_SECONDS = 60;
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private static final AlgorithmConstraints RS256_ALONE =
      new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256);

  /** Values of {@code typ} that an access token may have; many issuers leave it out. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** Claims that OpenID Connect gives to ID tokens, which say nothing of what a caller may do. */
  private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash");

  /** Claims that only access tokens have, so that what else is in one makes it no ID token. */
  private static final List<String> OF_ACCESS_TOKENS = List.of("scope", "scp");

  /** In place of an audience: the issuer gives its access tokens none. */
  private static final String NO_AUDIENCE = "none";

  private static final List<String> TIMES =
      List.of(
          ReservedClaimNames.EXPIRATION_TIME,
          ReservedClaimNames.NOT_BEFORE,
          ReservedClaimNames.ISSUED_AT);

  private final VerificationKeys keys;
  private final Settings.AccessToken settings;
  private final Clock clock;
  private final VerifiedTokens verified = new VerifiedTokens();

  AccessTokenParser(VerificationKeys keys, Settings settings, Clock clock) {
    this.keys = keys;
    this.settings = settings.accessToken();
    this.clock = clock;
  }

  /**
   * Returns what a token says of its caller.
   *
   * @throws ParseException if the token is not valid; its cause is, somewhere down, an {@link
   *     IOException} if there were no keys to verify it with, an {@link UnknownKeyException} if
   *     they lack the one that it names
   */
  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo unused) throws ParseException {
    Instant now = clock.instant();
    ErrorCodeValidator kind =
        parsed -> isAccessToken(parsed) ? null : error(ErrorCodes.TYPE_INVALID);
    ErrorCodeValidator times = parsed -> impossibleTimes(parsed.getJwtClaims(), now);
    JwtConsumerBuilder consumer =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver((signed, nesting) -> key(signed))
            .setJwsAlgorithmConstraints(RS256_ALONE)
            .setExpectedIssuer(settings.issuer())
            .setRequireExpirationTime()
            .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
            .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
            .registerValidator(kind)
            .registerValidator(times);
    // Without this, jose4j refuses a token that has one: it is for somebody else.
    if (hasAudience()) {
      consumer.setExpectedAudience(settings.audience());
    }
    try {
      return new DefaultJWTCallerPrincipal(verified.verify(token, consumer.build()).getJwtClaims());
    } catch (InvalidJwtException e) {
      throw new ParseException("not a valid access token", e);
    }
  }

  /**
   * Returns a token that is refused for its signature and for nothing before that.
   *
   * @throws IOException if there are no keys to refuse it by
   */
  public String refusedToken() throws IOException {
    return text("{\"alg\": \"RS256\", \"kid\": \"%s\"}".formatted(keys.someId()))
        + ".e30."
        + "A".repeat(SIGNATURE_CHARACTERS);
  }

  private static String text(String part) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8));
  }

  /** What a token says of its key's place or value is not looked at: only its id counts. */
  private Key key(JsonWebSignature token) throws UnresolvableKeyException {
    String id = token.getKeyIdHeaderValue();
    if (id == null
        || !AlgorithmIdentifiers.RSA_USING_SHA256.equals(token.getAlgorithmHeaderValue())) {
      throw new UnresolvableKeyException("no key id, or not RS256");
    }
    try {
      return keys.get(token);
    } catch (UnknownKeyException e) {
      throw e;
    } catch (IOException | JoseException e) {
      throw new UnresolvableKeyException("the keys cannot be fetched", e);
    }
  }

  /** Whether a token that is signed well is one for access, and nothing in it is beyond us. */
  private boolean isAccessToken(JwtContext verified) {
    if (verified.getJoseObjects().size() != 1) {
      return false;
    }
    Headers header = verified.getJoseObjects().get(0).getHeaders();
    if (header.getObjectHeaderValue(HeaderParameterNames.CRITICAL) != null) {
      return false;
    }
    Object type = header.getObjectHeaderValue(HeaderParameterNames.TYPE);
    if (type != null
        && !(type instanceof String text && TYPES.contains(text.toLowerCase(Locale.ROOT)))) {
      return false;
    }
    JwtClaims claims = verified.getJwtClaims();
    if (claims.hasClaim("token_use") && !"access".equals(claims.getClaimValue("token_use"))) {
      return false;
    }
    if (!hasAudience() && !(claims.hasClaim("token_use") && claims.hasClaim("client_id"))) {
      return false;
    }
    return (claims.hasClaim(settings.scopeClaim())
            && OF_ACCESS_TOKENS.contains(settings.scopeClaim()))
        || OF_ID_TOKENS.stream().noneMatch(claims::hasClaim);
  }

  private boolean hasAudience() {
    return !settings.audience().equals(NO_AUDIENCE);
  }

  /** Returns what is wrong with a token's times in themselves; null if nothing is. */
  private static ErrorCodeValidator.@Nullable Error impossibleTimes(JwtClaims claims, Instant now) {
    for (String name : TIMES) {
      if (claims.hasClaim(name)
          && !(claims.getClaimValue(name) instanceof Long seconds && seconds >= 0)) {
        return error(ErrorCodes.MALFORMED_CLAIM);
      }
    }
    if (!(claims.getClaimValue(ReservedClaimNames.ISSUED_AT) instanceof Long issued)
        || !(claims.getClaimValue(ReservedClaimNames.EXPIRATION_TIME) instanceof Long expires)) {
      return error(ErrorCodes.EXPIRATION_MISSING);
    }
    if (issued - now.getEpochSecond() > CLOCK_SKEW_SECONDS) {
      return error(ErrorCodes.ISSUED_AT_INVALID_FUTURE);
    }
    return expires - issued > LONGEST_LIFE.toSeconds()
        ? error(ErrorCodes.EXPIRATION_TOO_FAR_IN_FUTURE)
        : null;
  }

  private static ErrorCodeValidator.Error error(int code) {
    return new ErrorCodeValidator.Error(code, "not an access token for us");
  }
}

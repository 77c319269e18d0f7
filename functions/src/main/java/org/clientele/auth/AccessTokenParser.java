package org.clientele.auth;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.clientele.settings.Settings;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * How access tokens are parsed: RS256 alone, issuer and audience exact, times judged by the
 * service's clock. It takes the place of SmallRye's own factory, which judges times by the clock of
 * the machine and gives keys that cannot be fetched as a bad token.
 */
@Alternative
@Priority(1)
@Singleton
public class AccessTokenParser extends JWTCallerPrincipalFactory {

  private static final int CLOCK_SKEW_SECONDS = 60;
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private static final AlgorithmConstraints RS256_ALONE =
      new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256);

  private final VerificationKeys keys;
  private final Settings.AccessToken settings;
  private final Clock clock;

  AccessTokenParser(VerificationKeys keys, Settings settings, Clock clock) {
    this.keys = keys;
    this.settings = settings.accessToken();
    this.clock = clock;
  }

  /**
   * Returns what a token says of its caller.
   *
   * @throws ParseException if the token is not valid; its cause is, somewhere down, an {@link
   *     IOException} if there were no keys to judge it by
   */
  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo unused) throws ParseException {
    try {
      var claims =
          new JwtConsumerBuilder()
              .setVerificationKeyResolver(keys.resolver())
              .setJwsAlgorithmConstraints(RS256_ALONE)
              .setExpectedIssuer(settings.issuer())
              .setExpectedAudience(settings.audience())
              .setRequireExpirationTime()
              .setMaxFutureValidityInMinutes((int) LONGEST_LIFE.toMinutes())
              .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.instant().toEpochMilli()))
              .build()
              .processToClaims(token);
      return new DefaultJWTCallerPrincipal(claims);
    } catch (InvalidJwtException | IOException e) {
      throw new ParseException("not a valid access token", e);
    }
  }
}

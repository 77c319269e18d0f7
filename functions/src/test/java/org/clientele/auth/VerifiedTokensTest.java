package org.clientele.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.auth.TestingIdentityProvider.claims;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.clientele.error.ApiException;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();

  private final TestingClock clock = new TestingClock();
  private final AccessTokenVerifier verifier =
      TestingIdentityProvider.verifier(PROVIDER.keys(), clock);
  private final CountingProvider signatures = new CountingProvider();

  /** Counts the signatures that are made or verified, and leaves them to Java's own provider. */
  private static final class CountingProvider extends Provider {

    private static final String KIND = "Signature";
    private static final String ALGORITHM = "SHA256withRSA";

    private final transient AtomicInteger count = new AtomicInteger();

    CountingProvider() {
      super("Counting", "1", "counts signatures");
      Service own = Security.getProvider("SunRsaSign").getService(KIND, ALGORITHM);
      putService(
          new Service(this, KIND, ALGORITHM, own.getClassName(), null, Map.of()) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
              count.incrementAndGet();
              return own.newInstance(parameter);
            }
          });
    }
  }

  @BeforeEach
  void countSignatures() {
    Security.insertProviderAt(signatures, 1);
  }

  @AfterEach
  void countNoMore() {
    Security.removeProvider(signatures.getName());
  }

  private int signaturesDuring(Runnable work) {
    int before = signatures.count.get();
    work.run();
    return signatures.count.get() - before;
  }

  private String token(String id) {
    JwtClaims claims = claims("customers:read", clock.instant());
    claims.setJwtId(id);
    return "Bearer " + PROVIDER.sign(claims.toJson());
  }

  @Test
  void signatureOfATokenIsVerifiedOnce() {
    String token = token("1");
    assertThat(signaturesDuring(() -> verifier.verify(token))).isPositive();

    assertThat(signaturesDuring(() -> verifier.verify(token))).isZero();
  }

  @Test
  void signatureThatIsNotRightIsComputedEachTime() {
    String token = token("1");
    String forged = token.substring(0, token.lastIndexOf('.')) + ".AAAA";

    for (int i = 0; i < 2; i++) {
      assertThat(signaturesDuring(() -> assertRefused(forged))).isPositive();
    }
  }

  @Test
  void tokenThatWasValidEndsWithItsTime() {
    String token = token("1");
    verifier.verify(token);
    clock.advance(Duration.ofHours(1).plusSeconds(59));
    verifier.verify(token);

    clock.advance(Duration.ofSeconds(1));

    assertRefused(token);
  }

  @Test
  void tokenThatWasValidIsNotYetWhenTheClockIsSetBack() {
    String token = token("1");
    verifier.verify(token);
    clock.advance(Duration.ofMinutes(-11));
    verifier.verify(token);

    clock.advance(Duration.ofSeconds(-1));

    assertRefused(token);
  }

  @Test
  void tokenThatWasUsedLeastRecentlyMakesRoom() {
    String used = token("used");
    String unused = token("unused");
    verifier.verify(used);
    verifier.verify(unused);
    for (int i = 0; i < 499; i++) {
      verifier.verify(token("other " + i));
      verifier.verify(used);
    }

    assertThat(signaturesDuring(() -> verifier.verify(used))).isZero();
    assertThat(signaturesDuring(() -> verifier.verify(unused))).isPositive();
  }

  private void assertRefused(String authorization) {
    assertThatExceptionOfType(ApiException.class).isThrownBy(() -> verifier.verify(authorization));
  }
}

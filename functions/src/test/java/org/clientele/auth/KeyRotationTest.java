package org.clientele.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.clientele.error.ErrorCode.ACCESS_TOKEN_INVALID;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Environments of functions that verify tokens while their keys change and clients are revoked. */
class KeyRotationTest {

  private static final TestingIdentityProvider OLD = new TestingIdentityProvider("old");
  private static final TestingIdentityProvider NEW = new TestingIdentityProvider("new");

  private static final int ENVIRONMENTS = 8;
  private static final int CALLS = 20;

  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestingKeySource source = new TestingKeySource();
  private final TestingClock clock = new TestingClock();
  private final ExecutorService threads = Executors.newFixedThreadPool(ENVIRONMENTS);
  private final List<AccessTokenVerifier> environments =
      Stream.generate(() -> TestingIdentityProvider.verifier(source.url(), clock))
          .limit(ENVIRONMENTS)
          .toList();

  /** How many calls were answered, and how many of them how. */
  private final Map<ErrorCode, Integer> refused = new EnumMap<>(ErrorCode.class);

  private int accepted;

  @AfterEach
  void stop() {
    threads.shutdown();
    source.close();
  }

  @Test
  void rotationRefusesNoToken() throws Exception {
    source.body = keys(OLD);
    callFor(MINUTE, OLD);

    source.body = keys(OLD, NEW);
    callFor(MINUTE, OLD);
    callFor(LIFE, OLD, NEW);
    source.body = keys(NEW);
    callFor(LIFE, NEW);

    assertThat(refused).isEmpty();
    assertThat(accepted).isGreaterThan(10_000);
  }

  /** Whoever sends them has the keys fetched, but not more often. */
  @Test
  void rotationRefusesNoTokenWhileOthersNameUnknownKeys() throws Exception {
    source.body = keys(OLD);
    callFor(MINUTE, OLD);

    nameUnknownKeys();
    source.body = keys(OLD, NEW);
    callFor(MINUTE, OLD);
    nameUnknownKeys();
    callFor(MINUTE, OLD, NEW);

    assertThat(refused).isEmpty();
  }

  @Test
  void withdrawnKeyIsRefusedEverywhereWithinAMinute() throws Exception {
    source.body = keys(OLD, NEW);
    callFor(MINUTE, OLD, NEW);
    nameUnknownKeys();

    source.body = keys(NEW);
    clock.advance(MINUTE);
    call(OLD);

    assertThat(accepted(OLD)).isZero();
    assertThat(refused).containsOnlyKeys(ACCESS_TOKEN_INVALID);
    assertThat(accepted(NEW)).isEqualTo(ENVIRONMENTS * CALLS);
  }

  /** By tokens that are new, and by those that were seen before. */
  @Test
  void revokedClientIsRefusedEverywhereWithinAMinuteAndNobodyElseEver() throws Exception {
    source.body = keys(OLD);
    startOneAfterTheOther();
    String seen = authorization(OLD, "shop");
    String others = authorization(OLD, "other");
    send(List.of(seen, others));
    assertThat(refused).isEmpty();

    source.body = TestingIdentityProvider.refusing(keys(OLD), "shop");
    for (int second = 0; second < MINUTE.toSeconds(); second += 10) {
      send(List.of(others, authorization(OLD, "other")));
      clock.advance(STEP);
    }
    assertThat(refused).isEmpty();
    send(List.of(seen, authorization(OLD, "shop")));

    assertThat(refused).containsExactly(entry(ACCESS_TOKEN_INVALID, ENVIRONMENTS * CALLS));
    send(List.of(others));
    assertThat(refused).hasSize(1);
    assertThat(refused.get(ACCESS_TOKEN_INVALID)).isEqualTo(ENVIRONMENTS * CALLS);
  }

  @Test
  void revokedClientStaysRefusedAfterARotation() throws Exception {
    source.body = TestingIdentityProvider.refusing(keys(OLD, NEW), "shop");

    send(List.of(authorization(OLD, "shop"), authorization(NEW, "shop")));

    assertThat(refused).containsExactly(entry(ACCESS_TOKEN_INVALID, ENVIRONMENTS * CALLS));
  }

  /** So that each has keys of another age. */
  private void startOneAfterTheOther() {
    for (AccessTokenVerifier environment : environments) {
      assertThat(refusals(environment, List.of(authorization(OLD)))).isEmpty();
      clock.advance(Duration.ofSeconds(6));
    }
  }

  private static String keys(TestingIdentityProvider... providers) {
    return new JsonWebKeySet(Stream.of(providers).map(TestingIdentityProvider::key).toList())
        .toJson();
  }

  /** Has all environments called all the time, with tokens of several signers by turns. */
  private void callFor(Duration time, TestingIdentityProvider... signers) throws Exception {
    for (Duration past = Duration.ZERO; past.compareTo(time) < 0; past = past.plus(STEP)) {
      call(signers);
      clock.advance(STEP);
    }
  }

  private int accepted(TestingIdentityProvider signer) throws Exception {
    int before = accepted;
    call(signer);
    return accepted - before;
  }

  private void call(TestingIdentityProvider... signers) throws Exception {
    send(Stream.of(signers).map(this::authorization).toList());
  }

  private void send(List<String> tokens) throws Exception {
    var calls = new ArrayList<Callable<List<ErrorCode>>>();
    for (AccessTokenVerifier environment : environments) {
      calls.add(() -> refusals(environment, tokens));
    }
    for (Future<List<ErrorCode>> done : threads.invokeAll(calls)) {
      List<ErrorCode> codes = done.get();
      codes.forEach(code -> refused.merge(code, 1, Integer::sum));
      accepted += CALLS - codes.size();
    }
  }

  private static List<ErrorCode> refusals(AccessTokenVerifier environment, List<String> tokens) {
    List<ErrorCode> codes = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      try {
        environment.verify(tokens.get(i % tokens.size()));
      } catch (ApiException e) {
        codes.add(e.code());
      }
    }
    return codes;
  }

  private void nameUnknownKeys() {
    String unknown = authorization(new TestingIdentityProvider("unknown"));
    for (AccessTokenVerifier environment : environments) {
      assertThat(refusals(environment, List.of(unknown))).hasSize(CALLS);
    }
  }

  private String authorization(TestingIdentityProvider signer) {
    return authorization(signer, "client");
  }

  private String authorization(TestingIdentityProvider signer, String client) {
    JwtClaims claims = TestingIdentityProvider.claims("customers:read", clock.instant());
    claims.setExpirationTime(NumericDate.fromSeconds(clock.instant().plus(LIFE).getEpochSecond()));
    claims.setSubject(client);
    return "Bearer " + signer.sign(claims.toJson());
  }
}

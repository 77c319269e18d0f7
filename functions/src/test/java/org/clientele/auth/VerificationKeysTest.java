package org.clientele.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.clientele.error.ErrorCode.ACCESS_TOKEN_INVALID;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.MerchantId;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeysTest {

  private static final TestingIdentityProvider OLD = new TestingIdentityProvider("old");
  private static final TestingIdentityProvider NEW = new TestingIdentityProvider("new");

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** How old fetched keys become. */
  private static final Duration FRESH = Duration.ofSeconds(50);

  private final TestingKeySource source = new TestingKeySource();
  private final TestingClock clock = new TestingClock();
  private final AccessTokenVerifier verifier =
      TestingIdentityProvider.verifier(source.url(), clock);

  @AfterEach
  void stopSource() {
    source.close();
  }

  private String authorization(TestingIdentityProvider provider) {
    return authorization(provider, Duration.ofHours(1));
  }

  private String authorization(TestingIdentityProvider provider, Duration life) {
    JwtClaims claims = TestingIdentityProvider.claims("customers:read", clock.instant());
    claims.setExpirationTime(NumericDate.fromSeconds(clock.instant().plus(life).getEpochSecond()));
    return "Bearer " + provider.sign(claims.toJson());
  }

  private void assertAccepted(TestingIdentityProvider provider) {
    assertThat(verifier.verify(authorization(provider)).merchantId())
        .isEqualTo(new MerchantId("m"));
  }

  private void assertRefused(ErrorCode code, TestingIdentityProvider provider) {
    assertRefused(code, null, provider);
  }

  private void assertRefused(
      ErrorCode code, @Nullable Duration retryAfter, TestingIdentityProvider provider) {
    assertRefused(code, retryAfter, authorization(provider));
  }

  private void assertRefused(ErrorCode code, @Nullable Duration retryAfter, String authorization) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> verifier.verify(authorization))
        .returns(code, ApiException::code)
        .returns(retryAfter, ApiException::retryAfter);
  }

  @Test
  void sourceThatFailsIsToldOfWhileItsOlderKeysServe() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = "";
    clock.advance(Duration.ofHours(2));

    try (var log = new TestingLog(VerificationKeys.class)) {
      assertAccepted(OLD);

      assertThat(log.onlyLine(Level.WARNING))
          .isEqualTo(
              "the verification keys cannot be read: the verification keys cannot be fetched");
    }
  }

  /** What is not understood could be a client that is to be refused. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "\"shop\"", "[1]", "[null]", "[[\"shop\"]]"})
  void setWhoseRevokedClientsAreNotUnderstoodIsNotTaken(String revoked) {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = NEW.keys().replaceFirst("}$", ",\"revoked_clients\":" + revoked + "}");
    clock.advance(MINUTE);

    assertAccepted(OLD);
    assertRefused(SERVICE_UNAVAILABLE, NEW);
  }

  @Test
  void thousandUnknownKeyIdsHaveTheKeysFetchedOnceAMinute() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    assertThat(source.fetches).hasValue(1);

    for (int i = 0; i < 1_000; i++) {
      String unknown =
          OLD.sign(
              TestingIdentityProvider.claims("customers:read").toJson(),
              header -> header.setKeyIdHeaderValue("unknown"));
      assertThatExceptionOfType(ApiException.class)
          .isThrownBy(() -> verifier.verify("Bearer " + unknown))
          .returns(ACCESS_TOKEN_INVALID, ApiException::code);
    }

    assertThat(source.fetches).hasValue(2);
    clock.advance(Duration.ofMinutes(1));
    assertRefused(ACCESS_TOKEN_INVALID, MINUTE, NEW);
    assertRefused(ACCESS_TOKEN_INVALID, MINUTE, NEW);
    assertThat(source.fetches).hasValue(3);
  }

  @Test
  void keyThatIsNamedRightAfterTheFirstFetchIsFetchedAtOnce() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = NEW.keys();

    assertAccepted(NEW);

    assertThat(source.fetches).hasValue(2);
  }

  @Test
  void keyThatIsNamedRightAfterTheNextFetchIsFetchedAtOnce() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    clock.advance(FRESH.plusSeconds(1));
    assertAccepted(OLD);
    source.body = NEW.keys();

    assertAccepted(NEW);

    assertThat(source.fetches).hasValue(3);
  }

  @Test
  void unknownKeyIdOfTheFirstTokenIsFetchedOnce() {
    source.body = OLD.keys();

    assertRefused(ACCESS_TOKEN_INVALID, MINUTE, NEW);
    assertRefused(ACCESS_TOKEN_INVALID, MINUTE, NEW);

    assertThat(source.fetches).hasValue(1);
  }

  @Test
  void tokenOfAnUnknownKeyIsToldWhenTheKeysMayBeFetchedAgain() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    assertRefused(ACCESS_TOKEN_INVALID, MINUTE, NEW);
    source.body = NEW.keys();

    clock.advance(Duration.ofSeconds(45));
    assertRefused(ACCESS_TOKEN_INVALID, Duration.ofSeconds(15), NEW);

    clock.advance(Duration.ofSeconds(15));
    assertAccepted(NEW);
  }

  @Test
  void sourceThatFailsIsNotAskedMoreOften() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = "";
    clock.advance(Duration.ofMinutes(1));

    for (int i = 0; i < 10; i++) {
      assertRefused(SERVICE_UNAVAILABLE, NEW);
      assertAccepted(OLD);
    }

    assertThat(source.fetches).hasValue(2);
  }

  @Test
  void newKeyIsFetchedWhenATokenNamesItAndTheOldOneServesBeside() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = new JsonWebKeySet(OLD.key(), NEW.key()).toJson();
    clock.advance(Duration.ofMinutes(1));

    assertAccepted(NEW);
    assertAccepted(OLD);

    assertThat(source.fetches).hasValue(2);
  }

  @Test
  void withdrawnKeyIsRefusedWithinAMinute() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = NEW.keys();
    clock.advance(FRESH);
    assertAccepted(OLD);

    clock.advance(MINUTE.minus(FRESH));

    assertRefused(ACCESS_TOKEN_INVALID, MINUTE, OLD);
    assertAccepted(NEW);
  }

  @Test
  void withdrawnKeyIsRefusedWithinAMinuteThoughOneFetchFails() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = "";
    clock.advance(FRESH.plusMillis(1));
    assertAccepted(OLD);
    source.body = NEW.keys();
    clock.advance(Duration.ofMillis(4_999));
    assertAccepted(OLD);
    assertThat(source.fetches).hasValue(2);

    clock.advance(Duration.ofMillis(1));

    assertRefused(ACCESS_TOKEN_INVALID, MINUTE, OLD);
    assertAccepted(NEW);
  }

  @Test
  void sourceThatFailsIsAskedEveryFiveSecondsAndNotForUnknownKeys() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = "";
    clock.advance(MINUTE);

    for (int second = 0; second < 60; second++) {
      assertRefused(SERVICE_UNAVAILABLE, NEW);
      assertAccepted(OLD);
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(source.fetches).hasValue(1 + 12);
  }

  /** Also of the same id, as the issuer may give it to the next key. */
  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void tokenThatWasValidEndsWithItsKey(String idOfTheNext) {
    source.body = OLD.keys();
    String token = authorization(OLD, Duration.ofHours(2));
    verifier.verify(token);
    source.body = new TestingIdentityProvider(idOfTheNext).keys();
    clock.advance(FRESH);
    assertThat(verifier.verify(token).merchantId()).isEqualTo(new MerchantId("m"));

    clock.advance(MINUTE.minus(FRESH));

    assertRefused(ACCESS_TOKEN_INVALID, idOfTheNext.equals("old") ? null : MINUTE, token);
    assertRefused(ACCESS_TOKEN_INVALID, idOfTheNext.equals("old") ? null : MINUTE, token);
  }

  @Test
  void tokenThatWasValidEndsWhenItsKeyIsOutOfReachForADay() {
    source.body = OLD.keys();
    String token = authorization(OLD, Duration.ofHours(23));
    verifier.verify(token);
    source.body = "";
    clock.advance(Duration.ofHours(23));
    verifier.verify(token);

    clock.advance(Duration.ofHours(1).plusSeconds(1));

    assertRefused(SERVICE_UNAVAILABLE, null, token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"x\"}]}"})
  void fetchedKeysServeForADayWhileTheirSourceDoesNot(String answer) {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = answer;

    clock.advance(Duration.ofHours(24));
    assertAccepted(OLD);
    clock.advance(Duration.ofSeconds(1));
    assertRefused(SERVICE_UNAVAILABLE, OLD);

    source.body = OLD.keys();
    clock.advance(Duration.ofMinutes(1));
    assertAccepted(OLD);
  }

  @Test
  void withoutAnyKeysEachTokenTriesAgain() {
    assertRefused(SERVICE_UNAVAILABLE, OLD);
    source.body = OLD.keys();

    assertAccepted(OLD);
  }

  @Test
  void overlongKeySetIsNone() {
    source.body = " ".repeat(150_000) + OLD.keys();

    assertRefused(SERVICE_UNAVAILABLE, OLD);
  }

  @Test
  void longestKeySetIsTaken() {
    source.body = " ".repeat(150_000 - OLD.keys().length()) + OLD.keys();

    assertAccepted(OLD);
  }

  @Test
  void redirectIsNotFollowed() {
    source.body = OLD.keys();
    source.otherPlace = source.url() + "/other";

    assertRefused(SERVICE_UNAVAILABLE, OLD);

    assertThat(source.fetches).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://identity.example.com/keys",
        " HTTP://identity.example.com/keys",
        "http://localhost.example.com/keys",
        "http://localhost@identity.example.com/keys",
        "http:/keys",
        "http:keys"
      })
  void keysAreNotFetchedFromAnotherMachineWithoutTls(String url) {
    var settings = TestingSettings.of(url);

    assertThatIllegalArgumentException().isThrownBy(() -> new VerificationKeys(settings, clock));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://identity.example.com/keys",
        "http://localhost:8080/keys",
        "http://127.0.0.1/keys",
        "http://[::1]:8080/keys"
      })
  void keysMayBeFetchedWithTlsOrFromThisMachine(String url) {
    var settings = TestingSettings.of(url);

    assertThatCode(() -> new VerificationKeys(settings, clock)).doesNotThrowAnyException();
  }

  /** Sends the begin of an answer, and then a byte ten times a second. */
  private static final class SlowSource implements AutoCloseable {

    private static final int BYTES = 100;

    private final ServerSocket listener;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    SlowSource(String begin) throws IOException {
      listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      clock.execute(() -> answer(begin));
    }

    private void answer(String begin) {
      try {
        Socket caller = listener.accept();
        caller.getOutputStream().write(begin.getBytes(UTF_8));
        var left = new AtomicInteger(BYTES);
        var unused =
            clock.scheduleAtFixedRate(() -> sendByte(caller, left), 0, 100, TimeUnit.MILLISECONDS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void sendByte(Socket caller, AtomicInteger left) {
      try {
        if (left.getAndDecrement() == 0) {
          caller.close();
        }
        caller.getOutputStream().write('x');
      } catch (IOException e) {
        if (left.get() > 0) {
          hungUp.countDown();
        }
        throw new UncheckedIOException(e);
      }
    }

    String url() {
      return "http://localhost:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      clock.shutdownNow();
      listener.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nX-Header: ",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n"
      })
  void sourceThatSendsNowAndThenIsGivenUpAfterSeconds(String begin) throws IOException {
    try (var slow = new SlowSource(begin)) {
      long begun = System.nanoTime();

      assertGivesNoKeys(slow);

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }
  }

  /** The JDK itself sets no limit to how long the headers may take. */
  @Test
  void slowHeadersAreNotReadOnAfterwards() throws Exception {
    try (var slow = new SlowSource("HTTP/1.1 200 OK\r\nX-Header: ")) {
      assertGivesNoKeys(slow);

      assertThat(slow.hungUp.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void assertGivesNoKeys(SlowSource slow) {
    AccessTokenVerifier byThem = TestingIdentityProvider.verifier(slow.url(), clock);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> byThem.verify(authorization(OLD)))
        .returns(SERVICE_UNAVAILABLE, ApiException::code);
  }
}

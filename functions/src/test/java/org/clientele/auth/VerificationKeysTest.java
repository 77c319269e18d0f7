package org.clientele.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.UNAUTHORIZED;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.merchant.MerchantId;
import org.jose4j.jwk.JsonWebKeySet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeysTest {

  private static final TestingIdentityProvider OLD = new TestingIdentityProvider("old");
  private static final TestingIdentityProvider NEW = new TestingIdentityProvider("new");

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestingSource source = new TestingSource();
  private final TestingClock clock = new TestingClock();
  private final AccessTokenVerifier verifier =
      TestingIdentityProvider.verifier(source.url(), clock);

  /** Where keys are fetched from; it answers 500 while it has nothing to say. */
  private static final class TestingSource {

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile String body = "";

    TestingSource() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      server.createContext(
          "/",
          exchange -> {
            fetches.incrementAndGet();
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(bytes.length == 0 ? 500 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://localhost:" + server.getAddress().getPort();
    }
  }

  private static final class TestingClock extends Clock {

    private Instant now = TestingIdentityProvider.NOW;

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void stopSource() {
    source.server.stop(0);
  }

  private String authorization(TestingIdentityProvider provider) {
    return "Bearer "
        + provider.sign(TestingIdentityProvider.claims("customers:read", clock.instant()).toJson());
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
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> verifier.verify(authorization(provider)))
        .returns(code, ApiException::code)
        .returns(retryAfter, ApiException::retryAfter);
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
          .returns(UNAUTHORIZED, ApiException::code);
    }

    assertThat(source.fetches).hasValue(2);
    clock.advance(Duration.ofMinutes(1));
    assertRefused(UNAUTHORIZED, MINUTE, NEW);
    assertRefused(UNAUTHORIZED, MINUTE, NEW);
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
  void keyThatIsNamedRightAfterTheHourlyFetchIsFetchedAtOnce() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    clock.advance(Duration.ofHours(1).plusSeconds(1));
    assertAccepted(OLD);
    source.body = NEW.keys();

    assertAccepted(NEW);

    assertThat(source.fetches).hasValue(3);
  }

  @Test
  void unknownKeyIdOfTheFirstTokenIsFetchedOnce() {
    source.body = OLD.keys();

    assertRefused(UNAUTHORIZED, NEW);

    assertThat(source.fetches).hasValue(1);
  }

  @Test
  void tokenOfAnUnknownKeyIsToldWhenTheKeysMayBeFetchedAgain() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    assertRefused(UNAUTHORIZED, MINUTE, NEW);
    source.body = NEW.keys();

    clock.advance(Duration.ofSeconds(45));
    assertRefused(UNAUTHORIZED, Duration.ofSeconds(15), NEW);

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
  void withdrawnKeyIsTrustedForAnHour() {
    source.body = OLD.keys();
    assertAccepted(OLD);
    source.body = NEW.keys();
    clock.advance(Duration.ofHours(1));
    assertAccepted(OLD);

    clock.advance(Duration.ofSeconds(1));

    assertRefused(UNAUTHORIZED, OLD);
    assertAccepted(NEW);
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
}

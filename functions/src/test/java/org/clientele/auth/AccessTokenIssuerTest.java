package org.clientele.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.clientele.access.Scope.CUSTOMERS_READ;
import static org.clientele.access.Scope.TOKENS_READ;
import static org.clientele.error.ErrorCode.ACCESS_TOKEN_INVALID;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.error.ErrorCode.RATE_LIMITED;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.USER_AUTHENTICATION_FAILED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.clientele.TestingSettings;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.Scope;
import org.clientele.access.SigningKeys;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.client.ClientItem;
import org.clientele.store.client.ClientRepository;
import org.clientele.store.client.SigningKeysItem;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class AccessTokenIssuerTest {

  /** Of a round more than ours have, for those that it should have take long. */
  private static final ClientSecret CHOSEN =
      new ClientSecret(
          "AAECAwQFBgcICQoLDA0ODw==", "YsgpUJ//9OtkfSTGoEmRw+NeAQUEi0n+HOkbWETQSLM=", 10_001);

  private final TestingIdentityProvider provider = new TestingIdentityProvider();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Settings settings = TestingSettings.of(provider.keys());
  private final ClientRepository clients = dynamoDb.clients(settings);
  private final TestingClock clock = new TestingClock();
  private final AccessTokenIssuer issuer = new AccessTokenIssuer(clients, settings);

  // Of this test alone, for failures are counted.
  private final String shop = "shop-" + UUID.randomUUID();
  private final String careless = "careless-" + UUID.randomUUID();
  private final String revoked = "revoked-" + UUID.randomUUID();
  private final String nobody = "nobody-" + UUID.randomUUID();

  @BeforeEach
  void storeKeyAndClients() {
    String key = provider.key().toJson(OutputControlLevel.INCLUDE_PRIVATE);
    dynamoDb.putItem(
        put ->
            put.tableName(settings.clientsTable())
                .item(SigningKeysItem.of(SigningKeys.first(key))));
    clients.put(client(shop, ClientSecret.hash("right"), false));
    clients.put(client(careless, CHOSEN, false));
    clients.put(client(revoked, ClientSecret.hash("right"), true));
    dynamoDb.forgetRequests();
  }

  private static ApiClient client(String id, ClientSecret secret, boolean revoked) {
    return new ApiClient(id, secret, new MerchantId("m"), Set.of(CUSTOMERS_READ), revoked);
  }

  @Test
  void issuedTokenIsGoodForAnHour() {
    var issued = issuer.issue(request(shop, "right"), clock.instant());

    Caller caller = provider.verifier().verify("Bearer " + issued.accessToken());
    assertThat(caller)
        .returns(new MerchantId("m"), Caller::merchantId)
        .returns(shop, Caller::clientId)
        .returns(Set.of(CUSTOMERS_READ), Caller::scopes);
    assertThat(caller.accessTokenId()).hasSize(36);
    assertThat(issued.expiresIn()).isEqualTo(3600);
    assertThat(issued.expiresAt()).isEqualTo("2026-01-31T13:00:00.000000Z");
  }

  @ParameterizedTest
  @CsvSource({
    "customers:read, customers:read",
    "'  tokens:read   customers:read tokens:read ', customers:read tokens:read",
    "' ', customers:read tokens:read",
    ", customers:read tokens:read"
  })
  void tokenHasTheScopesThatAreAskedForOrAllOfTheClients(@Nullable String scope, String granted) {
    String wide = "wide-" + shop;
    clients.put(
        new ApiClient(
            wide,
            ClientSecret.hash("right"),
            new MerchantId("m"),
            Set.of(CUSTOMERS_READ, TOKENS_READ),
            false));

    var issued = issuer.issue(request(wide, "right", scope), clock.instant());

    assertThat(provider.verifier().verify("Bearer " + issued.accessToken()).scopes())
        .isEqualTo(Scope.parse(granted));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"customers:admin", "customers:read openid", "CUSTOMERS:READ", "customers"})
  void scopeThatThereIsNotIsRefusedBeforeAnythingIsRead(String scope) {
    ApiException refused = failure(request(shop, "right", scope));

    assertThat(refused)
        .returns(INVALID_REQUEST, ApiException::code)
        .returns("scope", ApiException::reason)
        .hasMessage(
            "scope must be of customers:read customers:write tokens:read tokens:write"
                + " settings:write, separated by spaces");
    assertThat(dynamoDb.requests()).isEmpty();
  }

  @Test
  void scopeThatTheClientDoesNotHaveIsRefusedNamingItsOwnToNobodyElse() {
    assertThat(failure(request(shop, "right", "customers:read customers:write")))
        .returns(INVALID_REQUEST, ApiException::code)
        .returns("scope", ApiException::reason)
        .hasMessage("scope must be among the scopes of this client: customers:read");
    assertRefused(USER_AUTHENTICATION_FAILED, request(shop, "wrong", "customers:write"));
  }

  @Test
  void wrongSecretUnknownAndRevokedClientAreAlike() {
    assertRefused(USER_AUTHENTICATION_FAILED, request(shop, "wrong"));
    assertRefused(USER_AUTHENTICATION_FAILED, request(nobody, "right"));
    assertRefused(USER_AUTHENTICATION_FAILED, request(revoked, "right"));
  }

  @Test
  void bothSecretsOfAClientThatChangesAreRightUntilOneIsKept() {
    ClientSecret newer = ClientSecret.hash("newer");
    ApiClient rotated = client(shop, ClientSecret.hash("right"), false).withNewerSecret(newer);
    clients.put(rotated);

    assertIssued("right");
    assertIssued("newer");
    assertRefused(USER_AUTHENTICATION_FAILED, request(shop, "wrong"));

    clients.put(rotated.withSecret(newer));
    clock.advance(Duration.ofSeconds(60));
    assertIssued("newer");
    assertRefused(USER_AUTHENTICATION_FAILED, request(shop, "right"));
  }

  @Test
  void revokedClientGetsNoTokenByEitherSecretWithinAMinute() {
    ApiClient rotated =
        client(shop, ClientSecret.hash("right"), false).withNewerSecret(ClientSecret.hash("newer"));
    clients.put(rotated);
    assertIssued("right");

    clients.put(rotated.asRevoked());
    clock.advance(Duration.ofSeconds(60));
    assertRefused(USER_AUTHENTICATION_FAILED, request(shop, "right"));
    assertRefused(USER_AUTHENTICATION_FAILED, request(shop, "newer"));
  }

  @Test
  void attemptsAreLimitedIfOneOfTwoSecretsWasChosen() {
    clients.put(client(careless, CHOSEN, false).withNewerSecret(ClientSecret.hash("newer")));
    failTenTimes(request(careless, "guess"));

    assertLimited(Duration.ofMinutes(5), request(careless, "newer"));
  }

  private void assertIssued(String secret) {
    assertThat(issuer.issue(request(shop, secret), clock.instant()).accessToken()).isNotEmpty();
  }

  /** Nobody is refused where the keys are deployed before the next one signs, and for an hour. */
  @Test
  void tokensOfAKeyAreGoodFromBeforeTheNextSignsUntilItIsWithdrawn() {
    var nextProvider = new TestingIdentityProvider("key-2");
    String next = nextProvider.key().toJson(OutputControlLevel.INCLUDE_PRIVATE);
    String both = new JsonWebKeySet(List.of(provider.key(), nextProvider.key())).toJson();
    SigningKeys keys =
        SigningKeys.first(provider.key().toJson(OutputControlLevel.INCLUDE_PRIVATE)).withNext(next);

    store(keys);
    String before = token();
    store(keys.withSigning(next, provider.key().toJson(), clock.instant()));
    String after = token();

    assertThat(isTrusted(before, provider.keys())).isTrue();
    assertThat(isTrusted(before, both)).isTrue();
    assertThat(isTrusted(after, both)).isTrue();
    assertThat(isTrusted(after, nextProvider.keys())).isTrue();
    assertThat(isTrusted(before, nextProvider.keys())).isFalse();
  }

  private void store(SigningKeys keys) {
    dynamoDb.putItem(put -> put.tableName(settings.clientsTable()).item(SigningKeysItem.of(keys)));
  }

  private String token() {
    return issuer.issue(request(shop, "right"), clock.instant()).accessToken();
  }

  private static boolean isTrusted(String token, String keys) {
    try {
      return TestingIdentityProvider.verifier(keys)
          .verify("Bearer " + token)
          .merchantId()
          .equals(new MerchantId("m"));
    } catch (ApiException e) {
      assertThat(e.code()).isEqualTo(ACCESS_TOKEN_INVALID);
      return false;
    }
  }

  @Test
  void withoutASigningKeyNoTokenIsIssued() {
    dynamoDb.deleteSigningKey();

    assertRefused(SERVICE_UNAVAILABLE, request(shop, "right"));
  }

  @Test
  void secretsAreStoredSaltedAndHashed() {
    ClientSecret one = ClientSecret.hash("right");
    ClientSecret other = ClientSecret.hash("right");

    assertThat(one).isNotEqualTo(other);
    assertThat(one.matches("right")).isTrue();
    assertThat(one.matches("Right")).isFalse();
    assertThat(one.salt() + one.hash()).doesNotContain("right");
  }

  @Test
  void clientThatWasStoredWithoutRoundsStillGetsTokens() {
    var item = new HashMap<>(ClientItem.of(client(shop, ClientSecret.hash("new"), false)));
    assertThat(item.remove("secret_rounds")).isEqualTo(AttributeValue.fromN("10000"));
    dynamoDb.putItem(put -> put.tableName(settings.clientsTable()).item(item));

    assertThat(issuer.issue(request(shop, "new"), clock.instant()).accessToken()).isNotEmpty();
  }

  @Test
  void clientWhoseSecretWasChosenIsKnownByItsOwnRounds() {
    assertThat(issuer.issue(request(careless, "chosen"), clock.instant()).accessToken())
        .isNotEmpty();
    assertRefused(USER_AUTHENTICATION_FAILED, request(careless, "right"));
  }

  @Test
  void tokenIsIssuedByTwoReads() {
    issuer.issue(request(shop, "right"), clock.instant());

    assertThat(dynamoDb.requests()).hasSize(2).hasOnlyElementsOfType(GetItemRequest.class);
  }

  @Test
  void eleventhFailureOfAClientIdIsLimitedUntilTheWindowEnds() {
    clock.advance(Duration.ofSeconds(60));

    for (IssueTokenRequest wrong :
        List.of(request(shop, "wrong"), request(nobody, "right"), request(revoked, "right"))) {
      failTenTimes(wrong);
      assertLimited(Duration.ofMinutes(4), wrong);
    }
    assertRefused(USER_AUTHENTICATION_FAILED, request("another-" + nobody, "right"));

    clock.advance(Duration.ofMinutes(4));
    assertRefused(USER_AUTHENTICATION_FAILED, request(shop, "wrong"));
  }

  @Test
  void failuresOfKnownAndUnknownClientsAskTheSameOfTheStore() {
    assertThat(requestsOf(request(nobody, "wrong")))
        .isEqualTo(requestsOf(request(shop, "wrong")))
        .isEqualTo(requestsOf(request(revoked, "right")))
        .containsExactly(GetItemRequest.class, UpdateItemRequest.class);
  }

  private List<Class<?>> requestsOf(IssueTokenRequest request) {
    dynamoDb.forgetRequests();
    assertRefused(USER_AUTHENTICATION_FAILED, request);
    return dynamoDb.requests().stream().<Class<?>>map(DynamoDbRequest::getClass).toList();
  }

  @Test
  void whatWasSentAsAClientIdIsNotStored() {
    assertRefused(USER_AUTHENTICATION_FAILED, request(nobody, "wrong"));

    assertThat(dynamoDb.requests().get(1).toString()).doesNotContain(nobody);
  }

  /** Or anybody who knows its id could keep a client from getting tokens. */
  @Test
  void rightSecretThatWeMadeIsLetInWhateverOthersTry() {
    failTenTimes(request(shop, "wrong"));

    assertThat(issuer.issue(request(shop, "right"), clock.instant()).accessToken()).isNotEmpty();
  }

  @Test
  void rightSecretThatSomebodyChoseIsLimitedToo() {
    failTenTimes(request(careless, "guess"));

    assertLimited(Duration.ofMinutes(5), request(careless, "chosen"));

    clock.advance(Duration.ofMinutes(5));
    assertThat(issuer.issue(request(careless, "chosen"), clock.instant()).accessToken())
        .isNotEmpty();
  }

  @Test
  void attemptsWithAChosenSecretAreLimitedHoweverManyComeAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(32);
    var guesses = new ArrayList<>(Collections.nCopies(31, request(careless, "guess")));
    guesses.add(15, request(careless, "chosen"));
    var attempts =
        threads.invokeAll(
            guesses.stream().map(guess -> (Callable<ApiException>) () -> failure(guess)).toList());
    threads.shutdown();

    int limited = 0;
    for (Future<ApiException> attempt : attempts) {
      ApiException failure = attempt.get();
      limited += failure != null && failure.code() == RATE_LIMITED ? 1 : 0;
    }
    assertThat(limited).isEqualTo(22);
  }

  @Test
  void failuresAtOnceAreAllCounted() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(32);
    List<Future<ErrorCode>> failures =
        threads.invokeAll(Collections.nCopies(32, () -> failure(request(shop, "wrong")).code()));
    threads.shutdown();

    List<ErrorCode> codes = new ArrayList<>();
    for (Future<ErrorCode> failure : failures) {
      codes.add(failure.get());
    }

    assertThat(codes).containsOnly(USER_AUTHENTICATION_FAILED, RATE_LIMITED);
    assertThat(Collections.frequency(codes, USER_AUTHENTICATION_FAILED)).isEqualTo(10);
  }

  private void failTenTimes(IssueTokenRequest request) {
    for (int i = 0; i < 10; i++) {
      assertRefused(USER_AUTHENTICATION_FAILED, request);
    }
  }

  private void assertLimited(Duration retryAfter, IssueTokenRequest request) {
    assertThat(failure(request))
        .returns(RATE_LIMITED, ApiException::code)
        .returns(retryAfter, ApiException::retryAfter);
  }

  private ApiException failure(IssueTokenRequest request) {
    return catchThrowableOfType(ApiException.class, () -> issuer.issue(request, clock.instant()));
  }

  private void assertRefused(ErrorCode code, IssueTokenRequest request) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> issuer.issue(request, clock.instant()))
        .returns(code, ApiException::code)
        .returns(null, ApiException::reason);
  }

  private static IssueTokenRequest request(String clientId, String secret) {
    return request(clientId, secret, null);
  }

  private static IssueTokenRequest request(String clientId, String secret, @Nullable String scope) {
    return new IssueTokenRequest(clientId, secret, "client_credentials", scope);
  }
}

package org.clientele.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.access.Scope.CUSTOMERS_READ;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.USER_AUTHENTICATION_FAILED;

import java.util.HashMap;
import java.util.Set;
import org.clientele.TestingSettings;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.IssueTokenRequest;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.merchant.MerchantId;
import org.clientele.store.ClientRepository;
import org.clientele.store.TestingDynamoDb;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class AccessTokenIssuerTest {

  private static final ClientSecret CHOSEN =
      new ClientSecret(
          "AAECAwQFBgcICQoLDA0ODw==", "oOS8gwwW4SZSBXuvCWG8nFPQFiMmpt9RUhgyzVpRikI=", 600_000);

  private final TestingIdentityProvider provider = new TestingIdentityProvider();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final TestingSettings settings = new TestingSettings(provider.keys());
  private final ClientRepository clients = dynamoDb.clients(settings);
  private final AccessTokenIssuer issuer =
      new AccessTokenIssuer(clients, settings, TestingIdentityProvider.CLOCK);

  @BeforeEach
  void storeKeyAndClients() {
    clients.putSigningKey(provider.key().toJson(OutputControlLevel.INCLUDE_PRIVATE));
    clients.put(client("shop", false));
    clients.put(client("revoked", true));
  }

  private static ApiClient client(String id, boolean revoked) {
    return new ApiClient(
        id, ClientSecret.hash("right"), new MerchantId("m"), Set.of(CUSTOMERS_READ), revoked);
  }

  @Test
  void issuedTokenIsGoodForAnHour() {
    var issued = issuer.issue(request("shop", "right"));

    Caller caller = provider.verifier().verify("Bearer " + issued.accessToken());
    assertThat(caller).isEqualTo(new Caller(new MerchantId("m"), Set.of(CUSTOMERS_READ)));
    assertThat(issued.expiresIn()).isEqualTo(3600);
    assertThat(issued.expiresAt()).isEqualTo("2026-01-31T13:00:00.000000Z");
  }

  @Test
  void wrongSecretUnknownAndRevokedClientAreAlike() {
    assertRefused(USER_AUTHENTICATION_FAILED, request("shop", "wrong"));
    assertRefused(USER_AUTHENTICATION_FAILED, request("nobody", "right"));
    assertRefused(USER_AUTHENTICATION_FAILED, request("revoked", "right"));
  }

  @Test
  void withoutASigningKeyNoTokenIsIssued() {
    dynamoDb.deleteSigningKey();

    assertRefused(SERVICE_UNAVAILABLE, request("shop", "right"));
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
    var item = new HashMap<>(ClientRepository.item(client("shop", false)));
    assertThat(item.remove("secret_rounds")).isEqualTo(AttributeValue.fromN("10000"));
    dynamoDb.putItem(put -> put.tableName(settings.clientsTable()).item(item));

    assertThat(issuer.issue(request("shop", "right")).accessToken()).isNotEmpty();
  }

  @Test
  void clientWhoseSecretWasChosenIsKnownByItsOwnRounds() {
    clients.put(new ApiClient("shop", CHOSEN, new MerchantId("m"), Set.of(CUSTOMERS_READ), false));

    assertThat(issuer.issue(request("shop", "chosen")).accessToken()).isNotEmpty();
    assertRefused(USER_AUTHENTICATION_FAILED, request("shop", "right"));
  }

  private void assertRefused(ErrorCode code, IssueTokenRequest request) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> issuer.issue(request))
        .returns(code, ApiException::code)
        .returns(null, ApiException::reason);
  }

  private static IssueTokenRequest request(String clientId, String secret) {
    return new IssueTokenRequest(clientId, secret, "client_credentials");
  }
}

package org.clientele.store.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.access.Scope.CUSTOMERS_READ;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.SigningKeys;
import org.clientele.id.MerchantId;
import org.clientele.store.TestingDynamoDb;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CredentialsRepositoryTest {

  private static final Instant UNTIL = Instant.parse("2026-01-31T13:01:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final SigningKeys FIRST = SigningKeys.first("{\"kid\": \"1\"}");
  private static final SigningKeys WITH_NEXT = FIRST.withNext("{\"kid\": \"2\"}");

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final CredentialsRepository credentials =
      new CredentialsRepository(dynamoDb, TestingDynamoDb.tables().name("ClientsTable"));
  private final ApiClient client =
      new ApiClient(
          UUID.randomUUID().toString(),
          ClientSecret.hash("older"),
          new MerchantId("m"),
          Set.of(CUSTOMERS_READ),
          false);

  @BeforeEach
  void forgetTheKeysOfOtherTests() {
    dynamoDb.deleteSigningKey();
  }

  @Test
  void keysAreReadAsTheyWereStoredAtEachStep() {
    SigningKeys signing = WITH_NEXT.withSigning("{\"kid\": \"2\"}", FIRST.signing(), UNTIL);

    assertThat(credentials.findSigningKeys()).isEmpty();
    assertThat(credentials.insert(FIRST)).isTrue();
    assertThat(credentials.findSigningKeys()).contains(FIRST);
    assertThat(credentials.update(FIRST, WITH_NEXT)).isTrue();
    assertThat(credentials.findSigningKeys()).contains(WITH_NEXT);
    assertThat(credentials.update(WITH_NEXT, signing)).isTrue();
    assertThat(credentials.findSigningKeys()).contains(signing);
    assertThat(credentials.update(signing, signing.withoutPrevious())).isTrue();
    assertThat(credentials.findSigningKeys()).contains(SigningKeys.first("{\"kid\": \"2\"}"));
  }

  @Test
  void keysThatAreThereAreNeverReplacedByFirstOnes() {
    credentials.insert(FIRST);

    assertThat(credentials.insert(SigningKeys.first("{\"kid\": \"other\"}"))).isFalse();
    assertThat(credentials.findSigningKeys()).contains(FIRST);
  }

  @Test
  void changeOfKeysThatOthersHaveChangedSinceIsNotStored() {
    credentials.insert(FIRST);
    credentials.update(FIRST, WITH_NEXT);

    assertThat(credentials.update(FIRST, FIRST.withNext("{\"kid\": \"other\"}"))).isFalse();
    assertThat(credentials.findSigningKeys()).contains(WITH_NEXT);
  }

  @Test
  void writeWhoseAnswerWasLostIsStoredOnceAndSucceeds() {
    dynamoDb.repeatNextWrite(() -> {});
    assertThat(credentials.insert(FIRST)).isTrue();
    dynamoDb.repeatNextWrite(() -> {});
    assertThat(credentials.update(FIRST, WITH_NEXT)).isTrue();
    dynamoDb.repeatNextWrite(() -> {});
    assertThat(credentials.insert(client)).isTrue();

    assertThat(credentials.findSigningKeys()).contains(WITH_NEXT);
    assertThat(credentials.findClient(client.id())).contains(client);
  }

  @Test
  void clientIsReadAsItWasStoredAtEachStep() {
    ClientSecret newer = ClientSecret.hash("newer");
    ApiClient rotated = client.withNewerSecret(newer);
    ApiClient kept = rotated.withSecret(newer);

    assertThat(credentials.insert(client)).isTrue();
    assertThat(credentials.update(client, rotated)).isTrue();
    assertThat(credentials.findClient(client.id())).contains(rotated);
    assertThat(credentials.update(rotated, kept)).isTrue();
    assertThat(credentials.findClient(client.id())).contains(kept);
    assertThat(credentials.update(kept, kept.asRevoked())).isTrue();
    assertThat(credentials.findClient(client.id())).contains(kept.asRevoked());
  }

  @Test
  void clientOfAnIdThatIsTakenIsNotStored() {
    credentials.insert(client);

    assertThat(credentials.insert(client.withSecret(ClientSecret.hash("other")))).isFalse();
    assertThat(credentials.findClient(client.id())).contains(client);
  }

  @Test
  void clientThatWasRevokedMeanwhileStaysRevoked() {
    credentials.insert(client);
    credentials.update(client, client.asRevoked());

    assertThat(credentials.update(client, client.withNewerSecret(ClientSecret.hash("newer"))))
        .isFalse();
    assertThat(credentials.findClient(client.id())).contains(client.asRevoked());
  }

  @Test
  void clientIsRevokedTogetherWithItsTokens() {
    SigningKeys refusing = FIRST.withRevoked(client.id(), UNTIL, HOUR);
    credentials.insert(FIRST);
    credentials.insert(client);

    assertThat(credentials.revoke(client, FIRST, refusing)).isTrue();

    assertThat(credentials.findClient(client.id())).contains(client.asRevoked());
    assertThat(credentials.findSigningKeys()).contains(refusing);
  }

  @Test
  void revocationWhoseAnswerWasLostIsStoredOnceAndSucceeds() {
    SigningKeys refusing = FIRST.withRevoked(client.id(), UNTIL, HOUR);
    credentials.insert(FIRST);
    credentials.insert(client);

    dynamoDb.repeatNextWrite(() -> {});
    assertThat(credentials.revoke(client, FIRST, refusing)).isTrue();
    assertThat(credentials.findSigningKeys()).contains(refusing);
  }

  @Test
  void whereKeysOrClientHaveChangedMeanwhileNeitherIsStored() {
    ApiClient rotated = client.withNewerSecret(ClientSecret.hash("newer"));
    credentials.insert(FIRST);
    credentials.insert(client);

    credentials.update(client, rotated);
    assertThat(credentials.revoke(client, FIRST, FIRST.withRevoked(client.id(), UNTIL, HOUR)))
        .isFalse();
    credentials.update(FIRST, WITH_NEXT);
    assertThat(credentials.revoke(rotated, FIRST, FIRST.withRevoked(client.id(), UNTIL, HOUR)))
        .isFalse();

    assertThat(credentials.findClient(client.id())).contains(rotated);
    assertThat(credentials.findSigningKeys()).contains(WITH_NEXT);
  }

  @Test
  void rotationThatHasNotSeenARevocationIsNotStored() {
    SigningKeys refusing = FIRST.withRevoked(client.id(), UNTIL, HOUR);
    credentials.insert(FIRST);
    credentials.insert(client);
    credentials.revoke(client, FIRST, refusing);

    assertThat(credentials.update(FIRST, WITH_NEXT)).isFalse();
    assertThat(credentials.update(refusing, refusing.withNext("{\"kid\": \"2\"}"))).isTrue();
    assertThat(credentials.findSigningKeys().orElseThrow().revoked()).isEqualTo(refusing.revoked());
  }

  @Test
  void ofTwoSecondSecretsAtTheSameTimeOneIsStored() {
    ApiClient one = client.withNewerSecret(ClientSecret.hash("one"));
    ApiClient other = client.withNewerSecret(ClientSecret.hash("other"));
    credentials.insert(client);

    assertThat(credentials.update(client, one)).isTrue();
    assertThat(credentials.update(client, other)).isFalse();
    assertThat(credentials.findClient(client.id())).contains(one);
  }
}

package org.clientele.store.client;

import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Change;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.Sha256;
import org.clientele.store.dynamodb.Table;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The API clients of all merchants, how often somebody failed to be one, and the private key that
 * signs their access tokens: one table, encrypted, that issue-token alone may read.
 */
@Singleton
public class ClientRepository {

  private static final String CLIENT = "client#";
  private static final String SIGNING_KEY = "signing-key";

  /** A number of its own, so that issue-token need not be allowed to write clients and keys. */
  private static final String ATTEMPTS = "attempts#";

  private static final String SALT = "salt";
  private static final String SECRET_HASH = "secret_hash";
  private static final String SECRET_ROUNDS = "secret_rounds";
  private static final String MERCHANT_ID = "merchant_id";
  private static final String SCOPE = "scope";
  private static final String REVOKED = "revoked";
  private static final String JWK = "jwk";
  private static final String COUNT = "count";

  /** In whole seconds; DynamoDB drops the item some days after. */
  private static final String EXPIRES_AT = "expires_at";

  private final DynamoDbClient dynamoDb;
  private final Table table;

  public ClientRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, settings.clientsTable());
  }

  public Optional<ApiClient> find(String clientId) {
    return item(key(CLIENT + clientId))
        .map(
            item ->
                new ApiClient(
                    clientId,
                    secret(item),
                    new MerchantId(item.requiredText(MERCHANT_ID)),
                    Scope.parse(item.requiredText(SCOPE)),
                    Boolean.TRUE.equals(item.flag(REVOKED))));
  }

  /** An item without rounds is of a secret that we have made. */
  private static ClientSecret secret(Attributes item) {
    Long rounds = item.number(SECRET_ROUNDS);
    return new ClientSecret(
        item.requiredText(SALT),
        item.requiredText(SECRET_HASH),
        rounds == null ? ClientSecret.ROUNDS : rounds.intValue());
  }

  /** Stores a client, in place of the one that had its id. */
  public void put(ApiClient client) {
    put(item(client));
  }

  /** Returns a client as it is stored. */
  public static Map<String, AttributeValue> item(ApiClient client) {
    return Attributes.empty()
        .put(Attributes.PK, CLIENT + client.id())
        .put(SALT, client.secret().salt())
        .put(SECRET_HASH, client.secret().hash())
        .put(SECRET_ROUNDS, client.secret().rounds())
        .put(MERCHANT_ID, client.merchantId().value())
        .put(SCOPE, Scope.format(client.scopes()))
        .put(REVOKED, client.revoked())
        .toMap();
  }

  /**
   * Counts an attempt to authenticate as a client, whether there is such a client or not. One whose
   * answer was lost, and that is sent again, may count twice.
   *
   * @param windowEnd when the time ends for which attempts are counted together
   * @return whether it was counted: false if there are {@code most} already
   * @throws ApiException {@code SERVICE_UNAVAILABLE} if it cannot be counted now
   */
  public boolean countAttempt(String clientId, Instant windowEnd, int most) {
    return table
        .repeatable(true)
        .and(
            table.update(
                attemptsKey(clientId, windowEnd),
                Change.add(COUNT, 1).and(Change.set(EXPIRES_AT, windowEnd.getEpochSecond())),
                Condition.absent(COUNT).or(Condition.less(COUNT, most)),
                full -> Optional.of(false)))
        .commit()
        .orElseThrow(
            () ->
                new ApiException(SERVICE_UNAVAILABLE, "The service cannot answer now; try again"));
  }

  /** Hashed, because whatever is sent as a client's id would be stored otherwise. */
  private static Map<String, AttributeValue> attemptsKey(String clientId, Instant windowEnd) {
    return key(ATTEMPTS + Sha256.hex(clientId) + "#" + windowEnd.getEpochSecond());
  }

  /** Returns the key of the signing key's item. */
  public static Map<String, AttributeValue> signingKeyKey() {
    return key(SIGNING_KEY);
  }

  /** Returns the private key that signs access tokens, as a JWK. */
  public Optional<String> findSigningKey() {
    return item(signingKeyKey()).map(item -> signingKey(item.toMap()));
  }

  /** Returns the signing key that an item holds. */
  public static String signingKey(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredText(JWK);
  }

  /** Returns a signing key as it is stored. */
  public static Map<String, AttributeValue> signingKeyItem(String jwk) {
    return Attributes.empty().put(Attributes.PK, SIGNING_KEY).put(JWK, jwk).toMap();
  }

  private static Map<String, AttributeValue> key(String pk) {
    return Attributes.empty().put(Attributes.PK, pk).toMap();
  }

  private Optional<Attributes> item(Map<String, AttributeValue> key) {
    return table.find(key).map(Attributes::of);
  }

  private void put(Map<String, AttributeValue> item) {
    dynamoDb.putItem(put -> put.tableName(table.name()).item(item));
  }
}

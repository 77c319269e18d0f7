package org.clientele.store.client;

import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.clientele.access.ApiClient;
import org.clientele.access.PublishedKeys;
import org.clientele.error.ApiException;
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
 * signs their access tokens: one table, encrypted, that issue-token alone may read, but for the
 * public parts of the keys.
 */
@Singleton
public class ClientRepository {

  /** A number of its own, so that issue-token need not be allowed to write clients and keys. */
  private static final String ATTEMPTS = "attempts#";

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
    return table.find(ClientItem.key(clientId)).map(item -> ClientItem.toClient(clientId, item));
  }

  /** Stores a client, in place of the one that had its id. */
  public void put(ApiClient client) {
    dynamoDb.putItem(put -> put.tableName(table.name()).item(ClientItem.of(client)));
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
    String pk = ATTEMPTS + Sha256.hex(clientId) + "#" + windowEnd.getEpochSecond();
    return Attributes.empty().put(Attributes.PK, pk).toMap();
  }

  /** Returns what verifies access tokens now or is going to, and which are refused all the same. */
  public PublishedKeys findPublishedKeys() {
    return SigningKeysItem.toPublished(
        table.find(SigningKeysItem.key(), SigningKeysItem.PUBLISHED));
  }

  /** Returns the private key that signs access tokens, as a JWK. */
  public Optional<String> findSigningKey() {
    return table.find(SigningKeysItem.key()).map(item -> SigningKeysItem.toKeys(item).signing());
  }
}

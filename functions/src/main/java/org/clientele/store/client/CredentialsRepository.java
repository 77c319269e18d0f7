package org.clientele.store.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.access.ApiClient;
import org.clientele.access.SigningKeys;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Write;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The clients and keys that {@link ClientRepository} reads, made and changed by who operates a
 * deployment. No function has the permission for that.
 *
 * <p>Whatever is stored is stored only if nobody else has been there since it was read.
 */
public final class CredentialsRepository {

  private final Table table;

  public CredentialsRepository(DynamoDbClient dynamoDb, String table) {
    this.table = new Table(dynamoDb, table);
  }

  public Optional<SigningKeys> findSigningKeys() {
    return table.find(SigningKeysItem.key()).map(SigningKeysItem::toKeys);
  }

  public Optional<ApiClient> findClient(String clientId) {
    return table.find(ClientItem.key(clientId)).map(item -> ClientItem.toClient(clientId, item));
  }

  /** Stores the first keys; returns false if there are some. */
  public boolean insert(SigningKeys keys) {
    return put(SigningKeysItem.of(keys), Condition.absent());
  }

  /** Replaces the keys; returns false if they were changed since they were read. */
  public boolean update(SigningKeys read, SigningKeys changed) {
    return put(SigningKeysItem.of(changed), SigningKeysItem.unchanged(read));
  }

  /** Stores a new client; returns false if there is one with its id. */
  public boolean insert(ApiClient client) {
    return put(ClientItem.of(client), Condition.absent());
  }

  /** Replaces a client; returns false if it was changed since it was read. */
  public boolean update(ApiClient read, ApiClient changed) {
    return put(ClientItem.of(changed), ClientItem.unchanged(read));
  }

  /**
   * Replaces a client by one that is revoked, and the keys by those with which its tokens are
   * refused: both or none. Returns false if one of them was changed since it was read.
   */
  public boolean revoke(ApiClient read, SigningKeys readKeys, SigningKeys changedKeys) {
    return isMade(
        List.of(
            replacement(ClientItem.of(read.asRevoked()), ClientItem.unchanged(read)),
            replacement(SigningKeysItem.of(changedKeys), SigningKeysItem.unchanged(readKeys))));
  }

  private boolean put(Map<String, AttributeValue> item, Condition condition) {
    return isMade(List.of(replacement(item, condition)));
  }

  private boolean isMade(List<Write<Boolean>> writes) {
    return table.repeatable(true).and(writes).commit().orElse(false);
  }

  /** What is there already may be this very write, of an attempt whose answer was lost. */
  private Write<Boolean> replacement(Map<String, AttributeValue> item, Condition condition) {
    return table.put(item, condition, held -> Optional.of(held.equals(item)));
  }
}

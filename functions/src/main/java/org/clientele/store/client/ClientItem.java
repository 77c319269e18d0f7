package org.clientele.store.client;

import java.util.List;
import java.util.Map;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An API client in the clients table; its newer secret is a map, as the older one is its item. */
public final class ClientItem {

  private static final String CLIENT = "client#";
  private static final String SALT = "salt";
  private static final String SECRET_HASH = "secret_hash";
  private static final String SECRET_ROUNDS = "secret_rounds";
  private static final String NEWER_SECRET = "newer_secret";
  private static final String MERCHANT_ID = "merchant_id";
  private static final String SCOPE = "scope";
  private static final String REVOKED = "revoked";

  private ClientItem() {}

  static Map<String, AttributeValue> key(String clientId) {
    return Attributes.empty().put(Attributes.PK, CLIENT + clientId).toMap();
  }

  /** Returns a client as it is stored. */
  public static Map<String, AttributeValue> of(ApiClient client) {
    ClientSecret newer = client.newerSecret();
    return withSecret(Attributes.of(key(client.id())), client.secret())
        .put(NEWER_SECRET, newer == null ? null : withSecret(Attributes.empty(), newer))
        .put(MERCHANT_ID, client.merchantId().value())
        .put(SCOPE, Scope.format(client.scopes()))
        .put(REVOKED, client.revoked())
        .toMap();
  }

  private static Attributes withSecret(Attributes attributes, ClientSecret secret) {
    return attributes
        .put(SALT, secret.salt())
        .put(SECRET_HASH, secret.hash())
        .put(SECRET_ROUNDS, secret.rounds());
  }

  static ApiClient toClient(String clientId, Map<String, AttributeValue> stored) {
    Attributes item = Attributes.of(stored);
    return new ApiClient(
        clientId,
        secret(item),
        newerSecret(item.nested(NEWER_SECRET)),
        new MerchantId(item.requiredText(MERCHANT_ID)),
        Scope.parse(item.requiredText(SCOPE)),
        Boolean.TRUE.equals(item.flag(REVOKED)));
  }

  private static @Nullable ClientSecret newerSecret(@Nullable Attributes nested) {
    return nested == null ? null : secret(nested);
  }

  /** An item without rounds is of a secret that we have made. */
  private static ClientSecret secret(Attributes item) {
    Long rounds = item.number(SECRET_ROUNDS);
    return new ClientSecret(
        item.requiredText(SALT),
        item.requiredText(SECRET_HASH),
        rounds == null ? ClientSecret.ROUNDS : rounds.intValue());
  }

  /** Nobody has changed the client since it was read; what else it has never changes. */
  static Condition unchanged(ApiClient read) {
    return Condition.asIn(of(read), List.of(SECRET_HASH, NEWER_SECRET))
        .and(read.revoked() ? Condition.isTrue(REVOKED) : Condition.notTrue(REVOKED));
  }
}

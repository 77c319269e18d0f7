package org.clientele.store.client;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.clientele.access.PublicKey;
import org.clientele.access.PublishedKeys;
import org.clientele.access.RevokedClient;
import org.clientele.access.SigningKeys;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The signing keys in the clients table: one item, so that they change all together. Their public
 * parts and the revoked clients are attributes of their own, because who publishes them may not
 * read the private ones.
 */
public final class SigningKeysItem {

  private static final String SIGNING_KEY = "signing-key";
  private static final String JWK = "jwk";
  private static final String NEXT_JWK = "next_jwk";
  private static final String PREVIOUS_JWK = "previous_jwk";
  private static final String PREVIOUS_UNTIL = "previous_until";
  private static final String PUBLIC_KEYS = "public_keys";
  private static final String REVOKED_CLIENTS = "revoked_clients";

  /** What others than issue-token may read. */
  static final List<String> PUBLISHED = List.of(PUBLIC_KEYS, REVOKED_CLIENTS);

  private static final String ID_HASH = "id_hash";
  private static final String AT = "at";
  private static final String ID = "kid";
  private static final String MODULUS = "n";
  private static final String EXPONENT = "e";

  private SigningKeysItem() {}

  static Map<String, AttributeValue> key() {
    return Attributes.empty().put(Attributes.PK, SIGNING_KEY).toMap();
  }

  /** Returns signing keys as they are stored. */
  public static Map<String, AttributeValue> of(SigningKeys keys) {
    Attributes item = Attributes.of(key());
    // An item of before there were any is the same as one without any.
    if (!keys.revoked().isEmpty()) {
      item.put(REVOKED_CLIENTS, revoked(keys.revoked()));
    }
    return item.put(JWK, keys.signing())
        .put(NEXT_JWK, keys.next())
        .put(PREVIOUS_JWK, keys.previous())
        .put(PREVIOUS_UNTIL, keys.previousUntil())
        .put(PUBLIC_KEYS, keys.all().stream().flatMap(SigningKeysItem::publicKey).toList())
        .toMap();
  }

  /** A key that cannot sign is not published. */
  private static Stream<Attributes> publicKey(String jwk) {
    try {
      Map<String, Object> members =
          PublicJsonWebKey.Factory.newPublicJwk(jwk).toParams(OutputControlLevel.PUBLIC_ONLY);
      return Stream.of(
          Attributes.empty()
              .put(ID, (String) members.get(ID))
              .put(MODULUS, (String) members.get(MODULUS))
              .put(EXPONENT, (String) members.get(EXPONENT)));
    } catch (JoseException e) {
      return Stream.empty();
    }
  }

  private static List<Attributes> revoked(List<RevokedClient> clients) {
    return clients.stream()
        .map(client -> Attributes.empty().put(ID_HASH, client.idHash()).put(AT, client.at()))
        .toList();
  }

  private static List<RevokedClient> toRevoked(Attributes item) {
    return item.list(REVOKED_CLIENTS).stream()
        .map(client -> new RevokedClient(client.requiredText(ID_HASH), client.requiredInstant(AT)))
        .toList();
  }

  /** Returns what an item, or the part of one that may be read, has to publish. */
  static PublishedKeys toPublished(Map<String, AttributeValue> stored) {
    Attributes item = Attributes.of(stored);
    List<PublicKey> keys =
        item.list(PUBLIC_KEYS).stream()
            .map(
                key ->
                    new PublicKey(
                        key.requiredText(ID),
                        key.requiredText(MODULUS),
                        key.requiredText(EXPONENT)))
            .toList();
    return new PublishedKeys(keys, toRevoked(item));
  }

  static SigningKeys toKeys(Map<String, AttributeValue> stored) {
    Attributes item = Attributes.of(stored);
    return new SigningKeys(
        item.requiredText(JWK),
        item.text(NEXT_JWK),
        item.text(PREVIOUS_JWK),
        item.instant(PREVIOUS_UNTIL),
        toRevoked(item));
  }

  /** Nobody has changed the keys since they were read. */
  static Condition unchanged(SigningKeys read) {
    return Condition.asIn(of(read), List.of(JWK, NEXT_JWK, PREVIOUS_JWK, REVOKED_CLIENTS));
  }
}

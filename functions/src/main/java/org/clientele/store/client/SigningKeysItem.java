package org.clientele.store.client;

import java.util.List;
import java.util.Map;
import org.clientele.access.SigningKeys;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The signing keys in the clients table: one item, so that they change all together. */
public final class SigningKeysItem {

  private static final String SIGNING_KEY = "signing-key";
  private static final String JWK = "jwk";
  private static final String NEXT_JWK = "next_jwk";
  private static final String PREVIOUS_JWK = "previous_jwk";
  private static final String PREVIOUS_UNTIL = "previous_until";

  private SigningKeysItem() {}

  static Map<String, AttributeValue> key() {
    return Attributes.empty().put(Attributes.PK, SIGNING_KEY).toMap();
  }

  /** Returns signing keys as they are stored. */
  public static Map<String, AttributeValue> of(SigningKeys keys) {
    return Attributes.of(key())
        .put(JWK, keys.signing())
        .put(NEXT_JWK, keys.next())
        .put(PREVIOUS_JWK, keys.previous())
        .put(PREVIOUS_UNTIL, keys.previousUntil())
        .toMap();
  }

  static SigningKeys toKeys(Map<String, AttributeValue> stored) {
    Attributes item = Attributes.of(stored);
    return new SigningKeys(
        item.requiredText(JWK),
        item.text(NEXT_JWK),
        item.text(PREVIOUS_JWK),
        item.instant(PREVIOUS_UNTIL));
  }

  /** Nobody has changed the keys since they were read. */
  static Condition unchanged(SigningKeys read) {
    return Condition.asIn(of(read), List.of(JWK, NEXT_JWK, PREVIOUS_JWK));
  }
}

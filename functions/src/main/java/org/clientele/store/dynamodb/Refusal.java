package org.clientele.store.dynamodb;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What it means that a write's condition does not hold.
 *
 * @param <T> what the transaction stores
 */
@FunctionalInterface
public interface Refusal<T> {

  /**
   * Returns what is taken for stored instead, or nothing if the attempt is to be made again.
   *
   * @param held what is stored under the key; empty if nothing is
   * @throws RuntimeException if the operation is refused by that
   */
  Optional<T> accept(Map<String, AttributeValue> held);

  /** Others have changed the item since it was read: all is to be done again. */
  static <T> Refusal<T> race() {
    return held -> Optional.empty();
  }
}

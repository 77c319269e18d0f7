package org.clientele.store.repair.check;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One relation of items: what has to be true of them, and which of them is right if it is not. */
public interface Check {

  /** Whether it looks at items of a sort key. */
  boolean concerns(String sortKey);

  /**
   * Returns the keys of what {@link #halves} will look at in most cases, so that those of many
   * items are read at once.
   */
  List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item);

  /**
   * Returns what does not agree with an item that the check concerns.
   *
   * @param reading for all else that it looks at: on its not having changed the mends depend
   */
  List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now);
}

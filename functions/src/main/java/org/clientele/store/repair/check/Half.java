package org.clientele.store.repair.check;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item that does not agree with those that it belongs to.
 *
 * @param item the key of what is missing or wrong; seen from two sides it is one half
 * @param ids whose it is, without personal data and references
 * @param mends what is to be stored together; none where no machine can tell
 */
public record Half(HalfKind kind, Map<String, AttributeValue> item, String ids, List<Mend> mends) {

  /**
   * An item as it is to be.
   *
   * @param item empty if there is to be none
   */
  public record Mend(Map<String, AttributeValue> key, Map<String, AttributeValue> item) {

    public Mend {
      key = Map.copyOf(key);
      item = Map.copyOf(item);
    }

    public static Mend put(Map<String, AttributeValue> item) {
      return new Mend(Reading.keyOf(item), item);
    }

    public static Mend delete(Map<String, AttributeValue> key) {
      return new Mend(key, Map.of());
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  public Half {
    item = Map.copyOf(item);
    mends = List.copyOf(mends);
  }

  /** Returns a half of which one item is to be stored or deleted. */
  public static Half of(HalfKind kind, String ids, Mend mend) {
    return new Half(kind, mend.key(), ids, List.of(mend));
  }

  @Override
  public String toString() {
    return kind + " " + ids;
  }
}

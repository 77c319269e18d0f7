package org.clientele.customer;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of custom fields, as JSON has them: texts, decimals, truth values, lists and objects.
 */
final class CustomFieldValues {

  /** A number with more zeros at its end is no value of any field, and is not written out. */
  private static final int MOST_ZEROS = 40;

  private CustomFieldValues() {}

  /**
   * Returns values in their one normal form, in which equal ones are equal: texts in theirs,
   * numbers as decimals without zeros that say nothing. What is empty or null is absent.
   */
  static @Nullable Map<String, Object> normalForm(@Nullable Map<String, Object> given) {
    if (given == null) {
      return null;
    }
    Map<String, Object> values = members(given);
    return values.isEmpty() ? null : values;
  }

  private static Map<String, Object> members(Map<?, ?> given) {
    Map<String, Object> members = new TreeMap<>();
    given.forEach(
        (name, value) -> {
          Object normal = normalForm(value);
          if (normal != null) {
            members.put(String.valueOf(name), normal);
          }
        });
    return Collections.unmodifiableMap(members);
  }

  private static @Nullable Object normalForm(@Nullable Object value) {
    if (value instanceof String text) {
      return NormalForm.of(text);
    }
    if (value instanceof Number number) {
      return decimal(new BigDecimal(number.toString()).stripTrailingZeros());
    }
    if (value instanceof List<?> list) {
      return list.stream()
          .map(element -> Objects.requireNonNullElse(normalForm(element), ""))
          .toList();
    }
    return value instanceof Map<?, ?> object ? members(object) : value;
  }

  private static BigDecimal decimal(BigDecimal number) {
    return number.scale() < 0 && number.scale() >= -MOST_ZEROS ? number.setScale(0) : number;
  }
}

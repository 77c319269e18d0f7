package org.clientele.store.dynamodb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What must hold of an item for a write to be made.
 *
 * @param names of attributes, by their placeholders
 * @param values that they are compared with, by their placeholders
 */
public record Condition(
    String expression, Map<String, String> names, Map<String, AttributeValue> values) {

  public Condition {
    names = Map.copyOf(names);
    values = Map.copyOf(values);
  }

  /** Nothing is stored under the key. */
  public static Condition absent() {
    return absent(Attributes.PK);
  }

  public static Condition absent(String attribute) {
    return of("attribute_not_exists(#%s)", attribute);
  }

  /** Something is stored under the key. */
  public static Condition present() {
    return present(Attributes.PK);
  }

  public static Condition present(String attribute) {
    return of("attribute_exists(#%s)", attribute);
  }

  private static Condition of(String function, String attribute) {
    return new Condition(
        function.formatted(attribute), Map.of("#" + attribute, attribute), Map.of());
  }

  public static Condition equal(String attribute, String text) {
    return compared(attribute, "=", AttributeValue.fromS(text));
  }

  public static Condition equal(String attribute, long number) {
    return compared(attribute, "=", number(number));
  }

  public static Condition isTrue(String attribute) {
    return compared(attribute, "=", AttributeValue.fromBool(true));
  }

  public static Condition notTrue(String attribute) {
    return compared(attribute, "<>", AttributeValue.fromBool(true));
  }

  /** Of each attribute there is what an item has, or nothing where that has nothing. */
  public static Condition asIn(Map<String, AttributeValue> item, List<String> attributes) {
    return attributes.stream()
        .map(
            attribute -> {
              AttributeValue value = item.get(attribute);
              return value == null ? absent(attribute) : compared(attribute, "=", value);
            })
        .reduce(Condition::and)
        .orElseThrow();
  }

  public static Condition unequal(String attribute, String text) {
    return compared(attribute, "<>", AttributeValue.fromS(text));
  }

  public static Condition less(String attribute, long number) {
    return compared(attribute, "<", number(number));
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  private static Condition compared(String attribute, String comparator, AttributeValue value) {
    return new Condition(
        "#%1$s %2$s :%1$s".formatted(attribute, comparator),
        Map.of("#" + attribute, attribute),
        Map.of(":" + attribute, value));
  }

  public Condition and(Condition other) {
    return joined("AND", other);
  }

  public Condition or(Condition other) {
    return joined("OR", other);
  }

  private Condition joined(String operator, Condition other) {
    return new Condition(
        "(%s %s %s)".formatted(expression, operator, other.expression),
        merged(names, other.names),
        merged(values, other.values));
  }

  public static <V> Map<String, V> merged(Map<String, V> one, Map<String, V> other) {
    Map<String, V> merged = new HashMap<>(one);
    other.forEach(
        (placeholder, value) -> {
          V before = merged.put(placeholder, value);
          if (before != null && !before.equals(value)) {
            throw new IllegalArgumentException("an attribute is compared with two values");
          }
        });
    return merged;
  }

  @Override
  public String toString() {
    return expression;
  }
}

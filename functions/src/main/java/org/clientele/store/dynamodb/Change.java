package org.clientele.store.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A change of one attribute of an item, which leaves the others as they are. */
public record Change(
    String expression, Map<String, String> names, Map<String, AttributeValue> values) {

  public Change {
    names = Map.copyOf(names);
    values = Map.copyOf(values);
  }

  public static Change set(String attribute, long number) {
    return of("SET #%1$s = :new_%1$s", attribute, number(number));
  }

  public static Change setTrue(String attribute) {
    return of("SET #%1$s = :new_%1$s", attribute, AttributeValue.fromBool(true));
  }

  /** Adds to a number, which is 0 where it is absent. */
  public static Change add(String attribute, long number) {
    return of("ADD #%1$s :new_%1$s", attribute, number(number));
  }

  public static Change remove(String attribute) {
    return new Change("REMOVE #" + attribute, Map.of("#" + attribute, attribute), Map.of());
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  private static Change of(String expression, String attribute, AttributeValue value) {
    return new Change(
        expression.formatted(attribute),
        Map.of("#" + attribute, attribute),
        Map.of(":new_" + attribute, value));
  }

  /** Returns this change and one of another kind, of another attribute. */
  public Change and(Change other) {
    return new Change(
        expression + " " + other.expression,
        Condition.merged(names, other.names),
        Condition.merged(values, other.values));
  }

  @Override
  public String toString() {
    return expression;
  }
}

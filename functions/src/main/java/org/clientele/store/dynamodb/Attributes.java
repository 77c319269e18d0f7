package org.clientele.store.dynamodb;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attributes of one item, written and read by name; absent values are left out. */
public final class Attributes {

  public static final String PK = "pk";
  public static final String SK = "sk";

  private final Map<String, AttributeValue> values;

  private Attributes(Map<String, AttributeValue> values) {
    this.values = values;
  }

  public static Attributes empty() {
    return new Attributes(new HashMap<>());
  }

  public static Attributes key(String pk, String sk) {
    return empty().put(PK, pk).put(SK, sk);
  }

  public static Attributes of(Map<String, AttributeValue> item) {
    return new Attributes(item);
  }

  public Map<String, AttributeValue> toMap() {
    return values;
  }

  /**
   * Returns a text that tells apart any two different items of texts and JSON values, whatever
   * their order.
   */
  public String canonical() {
    var text = new StringBuilder("{");
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              String inner = canonical(value);
              text.append(name.length()).append(':').append(name);
              text.append(inner.length()).append(':').append(inner);
            });
    return text.append('}').toString();
  }

  /** No text holds a control character, so that none is taken for another kind of value. */
  private static String canonical(AttributeValue value) {
    return switch (value.type()) {
      case M -> of(value.m()).canonical();
      case S -> value.s();
      case L ->
          value.l().stream()
              .map(Attributes::canonical)
              .map(element -> "\0" + element.length() + ":" + element)
              .collect(joining("", "\0[", "]"));
      default -> "\0" + (value.n() == null ? value.bool() : value.n());
    };
  }

  public Attributes put(String name, @Nullable AttributeValue value) {
    if (value != null) {
      values.put(name, value);
    }
    return this;
  }

  public Attributes put(String name, @Nullable String value) {
    return put(name, value == null ? null : AttributeValue.fromS(value));
  }

  public Attributes put(String name, @Nullable Boolean value) {
    return put(name, value == null ? null : AttributeValue.fromBool(value));
  }

  public Attributes put(String name, @Nullable Instant value) {
    return put(name, value == null ? null : Timestamp.format(value));
  }

  public Attributes put(String name, long value) {
    return put(name, AttributeValue.fromN(Long.toString(value)));
  }

  public Attributes put(String name, @Nullable Attributes value) {
    return put(name, value == null ? null : AttributeValue.fromM(value.values));
  }

  public Attributes put(String name, @Nullable Map<String, String> value) {
    if (value == null) {
      return this;
    }
    Attributes pairs = empty();
    value.forEach(pairs::put);
    return put(name, pairs);
  }

  public Attributes put(String name, List<Attributes> items) {
    return put(
        name,
        AttributeValue.fromL(
            items.stream().map(item -> AttributeValue.fromM(item.values)).toList()));
  }

  public Attributes putTexts(String name, List<String> texts) {
    return texts.isEmpty()
        ? this
        : put(name, AttributeValue.fromL(texts.stream().map(AttributeValue::fromS).toList()));
  }

  /**
   * Puts the members of a JSON object: texts, decimals, truth values, and lists and objects of
   * them.
   */
  public Attributes putValues(String name, @Nullable Map<String, Object> members) {
    return put(name, members == null ? null : ofValue(members));
  }

  private static AttributeValue ofValue(Object value) {
    if (value instanceof Map<?, ?> object) {
      Map<String, AttributeValue> members = new HashMap<>();
      object.forEach(
          (name, member) -> members.put(String.valueOf(name), ofValue(requireNonNull(member))));
      return AttributeValue.fromM(members);
    }
    if (value instanceof List<?> list) {
      return AttributeValue.fromL(list.stream().map(Attributes::ofValue).toList());
    }
    if (value instanceof BigDecimal number) {
      return AttributeValue.fromN(number.toString());
    }
    return value instanceof Boolean flag
        ? AttributeValue.fromBool(flag)
        : AttributeValue.fromS((String) value);
  }

  /** Returns the members of a JSON object, null where it is absent. */
  public @Nullable Map<String, Object> values(String name) {
    AttributeValue value = values.get(name);
    return value == null ? null : members(value);
  }

  private static Map<String, Object> members(AttributeValue object) {
    Map<String, Object> members = new TreeMap<>();
    object.m().forEach((name, member) -> members.put(name, toValue(member)));
    return members;
  }

  private static Object toValue(AttributeValue value) {
    return switch (value.type()) {
      case M -> members(value);
      case L -> value.l().stream().map(Attributes::toValue).toList();
      case N -> new BigDecimal(value.n());
      case BOOL -> value.bool();
      default -> value.s();
    };
  }

  public @Nullable String text(String name) {
    AttributeValue value = values.get(name);
    return value == null ? null : value.s();
  }

  /** Returns the constant of an enumeration that an attribute names. */
  public <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
    String text = text(name);
    return text == null ? null : Enum.valueOf(type, text);
  }

  public @Nullable Boolean flag(String name) {
    AttributeValue value = values.get(name);
    return value == null ? null : value.bool();
  }

  public @Nullable Long number(String name) {
    AttributeValue value = values.get(name);
    return value == null ? null : Long.valueOf(value.n());
  }

  public @Nullable Instant instant(String name) {
    String text = text(name);
    return text == null ? null : Timestamp.read(text);
  }

  public @Nullable Attributes nested(String name) {
    AttributeValue value = values.get(name);
    return value == null ? null : of(value.m());
  }

  /** Returns the items of a list, none where it is absent. */
  public List<Attributes> list(String name) {
    AttributeValue value = values.get(name);
    return value == null ? List.of() : value.l().stream().map(item -> of(item.m())).toList();
  }

  /** Returns the texts of a list, none where it is absent. */
  public List<String> texts(String name) {
    AttributeValue value = values.get(name);
    return value == null ? List.of() : value.l().stream().map(AttributeValue::s).toList();
  }

  public @Nullable Map<String, String> pairs(String name) {
    Attributes nested = nested(name);
    if (nested == null) {
      return null;
    }
    Map<String, String> pairs = new TreeMap<>();
    nested.values.forEach((key, value) -> pairs.put(key, value.s()));
    return pairs;
  }

  /** Returns an attribute that every such item has. */
  public String requiredText(String name) {
    return requireNonNull(text(name), name);
  }

  public Instant requiredInstant(String name) {
    return Timestamp.read(requiredText(name));
  }

  public long requiredNumber(String name) {
    return requireNonNull(number(name), name);
  }
}

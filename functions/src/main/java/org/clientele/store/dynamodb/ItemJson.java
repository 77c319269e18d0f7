package org.clientele.store.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items in DynamoDB's own JSON, as its streams have them. */
public final class ItemJson {

  private ItemJson() {}

  /**
   * Reads an item.
   *
   * @throws IllegalArgumentException if it is no item
   */
  public static Map<String, AttributeValue> read(JsonNode item) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    item.properties()
        .forEach(attribute -> attributes.put(attribute.getKey(), value(attribute.getValue())));
    return attributes;
  }

  private static AttributeValue value(JsonNode typed) {
    if (typed.size() != 1) {
      throw new IllegalArgumentException("an attribute without one type");
    }
    Map.Entry<String, JsonNode> only = typed.properties().iterator().next();
    JsonNode value = only.getValue();
    return switch (only.getKey()) {
      case "S" -> AttributeValue.fromS(value.textValue());
      case "N" -> AttributeValue.fromN(value.asText());
      case "BOOL" -> AttributeValue.fromBool(value.booleanValue());
      case "NULL" -> AttributeValue.fromNul(true);
      case "SS" -> AttributeValue.fromSs(texts(value));
      case "NS" -> AttributeValue.fromNs(texts(value));
      case "M" -> AttributeValue.fromM(read(value));
      case "L" -> AttributeValue.fromL(list(value));
      default -> throw new IllegalArgumentException("an attribute of an unknown type");
    };
  }

  private static List<AttributeValue> list(JsonNode values) {
    List<AttributeValue> list = new ArrayList<>();
    values.forEach(value -> list.add(value(value)));
    return list;
  }

  private static List<String> texts(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.asText()));
    return texts;
  }
}

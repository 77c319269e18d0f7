package org.clientele;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Collects what a published schema says, in the lines of {@link RecordRules}. Rules between fields
 * ({@code anyOf}, {@code if}) are left out, and fields that are refused ({@code false}).
 */
final class PublishedRules {

  private static final List<String> KEYWORDS =
      List.of(
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "minimum",
          "maximum");

  private final JsonNode root;
  private final Set<String> lines;

  /**
   * @param root where references begin
   * @param lines added to
   */
  PublishedRules(JsonNode root, Set<String> lines) {
    this.root = root;
    this.lines = lines;
  }

  void addFields(String path, JsonNode schema) {
    ObjectNode whole = resolve(schema);
    Set<String> required = new LinkedHashSet<>();
    whole.path("required").forEach(field -> required.add(field.asText()));
    whole
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String field = path + property.getKey();
              if (required.contains(property.getKey())) {
                lines.add(field + " required");
              }
              if (!property.getValue().isBoolean()) {
                add(field, property.getValue());
              }
            });
  }

  void add(String path, JsonNode schema) {
    ObjectNode whole = resolve(schema);
    lines.add(path + " type " + String.join(", ", types(whole)));
    addConstraints(path, whole);
    if (whole.has("properties")) {
      addFields(path + ".", whole);
    } else if (whole.path("additionalProperties").isObject()) {
      addConstraints(path + "{key}", resolve(whole.path("propertyNames")));
      add(path + "{value}", whole.path("additionalProperties"));
    }
    if (whole.has("items")) {
      add(path + "[]", whole.path("items"));
    }
  }

  private void addConstraints(String path, JsonNode whole) {
    for (String keyword : KEYWORDS) {
      if (whole.has(keyword)) {
        lines.add(path + " " + keyword + " " + whole.path(keyword).asText());
      }
    }
    if (whole.has("pattern")) {
      lines.add(path + " pattern " + whole.path("pattern").asText().replaceAll("^\\^|\\$$", ""));
    }
    String[] choices =
        StreamSupport.stream(whole.path("enum").spliterator(), false)
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .toArray(String[]::new);
    if (whole.path("const").isTextual()) {
      choices = new String[] {whole.path("const").asText()};
    }
    if (choices.length > 0) {
      lines.add(path + " enum " + RecordRules.sorted(choices));
    }
  }

  private static Set<String> types(JsonNode whole) {
    Set<String> types = new LinkedHashSet<>();
    if (whole.path("type").isTextual()) {
      types.add(whole.path("type").asText());
    }
    whole.path("type").forEach(type -> types.add(type.asText()));
    if (types.isEmpty()) {
      types.add("string");
      whole.path("enum").forEach(value -> types.add(value.isNull() ? "null" : "string"));
    }
    return types;
  }

  /** Returns a schema with what it refers to, which its own words go before. */
  private ObjectNode resolve(JsonNode schema) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    if (schema.has("$ref")) {
      merge(whole, resolve(root.at(schema.path("$ref").asText().substring(1))));
    }
    schema.path("allOf").forEach(part -> merge(whole, resolve(part)));
    JsonNode either = schema.path("anyOf");
    if (either.size() == 2 && either.get(1).path("type").asText().equals("null")) {
      merge(whole, resolve(either.get(0)));
      String type = whole.path("type").asText();
      whole.putArray("type").add(type).add("null");
    }
    if (schema.isObject()) {
      merge(whole, (ObjectNode) schema);
    }
    return whole;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            member -> {
              JsonNode known = into.get(member.getKey());
              if (known instanceof ObjectNode mine
                  && member.getValue() instanceof ObjectNode theirs
                  && !theirs.has("$ref")) {
                ObjectNode merged = mine.deepCopy();
                merge(merged, theirs);
                into.set(member.getKey(), merged);
              } else {
                into.set(member.getKey(), member.getValue());
              }
            });
  }
}

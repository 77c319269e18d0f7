package org.clientele.notice;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clientele.notice.ProviderMapping.Message;
import org.clientele.notice.ProviderMapping.Row;
import org.clientele.notice.ProviderMapping.Value;
import org.jspecify.annotations.Nullable;

/** The places of a notice that a mapping reads, and what it makes of them. */
final class MappingPlaces {

  private final ProviderMapping mapping;
  private final Map<String, List<String>> uses = new TreeMap<>();

  private MappingPlaces(ProviderMapping mapping) {
    this.mapping = mapping;
  }

  /** Returns our fields by the places that they are taken from, of a mapping with these rows. */
  static Map<String, List<String>> of(ProviderMapping mapping, List<Row> rows) {
    var places = new MappingPlaces(mapping);
    places.add("the event", mapping.event());
    mapping.notificationId().forEach(place -> places.add(place, "`notification_id`", null));
    places.add("`occurred_at`", mapping.occurredAt());
    places.add("`token.provider_token_id`", mapping.token());
    mapping
        .newToken()
        .forEach((field, values) -> places.add("`token.%s` of a new one".formatted(field), values));
    rows.forEach(places::add);
    return places.uses;
  }

  private void add(Row row) {
    row.when().keySet().forEach(place -> add(place, "the event", null));
    row.messages().forEach(this::add);
  }

  private void add(Message message) {
    add("`occurred_at`", message.occurredAt());
    message.change().forEach((field, values) -> add("`change.%s`".formatted(field), values));
    message.cause().forEach((field, values) -> add("`cause.%s`".formatted(field), values));
  }

  private void add(String field, List<Value> values) {
    for (Value value : values) {
      if (value.use() != null) {
        add(field, mapping.values().getOrDefault(value.use(), List.of()));
      }
      if (value.from() != null) {
        add(value.from(), field, value);
      }
      if (value.month() != null) {
        add(value.month(), field, null);
      }
    }
  }

  private void add(String place, String field, @Nullable Value value) {
    List<String> fields = uses.computeIfAbsent(place, name -> new ArrayList<>());
    String use = field + translation(value);
    if (!fields.contains(use)) {
      fields.add(use);
    }
  }

  private static String translation(@Nullable Value value) {
    if (value == null || value.table() == null) {
      return "";
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    value.table().forEach((from, to) -> pairs.put(from, word(to)));
    return pairs.entrySet().stream()
        .map(
            pair ->
                "%s: %s"
                    .formatted(
                        pair.getKey().equals("*") ? "any other" : pair.getKey(), pair.getValue()))
        .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String word(JsonNode to) {
    return to.isNull() ? "left out" : to.asText();
  }

  /** Returns the places of all that a notice holds, as a mapping names them. */
  static List<String> leaves(NoticeView view) {
    List<String> leaves = new ArrayList<>();
    Stream.of("query", "headers", "details", "item", "body")
        .filter(part -> !view.root().path(part).isMissingNode())
        .forEach(part -> collect("/" + part, view.root().path(part), leaves));
    boolean isOne = view.root().at(view.itemPlace()).isObject();
    leaves.removeIf(
        leaf ->
            !view.itemPlace().isEmpty()
                && leaf.startsWith(view.itemPlace() + "/")
                && (isOne || !view.root().at(view.itemPlace()).isMissingNode()));
    return leaves;
  }

  private static void collect(String place, JsonNode value, List<String> leaves) {
    if (value.isObject() && !value.isEmpty()) {
      value
          .properties()
          .forEach(entry -> collect(place + "/" + entry.getKey(), entry.getValue(), leaves));
    } else if (value.isArray() && !value.isEmpty()) {
      for (int i = 0; i < value.size(); i++) {
        collect(place + "/" + i, value.get(i), leaves);
      }
    } else if (place.indexOf('/', 1) > 0) {
      leaves.add(place);
    }
  }
}

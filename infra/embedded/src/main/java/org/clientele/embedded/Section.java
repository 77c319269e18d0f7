package org.clientele.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping in the template, and the path to it, under which whatever is wrong with it is reported:
 * every method throws {@link IllegalStateException} for what is not as its name says.
 */
record Section(String path, Map<?, ?> values) {

  static Section of(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> values) {
      return new Section(path, values);
    }
    throw isNot("a mapping", path, value);
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Section section(String key) {
    return of(pathOf(key), values.get(key));
  }

  Optional<Section> findSection(String key) {
    return values.containsKey(key) ? Optional.of(section(key)) : Optional.empty();
  }

  /** Returns everything in here, which must be sections, in order. */
  List<Section> sections() {
    return values.keySet().stream().map(key -> section(key.toString())).toList();
  }

  /** Returns the items of a list of sections, of which there must be one. */
  List<Section> items(String key) {
    if (values.get(key) instanceof List<?> list && !list.isEmpty()) {
      var items = new ArrayList<Section>();
      list.forEach(item -> items.add(of(pathOf(key) + "/" + items.size(), item)));
      return items;
    }
    throw isNot("a list of mappings", pathOf(key), values.get(key));
  }

  Optional<List<Section>> findItems(String key) {
    return values.containsKey(key) ? Optional.of(items(key)) : Optional.empty();
  }

  /** Returns a text, a number or a truth value as it is written. */
  String text(String key) {
    Object value = values.get(key);
    return asText(value).orElseThrow(() -> isNot("a text", pathOf(key), value));
  }

  Optional<String> findText(String key) {
    return values.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** Returns a text, or the texts of a list. */
  List<String> oneOrMoreTexts(String key) {
    return values.get(key) instanceof List<?> list
        ? list.stream()
            .map(item -> asText(item).orElseThrow(() -> isNot("a text", pathOf(key), item)))
            .toList()
        : List.of(text(key));
  }

  /** Returns what is text in here, by name; the rest is passed over. */
  Map<String, String> texts() {
    var texts = new HashMap<String, String>();
    values.forEach(
        (key, value) -> asText(value).ifPresent(text -> texts.put(key.toString(), text)));
    return texts;
  }

  /** Refuses anything in here but {@code keys}, so that nothing is overlooked. */
  void requireNothingBut(Set<String> keys) {
    values
        .keySet()
        .forEach(
            key -> {
              if (!keys.contains(key.toString())) {
                throw new IllegalStateException(pathOf(key.toString()) + " is not understood");
              }
            });
  }

  private String pathOf(String key) {
    return path + "/" + key;
  }

  private static Optional<String> asText(@Nullable Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  private static IllegalStateException isNot(String kind, String path, @Nullable Object value) {
    return new IllegalStateException(
        path + (value == null ? " is missing" : " is not %s: %s".formatted(kind, value)));
  }
}

package org.clientele.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An answer as a person reads it: a line for each field, then a row for each item of a list.
 * Columns come in the order of the answer. Nothing is cut: columns that have no room are left out,
 * and named.
 */
final class Table {

  private static final String GAP = "  ";

  private final int width;
  private final StringBuilder text = new StringBuilder();

  private Table(int width) {
    this.width = width;
  }

  /**
   * Returns an answer in lines.
   *
   * @param width how many characters there are for the rows of a list
   */
  static String of(JsonNode answer, int width) {
    var table = new Table(width);
    Map<String, String> fields = flat(answer);
    int longest = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
    fields.forEach((name, value) -> table.line(pad(name, longest) + GAP + value));
    answer
        .properties()
        .forEach(
            field -> {
              if (isListOfObjects(field.getValue()) && !field.getValue().isEmpty()) {
                table.rows(field.getValue(), fields);
              }
            });
    return table.text.toString();
  }

  /**
   * @param said the fields that are not repeated in each row
   */
  private void rows(JsonNode list, Map<String, String> said) {
    List<Map<String, String>> rows = new ArrayList<>();
    list.forEach(item -> rows.add(flat(item)));
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    names.removeIf(
        name ->
            said.containsKey(name)
                && rows.stream().allMatch(row -> said.get(name).equals(row.get(name))));
    Map<String, Integer> shown = new LinkedHashMap<>();
    Set<String> leftOut = new LinkedHashSet<>();
    int room = width;
    for (String name : names) {
      int wide =
          Math.max(
              heading(name).length(),
              rows.stream().mapToInt(row -> row.getOrDefault(name, "").length()).max().orElse(0));
      if (shown.isEmpty() || wide + GAP.length() <= room) {
        shown.put(name, wide);
        room -= wide + GAP.length();
      } else {
        leftOut.add(name.replaceFirst("[.].*", ""));
      }
    }
    line("");
    StringBuilder headings = new StringBuilder();
    shown.forEach((name, wide) -> headings.append(pad(heading(name), wide)).append(GAP));
    line(headings.toString());
    for (Map<String, String> row : rows) {
      StringBuilder cells = new StringBuilder();
      shown.forEach(
          (name, wide) -> cells.append(pad(row.getOrDefault(name, ""), wide)).append(GAP));
      line(cells.toString());
    }
    if (!leftOut.isEmpty()) {
      line("Also in --output json: " + String.join(", ", leftOut));
    }
  }

  private static String heading(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }

  private static String pad(String cell, int wide) {
    return cell + " ".repeat(Math.max(0, wide - cell.length()));
  }

  /** Returns the values by their paths, without lists of objects. */
  private static Map<String, String> flat(JsonNode object) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", object, flat);
    return flat;
  }

  private static void flatten(String prefix, JsonNode object, Map<String, String> flat) {
    object
        .properties()
        .forEach(
            field -> {
              String name = prefix + Texts.printable(field.getKey());
              JsonNode value = field.getValue();
              if (value.isObject()) {
                flatten(name + ".", value, flat);
              } else if (!isListOfObjects(value)) {
                flat.put(
                    name, Texts.printable(value.isTextual() ? value.asText() : value.toString()));
              }
            });
  }

  private static boolean isListOfObjects(JsonNode value) {
    return value.isArray() && (value.isEmpty() || value.get(0).isObject());
  }
}

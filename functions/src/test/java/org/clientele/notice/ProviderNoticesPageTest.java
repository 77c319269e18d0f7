package org.clientele.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.clientele.notice.ProviderMapping.Message;
import org.clientele.notice.ProviderMapping.Row;
import org.clientele.notice.ProviderMapping.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of the mappings says what the mappings do. */
class ProviderNoticesPageTest {

  private static final Path PAGE = Path.of("../infra/provider-notices.md");

  static List<ProviderMapping> mappings() {
    return NoticeVectors.MAPPER.mappings();
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void pageHasEveryRowAndEveryPlaceOfAMapping(ProviderMapping mapping) throws IOException {
    assertThat(Files.readString(PAGE)).contains(section(mapping));
  }

  private static String section(ProviderMapping mapping) {
    List<String> lines = new ArrayList<>();
    lines.add("## " + mapping.title());
    lines.add("");
    lines.add("`provider` is `%s`. From:".formatted(mapping.provider()));
    lines.add("");
    mapping.sources().forEach(source -> lines.add("- " + source));
    lines.add("");
    lines.add("| notice | says | becomes |");
    lines.add("| --- | --- | --- |");
    mapping.rows().forEach(row -> lines.add(line(name(row), row.says(), becomes(mapping, row))));
    lines.add("");
    if (!mapping.items().isEmpty()) {
      lines.add(
          "`item` is %s."
              .formatted(
                  mapping.items().stream()
                      .map(ProviderNoticesPageTest::place)
                      .collect(Collectors.joining(" or "))));
      lines.add("");
    }
    lines.add("| of the notice | here |");
    lines.add("| --- | --- |");
    places(mapping).forEach((place, use) -> lines.add(line(place(place), use)));
    return String.join("\n", lines) + "\n";
  }

  private static Map<String, String> places(ProviderMapping mapping) {
    Map<String, String> places = new TreeMap<>();
    MappingPlaces.of(mapping, mapping.rows())
        .forEach((place, fields) -> places.put(place, String.join("; ", fields)));
    mapping.leftOut().forEach((place, why) -> places.put(place, "– " + why));
    return places;
  }

  private static String line(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String place(String place) {
    return "`" + place.substring(1).replace('/', '.') + "`";
  }

  private static String name(Row row) {
    String name = "`" + row.event() + "`";
    for (Map.Entry<String, List<String>> condition : row.when().entrySet()) {
      name +=
          ", %s `%s`"
              .formatted(place(condition.getKey()), String.join("` or `", condition.getValue()));
    }
    for (String place : row.with()) {
      name += ", with " + place(place);
    }
    return name;
  }

  private static String becomes(ProviderMapping mapping, Row row) {
    return row.nothing() == null
        ? row.messages().stream()
            .map(message -> becomes(mapping, message))
            .collect(Collectors.joining("; and "))
        : "nothing: " + row.nothing();
  }

  private static String becomes(ProviderMapping mapping, Message message) {
    String change =
        message.change().entrySet().stream()
            .map(field -> "`" + field.getKey() + "`" + constant(mapping, field.getValue()))
            .collect(Collectors.joining(", "));
    List<Value> by = message.cause().get("by");
    if (by == null) {
      return change;
    }
    String who = constant(mapping, by);
    return change + ", by" + (who.isEmpty() ? " as said" : who);
  }

  /** Returns what a field always is, if it is that whatever the notice holds. */
  private static String constant(ProviderMapping mapping, List<Value> values) {
    Value value = values.get(0);
    if (value.use() != null) {
      return constant(mapping, mapping.values().getOrDefault(value.use(), List.of()));
    }
    JsonNode constant = value.constant();
    return constant == null
        ? values.size() > 1 || value.table() == null ? "" : " as said"
        : constant.isNull() ? " cleared" : " " + constant.asText();
  }
}

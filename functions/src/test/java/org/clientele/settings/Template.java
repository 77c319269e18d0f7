package org.clientele.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What {@code infra/template.yaml} takes, and what it makes variables of.
 *
 * @param variables the parameter or resource that each refers to
 */
record Template(List<Parameter> parameters, Map<String, String> variables) {

  /**
   * @param value what it may be
   * @param fallback absent where it must be given
   */
  record Parameter(
      String name,
      String value,
      @Nullable String pattern,
      @Nullable String fallback,
      String meaning) {

    String row() {
      return "| `%s` | %s | %s | %s |\n"
          .formatted(
              name,
              value,
              fallback == null || fallback.isEmpty() ? "" : "`" + fallback + "`",
              meaning);
    }
  }

  static Template read() {
    try (var reader = Files.newBufferedReader(Path.of("../infra/template.yaml"))) {
      Map<String, Node> template = members(new Yaml().compose(reader));
      Map<String, String> variables = new HashMap<>(variables(template.get("Globals"), "Function"));
      members(template.get("Resources"))
          .values()
          .forEach(resource -> variables.putAll(variables(resource, "Properties")));
      return new Template(
          members(template.get("Parameters")).entrySet().stream()
              .map(entry -> parameter(entry.getKey(), members(entry.getValue())))
              .toList(),
          variables);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the parameter or resource that a variable is given. */
  Optional<String> source(String variable) {
    return Optional.ofNullable(variables.get(variable));
  }

  String pattern(String parameter) {
    return parameters.stream()
        .filter(one -> one.name.equals(parameter))
        .map(Parameter::pattern)
        .findFirst()
        .orElseThrow();
  }

  private static Parameter parameter(String name, Map<String, Node> says) {
    String pattern = text(says.get("AllowedPattern"));
    return new Parameter(
        name,
        values(says, pattern),
        pattern,
        text(says.get("Default")),
        String.valueOf(text(says.get("Description"))));
  }

  private static String values(Map<String, Node> says, @Nullable String pattern) {
    if (says.get("AllowedValues") instanceof SequenceNode allowed) {
      return allowed.getValue().stream()
          .map(value -> "`" + text(value) + "`")
          .collect(Collectors.joining(", "));
    }
    if (pattern != null) {
      return "`" + pattern.replace("|", "\\|") + "`";
    }
    String most = text(says.get("MaxValue"));
    return text(says.get("MinValue")) + (most == null ? " or more" : " to " + most);
  }

  private static Map<String, String> variables(@Nullable Node resource, String part) {
    Map<String, String> references = new HashMap<>();
    Map<String, Node> environment =
        members(members(members(resource).get(part)).get("Environment"));
    members(environment.get("Variables"))
        .forEach(
            (variable, value) -> {
              if (value.getTag().getValue().equals("!Ref")) {
                references.put(variable, String.valueOf(text(value)));
              }
            });
    return references;
  }

  private static Map<String, Node> members(@Nullable Node node) {
    Map<String, Node> members = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      mapping
          .getValue()
          .forEach(
              member ->
                  members.put(String.valueOf(text(member.getKeyNode())), member.getValueNode()));
    }
    return members;
  }

  private static @Nullable String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }
}

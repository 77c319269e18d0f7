package org.clientele.acceptance;

import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** What stands in a template, whatever CloudFormation's tags make of it. */
final class Nodes {

  private Nodes() {}

  /** Returns what a template has in one of its sections, by name. */
  static Map<String, Map<String, Node>> section(Reader template, String name) throws IOException {
    Map<String, Map<String, Node>> section = new LinkedHashMap<>();
    try (template) {
      members(members(new Yaml().compose(template)).get(name))
          .forEach((member, node) -> section.put(member, members(node)));
    }
    return section;
  }

  static Map<String, Node> members(@Nullable Node node, String... path) {
    if (path.length > 0) {
      return members(
          members(node).get(path[0]), List.of(path).subList(1, path.length).toArray(String[]::new));
    }
    Map<String, Node> members = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      mapping
          .getValue()
          .forEach(member -> members.put(text(member.getKeyNode()), member.getValueNode()));
    }
    return members;
  }

  static List<String> texts(@Nullable Node node) {
    return node instanceof SequenceNode sequence
        ? sequence.getValue().stream().map(Nodes::text).toList()
        : List.of();
  }

  static String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}

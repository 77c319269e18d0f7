package org.clientele.template;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A part of the template, with CloudFormation's functions in their long form. What is not there is
 * a part too, an empty one.
 *
 * @param name its key in what it is part of
 */
record Part(String name, Object value) {

  private static final List<Object> NOTHING = List.of();

  static Part of(String yaml) {
    return new Part("", new Yaml(new LongForms()).<Object>load(yaml));
  }

  Part at(String... keys) {
    Part part = this;
    for (String key : keys) {
      Object member = part.value instanceof Map<?, ?> map ? map.get(key) : null;
      part = new Part(key, member == null ? NOTHING : member);
    }
    return part;
  }

  boolean exists() {
    return !value.equals(NOTHING);
  }

  /** Returns a text, a number or a truth value as it is written; "" for anything else. */
  String text() {
    return value instanceof Map || value instanceof List ? "" : value.toString();
  }

  boolean is(String text) {
    return text().equals(text);
  }

  int number() {
    return Integer.parseInt(text());
  }

  /** Returns what is in a list; of anything else, itself. */
  List<Part> items() {
    return value instanceof List<?> list
        ? IntStream.range(0, list.size())
            .mapToObj(i -> new Part(name + "/" + i, list.get(i)))
            .toList()
        : List.of(this);
  }

  Part item(int place) {
    return items().stream().skip(place).findFirst().orElse(new Part(name, NOTHING));
  }

  List<String> texts() {
    return items().stream().map(Part::text).toList();
  }

  List<Part> members() {
    return value instanceof Map<?, ?> map
        ? map.keySet().stream().map(key -> at(key.toString())).toList()
        : List.of();
  }

  /** Returns this part and all that it consists of. */
  Stream<Part> all() {
    Stream<Part> parts = value instanceof Map ? members().stream() : Stream.empty();
    if (value instanceof List) {
      parts = items().stream();
    }
    return Stream.concat(Stream.of(this), parts.flatMap(Part::all));
  }

  /** Returns the parameter or resource that this refers to; "" if it does not. */
  String reference() {
    String attribute = at("Fn::GetAtt").text();
    return attribute.isEmpty() ? at("Ref").text() : attribute.replaceFirst("[.].*", "");
  }

  /** Whether a resource is referred to here, in whichever way. */
  boolean mentions(String resource) {
    return all()
        .anyMatch(
            part ->
                part.reference().equals(resource)
                    || part.text().matches("(?s).*\\$\\{%s[.}].*".formatted(resource)));
  }

  private static final class LongForms extends SafeConstructor {

    LongForms() {
      super(new LoaderOptions());
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              String function = node.getTag().getValue().substring(1);
              boolean isShort = function.equals("Ref") || function.equals("Condition");
              return Map.of(isShort ? function : "Fn::" + function, argument(node));
            }
          });
    }

    private Object argument(Node node) {
      if (node instanceof ScalarNode scalar) {
        return scalar.getValue();
      }
      return node instanceof SequenceNode sequence
          ? constructSequence(sequence)
          : constructMapping((MappingNode) node);
    }
  }
}

package org.clientele.embedded.template;

import java.util.LinkedHashMap;
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
import org.yaml.snakeyaml.parser.ParserException;

/**
 * A part of a template, with CloudFormation's functions in their long form. What is not there is a
 * part too, an empty one.
 *
 * @param name its key in what it is part of
 */
public record Part(String name, Object value) {

  private static final List<Object> NOTHING = List.of();
  private static final String REFERENCE = "Ref";
  private static final String FUNCTION = "Fn::";

  /** Reads a template, in which no key may come twice. */
  public static Part of(String yaml) {
    Object root = new Yaml(new LongForms()).load(yaml);
    return new Part("", root == null ? NOTHING : root);
  }

  public Part at(String... keys) {
    Part part = this;
    for (String key : keys) {
      Object member = part.value instanceof Map<?, ?> map ? map.get(key) : null;
      part = new Part(key, member == null ? NOTHING : member);
    }
    return part;
  }

  public boolean exists() {
    return !value.equals(NOTHING);
  }

  /** Returns a text, a number or a truth value as it is written; "" for anything else. */
  public String text() {
    return value instanceof Map || value instanceof List ? "" : value.toString();
  }

  /** Returns the text, or another one where there is no such part. */
  public String text(String otherwise) {
    return exists() ? text() : otherwise;
  }

  public boolean is(String text) {
    return text().equals(text);
  }

  public int number() {
    return Integer.parseInt(text());
  }

  /** Returns what is in a list; of anything else, itself. */
  public List<Part> items() {
    return value instanceof List<?> list
        ? IntStream.range(0, list.size())
            .mapToObj(i -> new Part(name + "/" + i, list.get(i)))
            .toList()
        : List.of(this);
  }

  public Part item(int place) {
    return items().stream().skip(place).findFirst().orElse(new Part(name, NOTHING));
  }

  public List<String> texts() {
    return items().stream().map(Part::text).toList();
  }

  public List<Part> members() {
    return value instanceof Map<?, ?> map
        ? map.keySet().stream().map(key -> at(key.toString())).toList()
        : List.of();
  }

  /** Returns this part and all that it consists of. */
  public Stream<Part> all() {
    Stream<Part> parts = value instanceof Map ? members().stream() : Stream.empty();
    if (value instanceof List) {
      parts = items().stream();
    }
    return Stream.concat(Stream.of(this), parts.flatMap(Part::all));
  }

  /** Returns the parameter or resource that this refers to; "" if it does not. */
  public String reference() {
    String attribute = at("Fn::GetAtt").text();
    return attribute.isEmpty() ? at(REFERENCE).text() : attribute.replaceFirst("[.].*", "");
  }

  /** Whether a parameter or resource is referred to here, in whichever way. */
  public boolean mentions(String resource) {
    return all()
        .anyMatch(
            part ->
                part.reference().equals(resource)
                    || part.text().matches("(?s).*\\$\\{%s[}.].*".formatted(resource)));
  }

  /** Returns the value with, in place of each of CloudFormation's functions, its argument. */
  public Object plain() {
    if (value instanceof List<?>) {
      return items().stream().map(Part::plain).toList();
    }
    if (!(value instanceof Map<?, ?>)) {
      return value;
    }
    List<Part> members = members();
    if (members.size() == 1 && members.get(0).isFunction()) {
      return members.get(0).plain();
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    members.forEach(member -> plain.put(member.name, member.plain()));
    return plain;
  }

  private boolean isFunction() {
    return name.equals(REFERENCE) || name.startsWith(FUNCTION);
  }

  private static final class LongForms extends SafeConstructor {

    LongForms() {
      super(withoutRepetition());
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              String function = node.getTag().getValue().substring(1);
              boolean isShort = function.equals(REFERENCE) || function.equals("Condition");
              return Map.of(isShort ? function : FUNCTION + function, argument(node));
            }
          });
    }

    @Override
    protected void constructMapping2ndStep(MappingNode node, Map<Object, Object> mapping) {
      super.constructMapping2ndStep(node, mapping);
      if (mapping.containsKey(null)) {
        throw new ParserException("in a mapping", null, "a key is empty", node.getStartMark());
      }
    }

    private static LoaderOptions withoutRepetition() {
      var options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      return options;
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

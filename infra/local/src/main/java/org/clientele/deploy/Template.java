package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What the deployment has to know of {@code infra/template.yaml}.
 *
 * @param functions by logical id, their environment variables, those of all functions included
 * @param types of the resources, by logical id
 */
record Template(
    String text,
    List<Parameter> parameters,
    Map<String, Map<String, Variable>> functions,
    Map<String, String> types) {

  static final String FILE = "infra/template.yaml";

  private static final String FUNCTION = "AWS::Serverless::Function";
  private static final String REFERENCE = "!Ref";

  Template {
    parameters = List.copyOf(parameters);
    functions = Map.copyOf(functions);
    types = Map.copyOf(types);
  }

  /**
   * An environment variable.
   *
   * @param value as it is written; of a reference, what it refers to
   * @param isKnown whether it is not worked out by CloudFormation alone
   */
  record Variable(String value, boolean isReference, boolean isKnown) {}

  static Template read(Path folder) throws IOException {
    String text = Files.readString(folder.resolve(FILE), UTF_8);
    Map<String, Node> template = members(new Yaml().compose(new StringReader(text)));
    List<Parameter> parameters = new ArrayList<>();
    members(template.get("Parameters"))
        .forEach((name, node) -> parameters.add(parameter(name, members(node))));
    Map<String, Variable> common = variables(members(template.get("Globals")).get("Function"));
    Map<String, Map<String, Variable>> functions = new TreeMap<>();
    Map<String, String> types = new HashMap<>();
    members(template.get("Resources"))
        .forEach(
            (id, node) -> {
              Map<String, Node> resource = members(node);
              String type = text(resource.get("Type"), "");
              types.put(id, type);
              if (type.equals(FUNCTION)) {
                Map<String, Variable> variables = new TreeMap<>(common);
                variables.putAll(variables(resource.get("Properties")));
                functions.put(id, variables);
              }
            });
    return new Template(text, parameters, functions, types);
  }

  private static Parameter parameter(String name, Map<String, Node> says) {
    List<String> allowed =
        says.get("AllowedValues") instanceof SequenceNode values
            ? values.getValue().stream().map(value -> text(value, "")).toList()
            : List.of();
    Node fallback = says.get("Default");
    Node pattern = says.get("AllowedPattern");
    return new Parameter(
        name,
        fallback == null ? null : text(fallback, ""),
        allowed,
        pattern == null ? null : text(pattern, ""),
        Integer.parseInt(text(says.get("MaxLength"), "4096")),
        Long.parseLong(text(says.get("MinValue"), "0")),
        Long.parseLong(text(says.get("MaxValue"), "" + Integer.MAX_VALUE)),
        text(says.get("Type"), "").equals("Number"));
  }

  private static Map<String, Variable> variables(@Nullable Node function) {
    Map<String, Variable> variables = new TreeMap<>();
    Map<String, Node> environment = members(members(function).get("Environment"));
    members(environment.get("Variables"))
        .forEach(
            (name, value) -> {
              String tag = value.getTag().getValue();
              boolean isReference = tag.equals(REFERENCE);
              boolean isKnown =
                  isReference || (value instanceof ScalarNode && !tag.startsWith("!"));
              variables.put(name, new Variable(text(value, ""), isReference, isKnown));
            });
    return variables;
  }

  private static Map<String, Node> members(@Nullable Node node) {
    Map<String, Node> members = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      mapping
          .getValue()
          .forEach(member -> members.put(text(member.getKeyNode(), ""), member.getValueNode()));
    }
    return members;
  }

  private static String text(@Nullable Node node, String otherwise) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : otherwise;
  }
}

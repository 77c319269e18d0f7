package org.clientele.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.cli.Operation.Field;
import org.clientele.cli.Operation.Kind;
import org.clientele.cli.Operation.Parameter;
import org.clientele.cli.Operation.Place;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code infra/openapi.yaml}, as far as commands are made of it. */
final class ApiDescription {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final Map<?, ?> root;

  private ApiDescription(Map<?, ?> root) {
    this.root = root;
  }

  static ApiDescription read() {
    try (InputStream yaml = ApiDescription.class.getResourceAsStream("/openapi.yaml")) {
      Objects.requireNonNull(yaml, "openapi.yaml is not on the class path");
      return of(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ApiDescription of(InputStream yaml) {
    return new ApiDescription(
        new Yaml(new SafeConstructor(new LoaderOptions())).<Map<?, ?>>load(yaml));
  }

  /** Returns what a caller with an access token may do, in the order of the description. */
  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    map(root.get("paths"))
        .forEach(
            (path, item) ->
                map(item)
                    .forEach(
                        (method, operation) -> {
                          if (METHODS.contains(method) && !isOpen(map(operation))) {
                            operations.add(
                                operation(path, method, map(operation), list(map(item))));
                          }
                        }));
    return operations;
  }

  /** Whether it needs no access token, as the one that makes them. */
  private static boolean isOpen(Map<String, Object> operation) {
    return operation.get("security") instanceof List<?> needed && needed.isEmpty();
  }

  private Operation operation(
      String path, String method, Map<String, Object> operation, List<?> common) {
    List<Parameter> parameters =
        Stream.concat(common.stream(), list(operation).stream())
            .map(this::resolve)
            .filter(parameter -> !"cookie".equals(parameter.get("in")))
            .map(
                parameter ->
                    new Parameter(
                        text(parameter, "name"),
                        Place.valueOf(text(parameter, "in").toUpperCase(Locale.ROOT)),
                        Boolean.TRUE.equals(parameter.get("required")),
                        description(parameter)))
            .toList();
    String group = group(operation);
    Map<String, Object> body = resolve(operation.get("requestBody"));
    boolean needsBody = Boolean.TRUE.equals(body.get("required"));
    Map<String, Object> content = map(map(body.get("content")).get("application/json"));
    return new Operation(
        group,
        verb(text(operation, "operationId"), group),
        method.toUpperCase(Locale.ROOT),
        path,
        prose(text(operation, "summary")),
        prose(text(operation, "description")),
        parameters,
        needsBody,
        fields(content.get("schema"), needsBody));
  }

  private static List<?> list(Map<String, Object> parametersOf) {
    return parametersOf.get("parameters") instanceof List<?> list ? list : List.of();
  }

  /** Returns the last word of its tag, without the s of a plural. */
  private static String group(Map<String, Object> operation) {
    String tag = operation.get("tags") instanceof List<?> tags ? String.valueOf(tags.get(0)) : "";
    List<String> words = words(tag);
    return words.isEmpty() ? "api" : words.get(words.size() - 1).replaceFirst("s$", "");
  }

  /** Returns the words of an operation's id but for those of its group: get, of get-customer. */
  private static String verb(String id, String group) {
    String verb =
        words(id).stream()
            .filter(word -> !word.equals(group) && !word.equals(group + "s"))
            .collect(joining("-"));
    return verb.isEmpty() ? id : verb;
  }

  private static List<String> words(String name) {
    return Stream.of(name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").split("[^A-Za-z0-9]+"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  private List<Field> fields(@Nullable Object schema, boolean needsBody) {
    Map<String, Object> whole = resolve(schema);
    Object required = whole.get("required");
    List<Field> fields = new ArrayList<>();
    map(whole.get("properties"))
        .forEach(
            (name, property) -> {
              Map<String, Object> field = resolve(property);
              if (!Boolean.TRUE.equals(field.get("readOnly"))) {
                fields.add(
                    new Field(
                        name,
                        kind(field),
                        needsBody && required instanceof List<?> names && names.contains(name),
                        description(field),
                        List.copyOf(map(field.get("properties")).keySet())));
              }
            });
    return fields;
  }

  private static Kind kind(Map<String, Object> schema) {
    Object type = schema.get("type");
    List<?> types = type instanceof List<?> several ? several : List.of(String.valueOf(type));
    if (types.contains("object") || schema.containsKey("properties")) {
      if (schema.containsKey("properties")) {
        return Kind.FIELDS;
      }
      return map(schema.get("additionalProperties")).isEmpty() ? Kind.VALUES : Kind.PAIRS;
    }
    return types.contains("string") || schema.containsKey("enum") ? Kind.TEXT : Kind.JSON;
  }

  /** Returns the description, and the values where there are few. */
  private static String description(Map<String, Object> described) {
    String prose = prose(text(described, "description"));
    return described.get("enum") instanceof List<?> values
        ? Texts.sentences(
            prose, "One of " + values.stream().map(String::valueOf).collect(joining(", ")))
        : prose;
  }

  private static String prose(String markdown) {
    return markdown.replace("`", "").replaceAll("\\s+", " ").strip();
  }

  /**
   * Returns a schema, parameter or body with what it refers to, alone or as the first of two forms
   * whose other is null. The description merges in no other way.
   */
  private Map<String, Object> resolve(@Nullable Object node) {
    Map<String, Object> given = map(node);
    Map<String, Object> whole = new LinkedHashMap<>();
    if (given.get("anyOf") instanceof List<?> forms) {
      whole.putAll(resolve(forms.get(0)));
    }
    if (given.get("$ref") instanceof String reference) {
      whole.putAll(resolve(at(reference)));
    }
    whole.putAll(given);
    return whole;
  }

  private @Nullable Object at(String reference) {
    Object node = root;
    for (String step : reference.substring("#/".length()).split("/")) {
      node = map(node).get(step.replace("~1", "/").replace("~0", "~"));
    }
    return node;
  }

  private static String text(Map<String, Object> node, String name) {
    return node.get(name) instanceof String text ? text : "";
  }

  private static Map<String, Object> map(@Nullable Object node) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> given) {
      given.forEach((name, value) -> map.put(String.valueOf(name), value));
    }
    return map;
  }
}

package org.clientele.local.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.clientele.embedded.SamTemplate;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code openapi.yaml}, as it was built in.
 *
 * @param yaml its text
 * @param tree what the text says
 */
record ApiDescription(String yaml, JsonNode tree) {

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /** The list of servers, to the next line that is not indented. */
  private static final Pattern SERVERS = Pattern.compile("(?m)^servers:\\n(?:[ #-].*\\n)+");

  /**
   * One method of one path.
   *
   * @param method in upper case
   * @param parameters those of the path too
   */
  record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {

    String id() {
      return node.path("operationId").asText();
    }

    String summary() {
      return node.path("summary").asText();
    }

    boolean hasTag(String tag) {
      return elements(node.path("tags")).anyMatch(name -> name.asText().equals(tag));
    }
  }

  static ApiDescription read() {
    return of(yamlText());
  }

  /** Returns the file's text, without reading what it says. */
  static String yamlText() {
    try (InputStream file = SamTemplate.class.getResourceAsStream("/openapi.yaml")) {
      return new String(requireNonNull(file).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiDescription of(String yaml) {
    Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return new ApiDescription(yaml, new ObjectMapper().valueToTree(document));
  }

  /** Returns the description of the same API where {@code url} serves it. */
  ApiDescription servedBy(String url) {
    Matcher servers = SERVERS.matcher(yaml);
    if (!servers.find()) {
      throw new IllegalStateException("openapi.yaml names no servers");
    }
    return of(servers.replaceFirst(Matcher.quoteReplacement("servers:\n  - url: '" + url + "'\n")));
  }

  String version() {
    return tree.at("/info/version").asText();
  }

  List<String> servers() {
    return elements(tree.path("servers")).map(server -> server.path("url").asText()).toList();
  }

  /** Returns the operations in the file's order. */
  List<Operation> operations() {
    return tree.path("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .map(method -> operation(path.getKey(), path.getValue(), method.getKey())))
        .toList();
  }

  private Operation operation(String path, JsonNode item, String method) {
    JsonNode node = item.path(method);
    List<JsonNode> parameters =
        Stream.concat(elements(item.path("parameters")), elements(node.path("parameters")))
            .map(this::resolved)
            .toList();
    return new Operation(method.toUpperCase(Locale.ROOT), path, node, parameters);
  }

  /** Returns what a node refers to, or the node if it refers to nothing. */
  JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isTextual() ? tree.at(reference.asText().substring(1)) : node;
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}

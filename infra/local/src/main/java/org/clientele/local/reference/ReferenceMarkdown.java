package org.clientele.local.reference;

import static java.util.stream.Collectors.joining;
import static org.clientele.local.reference.ApiDescription.elements;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.local.reference.ApiDescription.Operation;

/** The reference as Markdown: what the description says, in the order in which it is read. */
final class ReferenceMarkdown {

  /** What of a schema stands in the columns of a table or beside it. */
  private static final Set<String> TOLD =
      Set.of(
          "$ref",
          "title",
          "description",
          "type",
          "enum",
          "const",
          "pattern",
          "minLength",
          "maxLength",
          "minimum",
          "maximum",
          "minItems",
          "maxItems",
          "maxProperties",
          "minProperties",
          "format",
          "default",
          "example",
          "examples",
          "items",
          "additionalProperties");

  private final ApiDescription description;
  private final StringBuilder text = new StringBuilder();

  private ReferenceMarkdown(ApiDescription description) {
    this.description = description;
  }

  /** Returns {@code llms.txt}: what there is to read, in the form of llmstxt.org. */
  static String index(ApiDescription description) {
    var markdown = new ReferenceMarkdown(description);
    JsonNode info = description.tree().path("info");
    markdown.line("# %s".formatted(info.path("title").asText()));
    markdown.line("> " + firstSentence(info.path("description").asText()));
    markdown.line(
        "Every request but that for an access token carries one as `Authorization: Bearer`.");
    markdown.line("## Reference");
    markdown.text.append(
        """
        - [Reference](reference.md): all operations, life cycles and schemas with examples, as Markdown
        - [OpenAPI 3.1 description](openapi.yaml): the same for machines
        - [Reference page](.): for people, who can send every operation from it

        """);
    markdown.line("## Operations");
    for (Operation operation : description.operations()) {
      markdown.text.append(
          "- [%s](reference.md#%s): %s, `%s %s`\n"
              .formatted(
                  operation.id(),
                  operation.id(),
                  operation.summary(),
                  operation.method(),
                  operation.path()));
    }
    return markdown.text.toString();
  }

  static String reference(ApiDescription description) {
    var markdown = new ReferenceMarkdown(description);
    markdown.write();
    return markdown.text.toString();
  }

  private void write() {
    JsonNode info = description.tree().path("info");
    line("# %s API %s".formatted(info.path("title").asText(), description.version()));
    line(info.path("description").asText());
    line(
        "Served at "
            + description.servers().stream().map(ReferenceMarkdown::code).collect(joining(", "))
            + ".");
    line("## Access");
    description
        .tree()
        .at("/components/securitySchemes")
        .forEach(scheme -> line(scheme.path("description").asText()));
    line("## Life cycles");
    lifeCycle("customer", LifeCycles.ofCustomers());
    lifeCycle("payment token", LifeCycles.ofTokens());
    line(
        "A provider's report makes a token ACTIVE again that had only expired and is renewed, or"
            + " whose retry has succeeded. One that the customer removed stays DEACTIVATED.");
    description.tree().path("tags").forEach(this::tag);
    line("## Headers of answers");
    table(
        List.of("Header", "rule", "meaning"),
        description.tree().at("/components/headers").properties().stream()
            .map(
                header ->
                    List.of(
                        code(header.getKey()),
                        rule(header.getValue().path("schema")),
                        header.getValue().path("description").asText()))
            .toList());
    line("## Schemas");
    description
        .tree()
        .at("/components/schemas")
        .properties()
        .forEach(schema -> schema(schema.getKey(), schema.getValue()));
  }

  private void lifeCycle(String what, Map<String, String> successors) {
    table(
        List.of("A " + what + " that is", "may become"),
        successors.entrySet().stream().map(row -> List.of(row.getKey(), row.getValue())).toList());
  }

  private void tag(JsonNode tag) {
    String name = tag.path("name").asText();
    line("## %s".formatted(capitalised(name)));
    line(tag.path("description").asText() + ".");
    description.operations().stream()
        .filter(operation -> operation.hasTag(name))
        .forEach(this::operation);
  }

  private void operation(Operation operation) {
    line("### " + operation.id());
    line(
        "`%s %s`: %s. %s"
            .formatted(
                operation.method(), operation.path(), operation.summary(), access(operation)));
    line(operation.node().path("description").asText());
    if (!operation.parameters().isEmpty()) {
      table(
          List.of("Parameter", "in", "required", "schema", "example", "meaning"),
          operation.parameters().stream().map(this::parameter).toList());
    }
    JsonNode body = description.resolved(operation.node().path("requestBody"));
    body.path("content")
        .properties()
        .forEach(content -> body(content.getKey(), content.getValue()));
    operation
        .node()
        .path("responses")
        .properties()
        .forEach(answer -> answer(answer.getKey(), description.resolved(answer.getValue())));
  }

  private static String access(Operation operation) {
    String scopes =
        elements(operation.node().path("security"))
            .flatMap(ReferenceMarkdown::values)
            .flatMap(ApiDescription::elements)
            .map(scope -> code(scope.asText()))
            .collect(joining(", "));
    return scopes.isEmpty() ? "It needs no access token." : "Scope: " + scopes + ".";
  }

  private List<String> parameter(JsonNode parameter) {
    return List.of(
        code(parameter.path("name").asText()),
        parameter.path("in").asText(),
        parameter.path("required").asBoolean() ? "yes" : "no",
        rule(parameter.path("schema")),
        example(parameter).map(value -> code(plain(value))).orElse(""),
        parameter.path("description").asText());
  }

  private Optional<JsonNode> example(JsonNode holder) {
    return examples(holder).stream().map(Map.Entry::getValue).findFirst();
  }

  /** Returns a holder's examples by their names; a single one has none. */
  private List<Map.Entry<String, JsonNode>> examples(JsonNode holder) {
    List<Map.Entry<String, JsonNode>> found = new ArrayList<>();
    if (holder.has("example")) {
      found.add(Map.entry("", holder.path("example")));
    }
    holder
        .path("examples")
        .properties()
        .forEach(
            example ->
                found.add(
                    Map.entry(
                        example.getKey(), description.resolved(example.getValue()).path("value"))));
    return found;
  }

  private void body(String type, JsonNode content) {
    line("**Body**, `%s`: %s".formatted(type, rule(content.path("schema"))));
    examples(content).forEach(example -> block(example.getKey(), example.getValue()));
  }

  private void answer(String status, JsonNode answer) {
    String headers =
        answer.path("headers").properties().stream()
            .map(header -> code(header.getKey()))
            .collect(joining(", "));
    String schema =
        values(answer.path("content"))
            .map(content -> " " + rule(content.path("schema")) + ".")
            .collect(joining());
    line(
        "**%s** %s.%s%s"
            .formatted(
                status,
                answer.path("description").asText(),
                schema,
                headers.isEmpty() ? "" : " Headers: " + headers + "."));
    List<Map.Entry<String, JsonNode>> examples =
        values(answer.path("content")).flatMap(content -> examples(content).stream()).toList();
    if (status.startsWith("2")) {
      examples.forEach(example -> block(example.getKey(), example.getValue()));
    } else {
      examples.forEach(
          example -> text.append("- %s\n".formatted(code(example.getValue().toString()))));
      text.append('\n');
    }
  }

  private void schema(String name, JsonNode schema) {
    line("### " + name);
    line(schema.path("description").asText());
    List<String> required = elements(schema.path("required")).map(JsonNode::asText).toList();
    JsonNode properties = schema.path("properties");
    if (properties.isEmpty()) {
      line(rule(((ObjectNode) schema.deepCopy()).without("description")));
    } else {
      table(
          List.of("Field", "required", "rule", "meaning"),
          properties.properties().stream()
              .map(
                  field ->
                      List.of(
                          code(field.getKey()),
                          required.contains(field.getKey()) ? "yes" : "no",
                          rule(field.getValue()),
                          field.getValue().path("description").asText()))
              .toList());
      ObjectNode beside = schema.deepCopy();
      beside.remove(List.of("properties", "required"));
      rest(beside).ifPresent(rest -> block("", rest));
    }
  }

  /** Returns what a schema asks for, in a line. */
  private String rule(JsonNode schema) {
    List<String> parts = new ArrayList<>();
    Optional.of(schema.path("$ref").asText())
        .filter(ref -> !ref.isEmpty())
        .map(ReferenceMarkdown::link)
        .ifPresent(parts::add);
    String type =
        schema.path("type").isArray()
            ? elements(schema.path("type")).map(JsonNode::asText).collect(joining(" or "))
            : schema.path("type").asText();
    if (!type.isEmpty()) {
      parts.add(type);
    }
    if (schema.has("items")) {
      parts.add("of " + rule(schema.path("items")));
    }
    if (schema.path("additionalProperties").isObject()) {
      parts.add("of " + rule(schema.path("additionalProperties")));
    }
    if (schema.has("enum")) {
      parts.add(
          elements(schema.path("enum")).map(value -> code(plain(value))).collect(joining(", ")));
    }
    Stream.of(
            "const",
            "default",
            "format",
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties")
        .filter(schema::has)
        .forEach(key -> parts.add("%s %s".formatted(key, code(plain(schema.path(key))))));
    rest(schema).ifPresent(rest -> parts.add(code(rest.toString())));
    return String.join(", ", parts);
  }

  /** Returns what of a schema stands in no column. */
  private static Optional<JsonNode> rest(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema.isMissingNode() ? Optional.empty() : Optional.of(schema);
    }
    ObjectNode rest = object.deepCopy();
    rest.remove(TOLD);
    return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
  }

  private static String link(String reference) {
    String name = reference.substring(reference.lastIndexOf('/') + 1);
    return reference.startsWith("#/components/schemas/")
        ? "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT))
        : code(reference);
  }

  private void table(List<String> head, List<List<String>> rows) {
    row(head);
    row(head.stream().map(column -> "---").toList());
    rows.forEach(this::row);
    text.append('\n');
  }

  private void row(List<String> cells) {
    text.append(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|").replace("\n", " ").strip())
            .collect(joining(" | ", "| ", " |\n")));
  }

  private void block(String name, JsonNode value) {
    if (!name.isEmpty()) {
      line("Example " + code(name) + ":");
    }
    text.append("```json\n").append(value.toPrettyString()).append("\n```\n\n");
  }

  private void line(String line) {
    if (!line.isBlank()) {
      text.append(line.strip()).append("\n\n");
    }
  }

  private static Stream<JsonNode> values(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getValue);
  }

  private static String plain(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }

  private static String code(String text) {
    return text.contains("`") ? "`` " + text + " ``" : "`" + text + "`";
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String firstSentence(String description) {
    int end = description.indexOf(". ");
    return end < 0 ? description : description.substring(0, end + 1);
  }
}

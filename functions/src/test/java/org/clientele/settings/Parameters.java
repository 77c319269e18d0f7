package org.clientele.settings;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.embedded.template.Part;
import org.clientele.embedded.template.Template;

/** What a template of {@code infra} takes, and what it makes variables of. */
record Parameters(Template template) {

  private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)}");

  static Parameters of(String file) {
    try {
      return new Parameters(Template.of(Files.readString(Path.of("../infra", file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a row of a table for each. */
  String rows() {
    return template.parameters().stream().map(Parameters::row).collect(joining());
  }

  /** Returns the parameter or resource that a variable is given. */
  Optional<String> source(String variable) {
    return template.functions().stream()
        .map(template::variables)
        .filter(variables -> variables.containsKey(variable))
        .map(variables -> source(variables.get(variable)))
        .filter(source -> !source.isEmpty())
        .findFirst();
  }

  private static String source(Part value) {
    Matcher name = NAME.matcher(value.at("Fn::Sub").text());
    return name.find() ? name.group(1) : value.reference();
  }

  String pattern(String parameter) {
    return template.parameter(parameter).at("AllowedPattern").text();
  }

  private static String row(Part parameter) {
    Part fallback = parameter.at("Default");
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            parameter.name(),
            values(parameter),
            fallback.text().isEmpty() ? "" : "`" + fallback.text() + "`",
            parameter.at("Description").text());
  }

  private static String values(Part parameter) {
    Part allowed = parameter.at("AllowedValues");
    if (allowed.exists()) {
      return allowed.texts().stream().map(value -> "`" + value + "`").collect(joining(", "));
    }
    Part pattern = parameter.at("AllowedPattern");
    if (pattern.exists()) {
      return "`" + pattern.text().replace("|", "\\|") + "`";
    }
    Part most = parameter.at("MaxValue");
    return parameter.at("MinValue").text() + (most.exists() ? " to " + most.text() : " or more");
  }
}

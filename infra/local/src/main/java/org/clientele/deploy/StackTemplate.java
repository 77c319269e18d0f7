package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.clientele.embedded.template.Part;
import org.clientele.embedded.template.Template;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a deployment has to know of a stack's template.
 *
 * @param file where it is in the repository
 */
record StackTemplate(String file, String text, Template template) {

  static final String SERVICE = "infra/template.yaml";
  static final String DATA = "infra/data.yaml";

  /**
   * Reads it.
   *
   * @throws IOException if it cannot be read, or is not YAML
   */
  static StackTemplate read(Path folder, String file) throws IOException {
    String text;
    try {
      text = Files.readString(folder.resolve(file), UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + file, e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read", e);
    }
    try {
      return new StackTemplate(file, text, Template.of(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark().getLine() + 1;
      throw new IOException("%s, line %d: %s".formatted(file, line, e.getProblem()), e);
    } catch (YAMLException e) {
      throw new IOException(file + " is not YAML", e);
    }
  }

  List<Parameter> parameters() {
    return template.parameters().stream().map(Parameter::of).toList();
  }

  Optional<Parameter> parameter(String name) {
    return Optional.of(template.parameter(name)).filter(Part::exists).map(Parameter::of);
  }

  /** Returns the names of the outputs. */
  Set<String> outputs() {
    return template.outputs();
  }

  /** Returns the environment variables of each function, by logical id. */
  Map<String, Map<String, Part>> functions() {
    return template.functions().stream().collect(toMap(Part::name, template::variables));
  }
}

package org.clientele.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code samconfig.toml} says of one environment.
 *
 * @param profile whose credentials {@code sam} takes; null for those of the environment
 * @param overrides the parameters that it gives, by name
 */
record SamConfig(
    Path file,
    String stackName,
    String region,
    @Nullable String profile,
    Map<String, String> overrides) {

  static final String FILE = "samconfig.toml";

  private static final String STACK_NAME = "stack_name";
  private static final String REGION = "region";
  private static final String PROFILE = "profile";
  private static final String OVERRIDES = "parameter_overrides";

  SamConfig {
    overrides = Map.copyOf(overrides);
  }

  /** Returns the name of the stack of what the other one keeps. */
  String dataStackName() {
    return stackName + "-data";
  }

  /**
   * Reads it.
   *
   * @throws IOException if it cannot be read, or does not have the environment with its parameters
   *     in a table of texts, numbers and truth values
   */
  static SamConfig read(Path folder, String environment) throws IOException {
    Path file = folder.resolve(FILE).toAbsolutePath().normalize();
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no " + FILE + " in " + folder);
    }
    JsonNode all = all(file);
    JsonNode deploy = parameters(all, environment);
    if (!deploy.isObject()) {
      String others = environments(all);
      throw new IOException(
          "%s has no environment%s"
              .formatted(FILE, others.isEmpty() ? "" : " of that name, but " + others));
    }
    for (String needed : List.of(STACK_NAME, REGION)) {
      if (deploy.path(needed).asText().isBlank()) {
        throw new IOException("%s of %s is missing in %s".formatted(needed, environment, FILE));
      }
    }
    if (!deploy.path(OVERRIDES).isObject()) {
      throw new IOException(
          "%s of %s must be a table in %s".formatted(OVERRIDES, environment, FILE));
    }
    Map<String, String> overrides = new TreeMap<>();
    for (Map.Entry<String, JsonNode> override : deploy.get(OVERRIDES).properties()) {
      if (!override.getValue().isValueNode()) {
        throw new IOException(
            "%s of %s is neither a text nor a number nor a truth value in %s"
                .formatted(override.getKey(), environment, FILE));
      }
      overrides.put(override.getKey(), override.getValue().asText());
    }
    return new SamConfig(
        file,
        deploy.path(STACK_NAME).asText(),
        deploy.path(REGION).asText(),
        deploy.path(PROFILE).textValue(),
        overrides);
  }

  private static JsonNode all(Path file) throws IOException {
    try {
      return new TomlMapper().readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s, line %d: %s".formatted(FILE, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    }
  }

  private static JsonNode parameters(JsonNode all, String environment) {
    return all.path(environment).path("deploy").path("parameters");
  }

  private static String environments(JsonNode all) {
    List<String> names = new ArrayList<>();
    all.fieldNames()
        .forEachRemaining(
            name -> {
              if (parameters(all, name).isObject()) {
                names.add(name);
              }
            });
    return String.join(", ", names);
  }
}

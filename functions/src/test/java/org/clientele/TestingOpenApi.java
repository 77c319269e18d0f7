package org.clientele;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code infra/openapi.yaml} as JSON. */
public final class TestingOpenApi {

  private TestingOpenApi() {}

  public static JsonNode read() {
    try {
      Object yaml =
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(Files.readString(Path.of("../infra/openapi.yaml")));
      return new ObjectMapper().valueToTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

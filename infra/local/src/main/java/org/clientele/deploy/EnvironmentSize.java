package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.embedded.template.Part;

/**
 * How much of the 4 KB that Lambda allows the environment variables of a function take.
 *
 * <p>Lambda measures them as one JSON object, so that each quote of a JWK set counts twice. What
 * CloudFormation names is taken for as long as such names get.
 */
record EnvironmentSize(Stack service, SamConfig config) {

  static final int MOST_BYTES = 4096;

  private static final int MOST_OF_A_QUEUE_NAME = 80;
  private static final String ACCOUNT = "123456789012";
  private static final String SUFFIX = "-ABCDEFGHIJKLM";

  /** Returns the bytes of the function that has the most. */
  int most() {
    return service.template().functions().values().stream().mapToInt(this::bytes).max().orElse(0);
  }

  private int bytes(Map<String, Part> variables) {
    Map<String, String> values = new TreeMap<>();
    variables.forEach((name, variable) -> values.put(name, value(variable)));
    try {
      return new ObjectMapper().writeValueAsString(values).getBytes(UTF_8).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String value(Part variable) {
    String reference = variable.reference();
    String given = service.parameters().get(reference);
    if (given != null) {
      return given;
    }
    if (!variable.text().isEmpty()) {
      return variable.text();
    }
    if (service.template().parameter(reference).isPresent()) {
      return config.dataStackName() + "-" + reference + SUFFIX;
    }
    // A queue's address; no other value is longer.
    String name = service.name() + "-" + reference + SUFFIX;
    return "https://sqs.%s.amazonaws.com/%s/%s"
        .formatted(
            config.region(),
            ACCOUNT,
            name.substring(0, Math.min(name.length(), MOST_OF_A_QUEUE_NAME)));
  }
}

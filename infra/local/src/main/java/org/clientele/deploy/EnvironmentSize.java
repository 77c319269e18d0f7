package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of the 4 KB that Lambda allows the environment variables of a function take.
 *
 * <p>Lambda measures them as one JSON object, so that each quote of a JWK set counts twice. What
 * CloudFormation names is taken for as long as such names get.
 */
record EnvironmentSize(Template template, SamConfig config, Map<String, String> parameters) {

  static final int MOST_BYTES = 4096;

  private static final int MOST_OF_A_QUEUE_NAME = 80;
  private static final String ACCOUNT = "123456789012";
  private static final String UUID_FORM = "00000000-0000-0000-0000-000000000000";
  private static final String SUFFIX = "-ABCDEFGHIJKLM";

  /** Returns the bytes of the function that has the most. */
  int most() {
    return template.functions().values().stream().mapToInt(this::bytes).max().orElse(0);
  }

  private int bytes(Map<String, Template.Variable> variables) {
    Map<String, String> values = new TreeMap<>();
    variables.forEach((name, variable) -> values.put(name, value(variable)));
    try {
      return new ObjectMapper().writeValueAsString(values).getBytes(UTF_8).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String value(Template.Variable variable) {
    String value = variable.value();
    if (variable.isReference() && parameters.containsKey(value)) {
      return parameters.get(value);
    }
    if (variable.isKnown() && !variable.isReference()) {
      return value;
    }
    if (value.equals("AWS::StackId")) {
      return "arn:aws:cloudformation:%s:%s:stack/%s/%s"
          .formatted(config.region(), ACCOUNT, config.stackName(), UUID_FORM);
    }
    String name = config.stackName() + "-" + value + SUFFIX;
    if ("AWS::DynamoDB::Table".equals(template.types().get(value))) {
      return name;
    }
    return "https://sqs.%s.amazonaws.com/%s/%s"
        .formatted(
            config.region(),
            ACCOUNT,
            name.substring(0, Math.min(name.length(), MOST_OF_A_QUEUE_NAME)));
  }
}

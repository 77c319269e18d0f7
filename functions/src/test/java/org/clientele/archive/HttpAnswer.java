package org.clientele.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** What a function has API Gateway answer. */
record HttpAnswer(int status, Map<String, String> headers, JsonNode body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static HttpAnswer parse(String answer) {
    try {
      JsonNode json = JSON.readTree(answer);
      return new HttpAnswer(
          json.path("statusCode").asInt(),
          JSON.convertValue(json.path("headers"), new TypeReference<Map<String, String>>() {}),
          JSON.readTree(json.path("body").asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the answer of a function: " + answer, e);
    }
  }
}

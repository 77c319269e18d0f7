package org.clientele.notice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;

/** Notices as providers publish them, with made-up ids, and what they become. */
final class NoticeVectors {

  static final Json JSON = TestingApi.json(TestingSettings.of());
  static final ProviderNoticeMapper MAPPER = mapper(Map.of());

  private static final ObjectMapper READER = new ObjectMapper();

  /**
   * @param tree the notice as it comes from the queue
   */
  record Vector(String name, ObjectNode tree, List<JsonNode> messages) {

    ProviderNotice notice() {
      return read(tree);
    }

    @Override
    public String toString() {
      return tree.path("provider").asText() + ": " + name;
    }
  }

  private NoticeVectors() {}

  static ProviderNoticeMapper mapper(Map<String, String> settings) {
    return new ProviderNoticeMapper(JSON, TestingSettings.of(settings));
  }

  static ProviderNotice read(ObjectNode tree) {
    return JSON.read(tree, ProviderNotice.class, new UnknownFields());
  }

  static List<Vector> all() {
    return MAPPER.mappings().stream().flatMap(mapping -> of(mapping.provider())).toList();
  }

  static Stream<Vector> of(String provider) {
    try (InputStream resource =
        requireNonNull(NoticeVectors.class.getResourceAsStream("/notices/" + provider + ".json"))) {
      JsonNode vectors = READER.readTree(new String(resource.readAllBytes(), UTF_8));
      return elements(vectors)
          .map(
              vector ->
                  new Vector(
                      vector.path("name").asText(),
                      (ObjectNode) vector.path("notice"),
                      elements(vector.path("messages")).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Returns the vector of this name. */
  static Vector named(String name) {
    return all().stream()
        .filter(vector -> vector.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

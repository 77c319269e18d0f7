package org.clientele.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The contract's test vectors; {@code src/test/resources} holds the project's own copy. */
public final class ContractVectors {

  public static final Path FILE = Path.of("src/test/resources/vectors.json");

  private static final Set<String> OPERATIONS = Set.of("create_customer", "update_customer");
  private static final JsonNode ALL = read();

  private ContractVectors() {}

  private static JsonNode read() {
    try {
      return MerchantClient.parse(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what stands at a JSON pointer, which must be there. */
  public static JsonNode at(String pointer) {
    JsonNode found = ALL.at(pointer);
    if (found.isMissingNode()) {
      throw new AssertionError("no test vector at " + pointer);
    }
    return found;
  }

  public static List<JsonNode> list(String pointer) {
    return elements(at(pointer));
  }

  public static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** Returns the entries of a list about the operations there are, in the default profile. */
  public static List<JsonNode> runnable(String pointer) {
    return list(pointer).stream()
        .filter(entry -> OPERATIONS.contains(entry.path("op").asText()))
        .filter(entry -> !entry.path("profile").asText().equals("strict"))
        .toList();
  }

  /** Returns the body of an entry, byte for byte where the entry says it in bytes. */
  public static String body(JsonNode entry) {
    return entry.has("raw_body") ? entry.path("raw_body").asText() : entry.path("input").toString();
  }

  public static boolean isUpdate(JsonNode entry) {
    return entry.path("op").asText().equals("update_customer");
  }
}

package org.clientele.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.clientele.cli.Operation.Field;
import org.clientele.cli.Operation.Kind;
import org.jspecify.annotations.Nullable;

/** Makes the body of a request: of JSON that is read, then of options, which go before it. */
final class RequestBody {

  private static final String STDIN = "-";
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final ObjectMapper json;
  private final ObjectNode body;

  private RequestBody(ObjectMapper json, ObjectNode body) {
    this.json = json;
    this.body = body;
  }

  /**
   * @param source a file, {@code -} for the input, or nothing to begin with
   */
  static RequestBody read(@Nullable String source, InputStream input, ObjectMapper json) {
    if (source == null) {
      return new RequestBody(json, json.createObjectNode());
    }
    try {
      byte[] bytes =
          source.equals(STDIN) ? input.readAllBytes() : Files.readAllBytes(Path.of(source));
      if (json.readTree(withoutMark(bytes)) instanceof ObjectNode object) {
        return new RequestBody(json, object);
      }
      throw CommandFailure.usage(source + " must hold a JSON object");
    } catch (JsonProcessingException e) {
      // Its message quotes what was read.
      throw CommandFailure.usage(
          "%s is not JSON in UTF-8: line %d, column %d"
              .formatted(source, e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw CommandFailure.usage(source + " cannot be read");
    }
  }

  /** Editors on Windows begin a file with it, and JSON does not. */
  private static byte[] withoutMark(byte[] bytes) {
    boolean marked =
        bytes.length >= BYTE_ORDER_MARK.length
            && Arrays.equals(
                bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    return marked ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length) : bytes;
  }

  /** Sets a field as its options say. */
  void set(Field field, List<String> given) {
    if (field.kind().isOfPairs()) {
      ObjectNode object =
          body.get(field.name()) instanceof ObjectNode there ? there : body.putObject(field.name());
      given.forEach(pair -> put(object, field, pair));
    } else {
      body.set(field.name(), value(field, given.get(given.size() - 1)));
    }
  }

  private void put(ObjectNode object, Field field, String pair) {
    int end = pair.indexOf('=');
    if (end < 1) {
      throw CommandFailure.usage(Names.option(field.name()) + " must be given as NAME=VALUE");
    }
    String name = pair.substring(0, end);
    if (field.kind() == Kind.FIELDS) {
      name = known(field, name);
    }
    String value = pair.substring(end + 1);
    object.set(
        name,
        field.kind() == Kind.VALUES ? jsonOrText(value) : json.getNodeFactory().textNode(value));
  }

  private JsonNode jsonOrText(String value) {
    try {
      JsonNode read = json.readTree(value);
      return read.isMissingNode() ? json.getNodeFactory().textNode(value) : read;
    } catch (JsonProcessingException e) {
      return json.getNodeFactory().textNode(value);
    }
  }

  private static String known(Field field, String name) {
    String known = Names.field(name);
    if (!field.fields().contains(known)) {
      throw CommandFailure.usage(
          "%s has no field %s, but %s"
              .formatted(field.name(), name, String.join(", ", field.fields())));
    }
    return known;
  }

  private JsonNode value(Field field, String given) {
    if (field.kind() == Kind.TEXT) {
      return json.getNodeFactory().textNode(given);
    }
    try {
      return json.readTree(given);
    } catch (JsonProcessingException e) {
      throw CommandFailure.usage(Names.option(field.name()) + " must be JSON, such as true or 7");
    }
  }

  /**
   * Has a field cleared.
   *
   * @param path {@code gstin}, {@code billing_address.city} or {@code merchant_metadata.KEY}
   */
  void clear(List<Field> fields, String path) {
    int dot = path.indexOf('.');
    String name = Names.field(dot < 0 ? path : path.substring(0, dot));
    Field field =
        fields.stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "--clear knows no field %s, but %s"
                            .formatted(
                                name,
                                String.join(", ", fields.stream().map(Field::name).toList()))));
    if (dot < 0) {
      putNull(body, name, path);
      return;
    }
    String part = path.substring(dot + 1);
    if (!field.kind().isOfPairs()) {
      throw CommandFailure.usage("--clear: %s has no fields of its own".formatted(name));
    }
    ObjectNode object = body.get(name) instanceof ObjectNode there ? there : body.putObject(name);
    putNull(object, field.kind() == Kind.FIELDS ? known(field, part) : part, path);
  }

  private static void putNull(ObjectNode object, String name, String path) {
    if (object.hasNonNull(name)) {
      throw CommandFailure.usage("%s is both given and cleared".formatted(path));
    }
    object.putNull(name);
  }

  ObjectNode toJson() {
    return body;
  }
}

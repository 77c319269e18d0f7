package org.clientele.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.clientele.customer.NormalForm;
import org.clientele.error.ApiException;
import org.clientele.error.InvalidFields;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;

/**
 * A body that says what is to change.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">JSON Merge Patch</a>
 */
public final class MergePatch {

  private final ObjectNode body;
  private final Json json;
  private final UnknownFields unknownFields;

  MergePatch(ObjectNode body, Json json, UnknownFields unknownFields) {
    this.body = body;
    this.json = json;
    this.unknownFields = unknownFields;
  }

  /**
   * Returns what the patch sets. It is refused here, before anything is read, if it is out of its
   * shape whatever it is applied to.
   *
   * @param others the body's fields that are read by another type
   * @throws ApiException {@code INVALID_REQUEST} naming the fields out of their rules
   */
  public <T> T values(Class<T> type, String... others) {
    ReadTypes.require(type);
    var invalid = new InvalidFields();
    invalid.check(() -> json.requireShape(body, type, unknownFields));
    unknownFields.alsoKnown(List.of(others));
    return invalid.orRefuse(
        invalid.read(() -> json.read(merge(body.objectNode(), body), type, unknownFields)));
  }

  /**
   * Returns {@code current} with the patch applied.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the fields out of their rules; limits are
   *     those of the result
   */
  public <T extends Record> T applyTo(T current) {
    @SuppressWarnings("unchecked") // the class of a T
    Class<T> type = (Class<T>) current.getClass();
    ReadTypes.require(type);
    return json.read(merge(json.toTree(current), body), type, unknownFields);
  }

  /** Whether it takes a text away: by {@code null}, or an empty one. */
  public boolean clears(String field) {
    JsonNode value = body.path(field);
    return value.isNull() || (value.isTextual() && NormalForm.of(value.textValue()) == null);
  }

  /** Returns the patch with each text in its normal form, and null for an empty one. */
  public JsonNode normalForm() {
    return normalForm(body);
  }

  private static JsonNode normalForm(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode normal = object.objectNode();
      object
          .properties()
          .forEach(field -> normal.set(field.getKey(), normalForm(field.getValue())));
      return normal;
    }
    return value.isTextual() ? TextNode.valueOf(NormalForm.of(value.textValue())) : value;
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (entry.getValue().isNull()) {
                target.remove(name);
              } else if (entry.getValue() instanceof ObjectNode inner) {
                ObjectNode old =
                    target.get(name) instanceof ObjectNode object ? object : patch.objectNode();
                target.set(name, merge(old, inner));
              } else {
                target.set(name, entry.getValue());
              }
            });
    return target;
  }
}

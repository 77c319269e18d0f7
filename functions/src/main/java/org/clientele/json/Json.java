package org.clientele.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.Comparator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.clientele.error.InvalidFields;
import org.clientele.settings.Settings;

/**
 * JSON as the contract has it: what comes in is read strictly and named by its field when refused,
 * what goes out leaves absent values out.
 */
@Singleton
public class Json {

  private static final int DEPTH = 10;

  /** In UTF-16 units; a metadata key of the longest kind may have two for each character. */
  private static final int NAME_LENGTH = 512;

  private static final int NUMBER_LENGTH = 40;

  /**
   * A body with more fields of the wrong type is read no further, because each costs a reading; nor
   * are more told of that are not known.
   */
  private static final int MOST_WRONG_TYPES = 20;

  private static final Pattern HEX_4 = Pattern.compile("[0-9A-Fa-f]{4}");

  private final JsonMapper mapper;
  private final Validator validator;
  private final boolean refuseUnknownFields;

  public Json(Validator validator, Settings settings) {
    this.validator = validator;
    this.refuseUnknownFields = settings.refuseUnknownFields();
    this.mapper =
        JsonMapper.builder(
                new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNameLength(NAME_LENGTH)
                            .maxNumberLength(NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .withCoercionConfig(
                LogicalType.Textual,
                refusing(
                    CoercionInputShape.Integer,
                    CoercionInputShape.Float,
                    CoercionInputShape.Boolean))
            .withCoercionConfig(
                LogicalType.Integer,
                refusing(
                    CoercionInputShape.Float,
                    CoercionInputShape.Boolean,
                    CoercionInputShape.String,
                    CoercionInputShape.EmptyString))
            .withCoercionConfig(
                LogicalType.Boolean,
                refusing(
                    CoercionInputShape.Integer,
                    CoercionInputShape.Float,
                    CoercionInputShape.String,
                    CoercionInputShape.EmptyString))
            .withCoercionConfig(
                LogicalType.Enum,
                refusing(CoercionInputShape.Integer, CoercionInputShape.EmptyString))
            .build();
  }

  private static Consumer<MutableCoercionConfig> refusing(CoercionInputShape... shapes) {
    return type -> {
      for (CoercionInputShape shape : shapes) {
        type.setCoercion(shape, CoercionAction.Fail);
      }
    };
  }

  /**
   * Returns the object that a body is.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not one JSON object, or names a field
   *     twice
   */
  public ObjectNode parse(String body) {
    int brokenEscape = brokenEscape(body);
    if (brokenEscape >= 0) {
      throw malformed(body, brokenEscape);
    }
    JsonNode tree;
    try {
      tree = mapper.readTree(body);
    } catch (StreamConstraintsException e) {
      throw ApiException.invalid("body", "is nested too deeply or has an overlong name or number");
    } catch (StreamReadException e) {
      throw unreadable(e);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
    if (!(tree instanceof ObjectNode object)) {
      throw noObject();
    }
    return object;
  }

  /**
   * Returns where an escape stands that is not four hexadecimal digits; -1 if none does. Jackson
   * takes any character for such a digit whose lowest byte is one's.
   */
  private static int brokenEscape(String body) {
    for (int at = body.indexOf('\\'); at >= 0; at = body.indexOf('\\', at + 2)) {
      if (body.startsWith("u", at + 1)
          && !HEX_4.matcher(body).region(at + 2, body.length()).lookingAt()) {
        return at;
      }
    }
    return -1;
  }

  private static ApiException malformed(String body, int at) {
    String[] lines = body.substring(0, at).split("\\R", -1);
    return malformed(lines.length, lines[lines.length - 1].length() + 1);
  }

  private static ApiException malformed(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? noObject() : malformed(at.getLineNr(), at.getColumnNr());
  }

  /** Tells where it is, and nothing of what stands there. */
  private static ApiException malformed(int line, int column) {
    return ApiException.invalid(
        "body",
        "must be one JSON object and is malformed at line %d, column %d".formatted(line, column));
  }

  private static ApiException noObject() {
    return ApiException.invalid("body", "must be one JSON object");
  }

  /**
   * Refuses what no text of a request may hold.
   *
   * @param numericReference asked where a reference of digits alone looks like a card number,
   *     whether it may
   * @throws ApiException {@code INVALID_REQUEST} for control characters and halves of surrogate
   *     pairs; {@code CARD_DATA_NOT_ALLOWED}
   */
  public void requireAllowedText(ObjectNode object, BooleanSupplier numericReference) {
    new InputScreen(numericReference).requireAllowed(object);
  }

  private static ApiException unreadable(StreamReadException e) {
    JsonParser parser = e.getProcessor();
    return e.getOriginalMessage().startsWith("Duplicate") && parser != null
        ? ApiException.invalid(
            FieldPath.of(parser.getParsingContext()).toString(), "is given twice")
        : malformed(e);
  }

  /**
   * Returns the wire record that a tree is.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the fields that are of the wrong type, and
   *     those out of their rules
   */
  public <T> T read(JsonNode tree, Class<T> type, UnknownFields unknown) {
    return valid(tree, type, unknown, mapper.reader());
  }

  /**
   * Returns the wire record that the parameters of a query are. What is one of several constants
   * may be written in any letter case.
   *
   * @throws ApiException as {@link #read}
   */
  public <T> T readQuery(JsonNode tree, Class<T> type, UnknownFields unknown) {
    return valid(tree, type, unknown, mapper.reader().withHandler(new AnyLetterCase()));
  }

  private <T> T valid(JsonNode tree, Class<T> type, UnknownFields unknown, ObjectReader reader) {
    var invalid = new InvalidFields();
    T value = shape(tree, type, unknown, reader, invalid);
    validator.validate(value).stream()
        .sorted(Comparator.comparing(violation -> violation.getPropertyPath().toString()))
        .forEach(
            violation ->
                invalid.add(
                    FieldPath.of(violation.getPropertyPath()).toString(), violation.getMessage()));
    return invalid.orRefuse(value);
  }

  /**
   * Returns the wire record that a tree is, whatever its values.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the fields that are of the wrong type, or
   *     are not known where that is refused
   */
  public <T> T requireShape(JsonNode tree, Class<T> type, UnknownFields unknown) {
    var invalid = new InvalidFields();
    return invalid.orRefuse(shape(tree, type, unknown, mapper.reader(), invalid));
  }

  /** Returns the record without the fields that cannot be read, which are kept as invalid. */
  private <T> T shape(
      JsonNode tree,
      Class<T> type,
      UnknownFields unknown,
      ObjectReader reader,
      InvalidFields invalid) {
    ObjectReader noting = reader.withHandler(unknown);
    JsonNode rest = tree;
    for (int wrong = 0; ; wrong++) {
      try {
        T value = noting.readValue(rest, type);
        unknown.addTo(invalid, refuseUnknownFields, MOST_WRONG_TYPES);
        return value;
      } catch (JsonMappingException e) {
        FieldPath path = FieldPath.of(e);
        invalid.add(path.toString(), WrongType.rule(e));
        rest = wrong == 0 ? tree.deepCopy() : rest;
        if (wrong == MOST_WRONG_TYPES || !path.removeFrom(rest)) {
          throw ApiException.invalid(invalid.all());
        }
      } catch (IOException e) {
        throw new IllegalStateException("a tree is always readable", e);
      }
    }
  }

  public ObjectNode toTree(Object wireRecord) {
    return mapper.valueToTree(wireRecord);
  }

  /** Returns the same text for objects that differ in the order of their fields alone. */
  public String canonical(ObjectNode object) {
    try {
      return mapper
          .writer()
          .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  /** Returns a wire record as JSON, without what is absent. */
  public String write(Object wireRecord) {
    try {
      return mapper.writeValueAsString(wireRecord);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a wire record is always writable", e);
    }
  }
}

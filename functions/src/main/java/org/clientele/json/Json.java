package org.clientele.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import org.jspecify.annotations.Nullable;

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

  private static final Pattern HEX_4 = Pattern.compile("[0-9A-Fa-f]{4}");

  private final JsonMapper mapper;
  private final Validator validator;
  private final Set<String> allowNumericReference;

  public Json(Validator validator, Settings settings) {
    this.validator = validator;
    this.allowNumericReference = settings.allowNumericReference().orElse(Set.of());
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
            .configure(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, settings.refuseUnknownFields())
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
    if (hasBrokenEscape(body)) {
      throw ApiException.invalid("body", "must be one JSON object");
    }
    JsonNode tree;
    try {
      tree = mapper.readTree(body);
    } catch (StreamConstraintsException e) {
      throw ApiException.invalid("body", "is nested too deeply or has an overlong name or number");
    } catch (StreamReadException e) {
      throw unreadable(e);
    } catch (JsonProcessingException e) {
      throw ApiException.invalid("body", "must be one JSON object");
    }
    if (!(tree instanceof ObjectNode object)) {
      throw ApiException.invalid("body", "must be one JSON object");
    }
    return object;
  }

  /** Jackson takes any character for a hexadecimal digit whose lowest byte is one's. */
  private static boolean hasBrokenEscape(String body) {
    for (int at = body.indexOf('\\'); at >= 0; at = body.indexOf('\\', at + 2)) {
      if (body.startsWith("u", at + 1)
          && !HEX_4.matcher(body).region(at + 2, body.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Refuses what no text of a request may hold.
   *
   * @param merchant who sends it, if that is known; some merchants' references may look like card
   *     numbers
   * @throws ApiException {@code INVALID_REQUEST} for control characters and halves of surrogate
   *     pairs; {@code CARD_DATA_NOT_ALLOWED}
   */
  public void requireAllowedText(ObjectNode object, @Nullable String merchant) {
    boolean numericReference = merchant != null && allowNumericReference.contains(merchant);
    new InputScreen(numericReference).requireAllowed(object);
  }

  private static ApiException unreadable(StreamReadException e) {
    JsonParser parser = e.getProcessor();
    return e.getOriginalMessage().startsWith("Duplicate") && parser != null
        ? ApiException.invalid(
            FieldPath.of(parser.getParsingContext()).toString(), "is given twice")
        : ApiException.invalid("body", "must be one JSON object");
  }

  /**
   * Returns the wire record that a tree is.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the first field that is of the wrong type,
   *     or else the first one out of its rule
   */
  public <T> T read(JsonNode tree, Class<T> type, UnknownFields unknown) {
    T value = requireShape(tree, type, unknown);
    validator.validate(value).stream()
        .min(Comparator.comparing(violation -> violation.getPropertyPath().toString()))
        .ifPresent(Json::refuse);
    return value;
  }

  /**
   * Returns the wire record that a tree is, whatever its values.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the first field that is of the wrong type,
   *     or is not known where that is refused
   */
  public <T> T requireShape(JsonNode tree, Class<T> type, UnknownFields unknown) {
    try {
      return mapper.readerFor(type).withHandler(unknown).readValue(tree);
    } catch (UnrecognizedPropertyException e) {
      throw ApiException.invalid(FieldPath.of(e).toString(), "is not known");
    } catch (ValueInstantiationException e) {
      throw ApiException.invalid(FieldPath.of(e).toString(), "has a value that is not allowed");
    } catch (JsonMappingException e) {
      throw ApiException.invalid(FieldPath.of(e).toString(), "has the wrong JSON type");
    } catch (IOException e) {
      throw new IllegalStateException("a tree is always readable", e);
    }
  }

  private static void refuse(ConstraintViolation<?> violation) {
    throw ApiException.invalid(
        FieldPath.of(violation.getPropertyPath()).toString(), violation.getMessage());
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

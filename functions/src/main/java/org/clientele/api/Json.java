package org.clientele.api;

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
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.Map;
import org.clientele.error.ApiException;

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

  private final JsonMapper mapper;
  private final Validator validator;

  Json(Validator validator) {
    this.validator = validator;
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
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .withCoercionConfig(
                LogicalType.Textual,
                text ->
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();
  }

  /**
   * Returns the object that a body is.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not one JSON object, names a field twice,
   *     or holds characters that the contract refuses; {@code CARD_DATA_NOT_ALLOWED}
   */
  ObjectNode parse(String body) {
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
    FieldPath.ROOT.requireAllowedText(object);
    return object;
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
  <T> T read(JsonNode tree, Class<T> type) {
    T value;
    try {
      value = mapper.treeToValue(tree, type);
    } catch (ValueInstantiationException e) {
      throw ApiException.invalid(FieldPath.of(e).toString(), "has a value that is not allowed");
    } catch (JsonMappingException e) {
      throw ApiException.invalid(FieldPath.of(e).toString(), "has the wrong JSON type");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always readable", e);
    }
    validator.validate(value).stream()
        .min(Comparator.comparing(violation -> violation.getPropertyPath().toString()))
        .ifPresent(Json::refuse);
    return value;
  }

  /** Returns the wire record that the parameters of a query are. */
  <T> T read(Map<String, String> parameters, Class<T> type) {
    ObjectNode tree = mapper.valueToTree(parameters);
    FieldPath.ROOT.requireAllowedText(tree);
    return read(tree, type);
  }

  private static void refuse(ConstraintViolation<?> violation) {
    throw ApiException.invalid(
        FieldPath.of(violation.getPropertyPath()).toString(), violation.getMessage());
  }

  ObjectNode toTree(Object wireRecord) {
    return mapper.valueToTree(wireRecord);
  }

  String write(Object wireRecord) {
    try {
      return mapper.writeValueAsString(wireRecord);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a wire record is always writable", e);
    }
  }
}

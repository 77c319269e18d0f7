package org.clientele.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one request that the contract does not know; each counts once. */
public final class UnknownFields extends DeserializationProblemHandler {

  private final Set<FieldPath> paths = new HashSet<>();

  public int count() {
    return paths.size();
  }

  /** Leaves it to the mapper whether the field is ignored or refused. */
  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      @Nullable JsonDeserializer<?> deserializer,
      Object beanOrClass,
      String name) {
    paths.add(FieldPath.of(parser.getParsingContext()));
    return false;
  }
}

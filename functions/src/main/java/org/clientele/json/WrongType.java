package org.clientele.json;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a field must be that could not be read, in words. */
final class WrongType {

  private WrongType() {}

  /** Returns the end of a sentence that begins with the field. */
  static String rule(JsonMappingException e) {
    Class<?> wanted = wanted(e);
    if (wanted == null) {
      return "has a value that is not allowed";
    }
    if (wanted.isEnum()) {
      return "must be one of "
          + Arrays.stream(wanted.getEnumConstants()).map(String::valueOf).collect(joining(", "));
    }
    if (wanted == String.class) {
      return "must be a string";
    }
    if (wanted == Boolean.class) {
      return "must be true or false";
    }
    return Number.class.isAssignableFrom(wanted) ? "must be a whole number" : "must be an object";
  }

  private static @Nullable Class<?> wanted(JsonMappingException e) {
    if (e instanceof ValueInstantiationException refused) {
      return refused.getType().getRawClass();
    }
    return e instanceof MismatchedInputException mismatched ? mismatched.getTargetType() : null;
  }
}

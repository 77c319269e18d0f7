package org.clientele.json;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes a constant of an enum in any letter case. */
final class AnyLetterCase extends DeserializationProblemHandler {

  /** Upper case of other scripts' letters may be ASCII, as that of the dotless i is. */
  private static final Pattern ASCII_LETTERS = Pattern.compile("[A-Za-z]+");

  @Override
  public Object handleWeirdStringValue(
      DeserializationContext context, Class<?> type, String value, String failure) {
    if (!type.isEnum() || !ASCII_LETTERS.matcher(value).matches()) {
      return NOT_HANDLED;
    }
    String name = value.toUpperCase(Locale.ROOT);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .<Object>map(constant -> constant)
        .findFirst()
        .orElse(NOT_HANDLED);
  }
}

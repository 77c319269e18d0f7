package org.clientele.deploy;

import java.util.List;
import java.util.Optional;
import org.clientele.embedded.template.Part;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of the template, and what it may be.
 *
 * @param fallback its value where none is given; null where one must be
 * @param allowed empty where any value is
 */
record Parameter(
    String name,
    @Nullable String fallback,
    List<String> allowed,
    @Nullable String pattern,
    int maxLength,
    long least,
    long most,
    boolean isNumber) {

  private static final String NUMBER = "[0-9]{1,15}";

  Parameter {
    allowed = List.copyOf(allowed);
  }

  /** Returns the parameter that a template has so. */
  static Parameter of(Part says) {
    Part allowed = says.at("AllowedValues");
    return new Parameter(
        says.name(),
        orNull(says.at("Default")),
        allowed.exists() ? allowed.texts() : List.of(),
        orNull(says.at("AllowedPattern")),
        Integer.parseInt(says.at("MaxLength").text("4096")),
        Long.parseLong(says.at("MinValue").text("0")),
        Long.parseLong(says.at("MaxValue").text("" + Integer.MAX_VALUE)),
        says.at("Type").is("Number"));
  }

  private static @Nullable String orNull(Part part) {
    return part.exists() ? part.text() : null;
  }

  /** Returns what is wrong with a value, without the value. */
  Optional<String> fault(String value) {
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      return Optional.of(name + " must be one of " + String.join(", ", allowed));
    }
    if (isNumber && (!value.matches(NUMBER) || !isInRange(Long.parseLong(value)))) {
      return Optional.of("%s must be a number of %d to %d".formatted(name, least, most));
    }
    if (value.length() > maxLength) {
      return Optional.of("%s has more than %d characters".formatted(name, maxLength));
    }
    if (pattern != null && !value.matches(pattern)) {
      return Optional.of(name + (value.isEmpty() ? " is empty" : " must match " + pattern));
    }
    return Optional.empty();
  }

  private boolean isInRange(long number) {
    return least <= number && number <= most;
  }
}

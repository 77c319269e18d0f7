package org.clientele.settings;

import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A setting, by the method of {@link Settings} that returns it.
 *
 * @param property its name for Quarkus, {@code clientele.access-token.keys}
 */
public record Setting(String property, Method method) {

  /** Returns every setting, in the order of their names. */
  public static List<Setting> all() {
    return of("clientele", Settings.class)
        .sorted((a, b) -> a.property.compareTo(b.property))
        .toList();
  }

  private static Stream<Setting> of(String prefix, Class<?> group) {
    return Arrays.stream(group.getDeclaredMethods())
        .flatMap(
            method -> {
              String name = prefix + "." + kebab(method.getName());
              return method.getReturnType() == Settings.AccessToken.class
                  ? of(name, method.getReturnType())
                  : Stream.of(new Setting(name, method));
            });
  }

  private static String kebab(String name) {
    return name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** Returns the environment variable that gives it. */
  public String variable() {
    return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** Whether it need not be given: there is a default, or nobody asks for it. */
  boolean hasDefault() {
    return defaultValue().isPresent() || isList();
  }

  Optional<String> defaultValue() {
    return Optional.ofNullable(method.getAnnotation(WithDefault.class)).map(WithDefault::value);
  }

  private boolean isList() {
    return method.getGenericReturnType().getTypeName().contains("Set<");
  }

  /** Returns what it may be, in words. */
  String values() {
    Class<?> type = method.getReturnType();
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
          .collect(Collectors.joining(", "));
    }
    if (type == Duration.class) {
      return "time";
    }
    if (type == boolean.class) {
      return "`true`, `false`";
    }
    return isList() ? "texts, with commas between" : "text";
  }
}

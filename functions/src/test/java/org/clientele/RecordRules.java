package org.clientele;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** Collects what wire records demand, a line for each rule: {@code first_name maxLength 100}. */
final class RecordRules {

  private final boolean isInput;
  private final Set<String> lines;

  /**
   * @param isInput a field of what comes in may be null where it may be absent; what goes out has
   *     no nulls
   * @param lines added to
   */
  RecordRules(boolean isInput, Set<String> lines) {
    this.isInput = isInput;
    this.lines = lines;
  }

  void addFields(String path, Class<?> wireRecord) {
    for (RecordComponent component : wireRecord.getRecordComponents()) {
      Method accessor = component.getAccessor();
      JsonProperty property = accessor.getAnnotation(JsonProperty.class);
      if (accessor.isAnnotationPresent(JsonUnwrapped.class)) {
        addFields(path, component.getType());
      } else if (property != null) {
        addField(path + property.value(), accessor, component.getAnnotatedType());
      }
    }
  }

  private void addField(String path, Method accessor, AnnotatedType type) {
    boolean isNullable = type.isAnnotationPresent(Nullable.class);
    if (isInput ? accessor.isAnnotationPresent(NotNull.class) : !isNullable) {
      lines.add(path + " required");
    }
    add(path, accessor, type, isInput && isNullable);
  }

  private void add(
      String path, AnnotatedElement constraints, AnnotatedType type, boolean isNullable) {
    Class<?> raw = raw(type);
    lines.add(path + " type " + name(raw) + (isNullable ? ", null" : ""));
    addConstraints(path, constraints, counted(raw));
    if (isInput && raw == Long.class) {
      lines.add(path + " maximum " + Long.MAX_VALUE);
    }
    if (raw.isEnum()) {
      lines.add(path + " enum " + constants(raw));
    } else if (raw.isRecord()) {
      addFields(path + ".", raw);
    } else if (type instanceof AnnotatedParameterizedType generic) {
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      if (raw == Map.class) {
        addConstraints(path + "{key}", arguments[0], "Length");
        add(path + "{value}", arguments[1], arguments[1], false);
      } else {
        add(path + "[]", arguments[0], arguments[0], false);
      }
    }
  }

  private void addConstraints(String path, AnnotatedElement element, String counted) {
    for (Pattern pattern : element.getAnnotationsByType(Pattern.class)) {
      lines.add(
          pattern.regexp().matches("[\\w\\\\.|]+")
              ? path + " enum " + sorted(pattern.regexp().replace("\\", "").split("[|]"))
              : path + " pattern " + pattern.regexp());
    }
    Size size = element.getAnnotation(Size.class);
    if (size != null) {
      addBounds(path, counted, size.min(), size.max());
    }
    CodePointLength length = element.getAnnotation(CodePointLength.class);
    if (length != null) {
      addBounds(path, counted, length.min(), length.max());
    }
    Min min = element.getAnnotation(Min.class);
    if (min != null) {
      lines.add(path + " minimum " + min.value());
    }
    Max max = element.getAnnotation(Max.class);
    if (max != null) {
      lines.add(path + " maximum " + max.value());
    }
    if (element.isAnnotationPresent(PositiveOrZero.class)) {
      lines.add(path + " minimum 0");
    }
  }

  private static String counted(Class<?> raw) {
    if (raw == Map.class) {
      return "Properties";
    }
    return raw == List.class ? "Items" : "Length";
  }

  private void addBounds(String path, String counted, int min, int max) {
    if (min > 0) {
      lines.add(path + " min" + counted + " " + min);
    }
    lines.add(path + " max" + counted + " " + max);
  }

  private static Class<?> raw(AnnotatedType type) {
    return type.getType() instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type.getType();
  }

  private static String name(Class<?> type) {
    if (type == String.class || type.isEnum()) {
      return "string";
    }
    if (type == List.class) {
      return "array";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    return type == Map.class || type.isRecord() ? "object" : "integer";
  }

  private static String constants(Class<?> type) {
    return sorted(
        Arrays.stream(type.getFields())
            .filter(field -> field.isEnumConstant())
            .map(
                field -> {
                  JsonProperty renamed = field.getAnnotation(JsonProperty.class);
                  return renamed == null ? field.getName() : renamed.value();
                })
            .toArray(String[]::new));
  }

  static String sorted(String... values) {
    return new TreeSet<>(List.of(values)).stream().collect(Collectors.joining(", "));
  }
}

package org.clientele.customfield;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.clientele.error.InvalidFields;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a merchant has defined, those that are deleted left out.
 *
 * @param byName sorted
 */
public record CustomFields(Map<String, CustomField> byName) {

  public static CustomFields of(List<CustomField> fields) {
    return new CustomFields(
        fields.stream()
            .filter(field -> !field.deleted())
            .collect(
                Collectors.toMap(
                    CustomField::name, Function.identity(), (one, same) -> one, TreeMap::new)));
  }

  /**
   * Returns what is wrong with a customer's values. Those that it has had before are not checked,
   * so that it can be changed when a definition has.
   *
   * @param before values of the customer as it is; null before it is created
   * @param paths of values that are not known, by their names
   */
  public InvalidFields faults(
      @Nullable Map<String, Object> before,
      Map<String, Object> after,
      UnaryOperator<String> paths) {
    Map<String, Object> kept = before == null ? Map.of() : before;
    var invalid = new InvalidFields();
    after.forEach(
        (name, value) -> {
          CustomField field = byName.get(name);
          if (!value.equals(kept.get(name))) {
            String fault = field == null ? "is not known" : field.fault(value);
            if (fault != null) {
              invalid.add(field == null ? paths.apply(name) : path(field), fault);
            }
          }
        });
    byName.values().stream()
        .filter(CustomField::required)
        .filter(field -> !after.containsKey(field.name()))
        .filter(field -> before == null || before.containsKey(field.name()))
        .forEach(
            field ->
                invalid.add(path(field), before == null ? "is required" : "cannot be cleared"));
    return invalid;
  }

  private static String path(CustomField field) {
    return "custom_fields." + field.name();
  }

  /** Returns the definitions by which values are new or others, and that none had before. */
  public List<CustomField> unused(@Nullable Map<String, Object> before, Map<String, Object> after) {
    return after.keySet().stream()
        .filter(name -> before == null || !before.containsKey(name))
        .map(byName::get)
        .filter(Objects::nonNull)
        .filter(field -> !field.used())
        .toList();
  }

  @Override
  public String toString() {
    return byName.values().toString();
  }
}

package org.clientele.error;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields that several checks refuse, so that a caller is told of all at once. Of what is
 * refused of one field, the first counts.
 */
public final class InvalidFields {

  private final Map<String, InvalidField> byName = new LinkedHashMap<>();

  public void add(String name, String rule) {
    byName.putIfAbsent(name, new InvalidField(name, rule));
  }

  public List<InvalidField> all() {
    return List.copyOf(byName.values());
  }

  /** Makes a check, and keeps which fields it refuses; any other failure is thrown as it is. */
  public void check(Runnable check) {
    try {
      check.run();
    } catch (ApiException e) {
      if (e.invalidFields().isEmpty()) {
        throw e;
      }
      e.invalidFields().forEach(field -> add(field.name(), field.rule()));
    }
  }

  /** Returns what {@code read} gives; null if it refuses fields, which are kept. */
  public <T> @Nullable T read(Supplier<T> read) {
    var result =
        new Object() {
          @Nullable T value;
        };
    check(() -> result.value = read.get());
    return result.value;
  }

  /**
   * Returns what was read, if no field was refused.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming all that were
   */
  public <T> T orRefuse(@Nullable T read) {
    requireNone();
    return requireNonNull(read);
  }

  /**
   * Does nothing if no field was refused.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming all that were
   */
  public void requireNone() {
    if (!byName.isEmpty()) {
      throw ApiException.invalid(all());
    }
  }
}

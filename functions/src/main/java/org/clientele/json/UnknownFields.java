package org.clientele.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.clientele.error.InvalidFields;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one request that the contract does not know; each counts once. Of what they may
 * have been meant for, only names of the contract are told, never what was sent.
 */
public final class UnknownFields extends DeserializationProblemHandler {

  /** Of so many it is looked for what they may have been meant for. */
  private static final int MOST_LOOKED_AT = 20;

  private final Map<FieldPath, Set<String>> meant = new LinkedHashMap<>();
  private final @Nullable BooleanSupplier areRefused;

  /** Fields that are refused where the deployment says so. */
  public UnknownFields() {
    this.areRefused = null;
  }

  /**
   * @param areRefused asked once there is one, whether they are refused
   */
  public UnknownFields(BooleanSupplier areRefused) {
    this.areRefused = areRefused;
  }

  public int count() {
    return meant.size();
  }

  /** Returns the fields of the contract that may have been meant, in JSON names. */
  public NavigableSet<String> meant() {
    NavigableSet<String> all = new TreeSet<>();
    meant.values().forEach(all::addAll);
    return all;
  }

  /**
   * Adds them to what is invalid, where they are refused.
   *
   * @param most how many at most
   */
  void addTo(InvalidFields invalid, boolean refusedByDefault, int most) {
    if (!meant.isEmpty() && (areRefused == null ? refusedByDefault : areRefused.getAsBoolean())) {
      meant.entrySet().stream()
          .limit(most)
          .forEach(field -> invalid.add(field.getKey().toString(), rule(field.getValue())));
    }
  }

  private static String rule(Set<String> meant) {
    return meant.isEmpty()
        ? "is not known"
        : "is not known; did you mean " + String.join(", ", meant) + "?";
  }

  /**
   * Tells of more fields that the contract has at the top of a body, because another type reads
   * them.
   */
  public void alsoKnown(Collection<String> fields) {
    meant.replaceAll(
        (path, found) -> found.isEmpty() && path.names().size() == 1 ? path.like(fields) : found);
  }

  private void add(FieldPath path, Collection<String> known) {
    if (!meant.containsKey(path)) {
      meant.put(path, meant.size() < MOST_LOOKED_AT ? path.like(known) : Set.of());
    }
  }

  /** Has the mapper ignore the field. */
  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      @Nullable JsonDeserializer<?> deserializer,
      Object beanOrClass,
      String name) {
    Collection<Object> known = deserializer == null ? null : deserializer.getKnownPropertyNames();
    add(
        FieldPath.of(parser.getParsingContext()),
        known == null ? Set.of() : known.stream().map(String::valueOf).toList());
    return false;
  }
}

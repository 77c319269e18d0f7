package org.clientele.cli;

import java.util.List;
import java.util.stream.Stream;

/**
 * An operation of the API, as its description has it.
 *
 * @param group what it is about, in the singular: {@code customer}
 * @param name what it does there: {@code create}
 * @param path with its parameters in braces
 * @param needsBody whether it refuses a request without a body
 * @param body the fields of its body, none if it has no body
 */
record Operation(
    String group,
    String name,
    String method,
    String path,
    String summary,
    String description,
    List<Parameter> parameters,
    boolean needsBody,
    List<Field> body) {

  /** Where a parameter is sent. */
  enum Place {
    PATH,
    QUERY,
    HEADER
  }

  record Parameter(String name, Place place, boolean required, String description) {}

  /** What a field takes. */
  enum Kind {
    TEXT,
    /** A number, a truth value or a list: written as JSON. */
    JSON,
    /** Fields of its own. */
    FIELDS,
    /** Pairs by any names. */
    PAIRS,
    /** As pairs, whose values are JSON where they read as that, and texts otherwise. */
    VALUES;

    boolean isOfPairs() {
      return this == FIELDS || this == PAIRS || this == VALUES;
    }
  }

  /**
   * A field of a body.
   *
   * @param fields those of its own, if it has any
   */
  record Field(String name, Kind kind, boolean required, String description, List<String> fields) {}

  Stream<Parameter> parameters(Place place) {
    return parameters.stream().filter(parameter -> parameter.place() == place);
  }

  boolean takes(String header) {
    return parameters(Place.HEADER).anyMatch(parameter -> parameter.name().equals(header));
  }

  /** Whether it always ends what it is about. */
  boolean deletes() {
    return name.matches("delete(-.*)?");
  }

  /** Whether null clears a field of what is there, as RFC 7396 has it. */
  boolean merges() {
    return method.equals("PATCH");
  }
}

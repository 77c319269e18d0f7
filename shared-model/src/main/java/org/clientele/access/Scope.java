package org.clientele.access;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.clientele.error.ApiException;

/** What an access token may allow; each operation needs one. */
public enum Scope {
  CUSTOMERS_READ("customers:read"),
  CUSTOMERS_WRITE("customers:write"),
  TOKENS_READ("tokens:read"),
  TOKENS_WRITE("tokens:write"),
  SETTINGS_WRITE("settings:write");

  private final String value;

  Scope(String value) {
    this.value = value;
  }

  /** Returns the scopes in a {@code scope} claim; a name unknown to us allows nothing here. */
  public static Set<Scope> parse(String spaceSeparated) {
    Set<String> names = new HashSet<>(List.of(spaceSeparated.split(" ")));
    return Arrays.stream(values())
        .filter(scope -> names.contains(scope.value))
        .collect(toUnmodifiableSet());
  }

  /**
   * Returns the scopes that a caller asks for by name, separated by blanks.
   *
   * @param field in which it does
   * @throws ApiException {@code INVALID_REQUEST} if there is none of such a name
   */
  public static Set<Scope> parseKnown(String field, String spaceSeparated) {
    Set<String> names = Set.copyOf(Arrays.asList(spaceSeparated.strip().split("\\s+")));
    Set<Scope> known = parse(String.join(" ", names));
    if (known.size() < names.size()) {
      throw ApiException.invalid(
          field,
          "must be of %s, separated by spaces".formatted(format(EnumSet.allOf(Scope.class))));
    }
    return known;
  }

  /** Returns the text of a claim that {@link #parse} reads. */
  public static String format(Set<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::value).collect(joining(" "));
  }

  /** Returns the name in an access token's {@code scope} claim. */
  public String value() {
    return value;
  }
}

package org.clientele.access;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an access token may allow; each operation needs one. */
public enum Scope {
  CUSTOMERS_READ("customers:read"),
  CUSTOMERS_WRITE("customers:write"),
  TOKENS_READ("tokens:read"),
  TOKENS_WRITE("tokens:write");

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

  /** Returns the text of a claim that {@link #parse} reads. */
  public static String format(Set<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::value).collect(joining(" "));
  }

  /** Returns the name in an access token's {@code scope} claim. */
  public String value() {
    return value;
  }
}

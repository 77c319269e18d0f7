package org.clientele.token;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** How much is kept of what providers say of the card behind a token. */
public enum KeptCardData {
  /** All that there is a field for. */
  FULL,
  /**
   * The last four digits and the issuer's name, which is what the Reserve Bank of India lets
   * anybody keep for tracking and reconciliation.
   */
  MINIMAL;

  private static final Set<TokenField> MORE_THAN_MINIMAL =
      Collections.unmodifiableSet(
          TokenField.CARD_DATA.stream()
              .filter(field -> field != TokenField.LAST4_DIGIT && field != TokenField.ISSUER_NAME)
              .collect(() -> EnumSet.noneOf(TokenField.class), EnumSet::add, EnumSet::addAll));

  /** Returns the fields that are neither stored nor answered. */
  public Set<TokenField> dropped() {
    return switch (this) {
      case FULL -> Set.of();
      case MINIMAL -> MORE_THAN_MINIMAL;
    };
  }

  /** Returns values without those that are not kept. */
  Map<TokenField, Object> of(Map<TokenField, Object> values) {
    if (Collections.disjoint(values.keySet(), dropped())) {
      return values;
    }
    Map<TokenField, Object> kept = new EnumMap<>(TokenField.class);
    kept.putAll(values);
    kept.keySet().removeAll(dropped());
    return kept;
  }
}

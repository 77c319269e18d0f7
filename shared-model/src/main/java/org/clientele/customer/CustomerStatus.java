package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where a customer is in its life cycle; any change is allowed but for leaving {@link #DELETED}.
 */
public enum CustomerStatus {
  /** Created, not verified yet; may not pay. */
  INACTIVE,
  /** May pay and may store payment tokens. */
  ACTIVE,
  /** Keeps its payment tokens but may not use them. */
  SUSPENDED,
  /** Final. Kept for audit; still read by id, left out of lists. */
  DELETED;

  /**
   * Returns the status of that name, in any letter case.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static CustomerStatus from(String name) {
    // Upper case of other scripts' letters may be ASCII, as that of the dotless i is.
    if (!name.matches("[A-Za-z]+")) {
      throw new IllegalArgumentException("not a status");
    }
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Returns the statuses that may directly follow this one. */
  public Set<CustomerStatus> successors() {
    return switch (this) {
      case INACTIVE -> EnumSet.of(ACTIVE, SUSPENDED, DELETED);
      case ACTIVE -> EnumSet.of(INACTIVE, SUSPENDED, DELETED);
      case SUSPENDED -> EnumSet.of(INACTIVE, ACTIVE, DELETED);
      case DELETED -> EnumSet.noneOf(CustomerStatus.class);
    };
  }
}

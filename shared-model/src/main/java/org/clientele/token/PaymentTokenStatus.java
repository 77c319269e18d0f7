package org.clientele.token;

import java.util.EnumSet;
import java.util.Set;

/** Where a payment token is in its life cycle. */
public enum PaymentTokenStatus {
  /** Asked for; the token service provider has not answered yet. */
  INITIATED,
  /** May be paid with, while its customer is active. */
  ACTIVE,
  /** May not be paid with for now. */
  SUSPENDED,
  /** Final. The token service provider refused it. */
  FAILED,
  /** Final where it was reported or removed; what has only expired may be renewed. */
  DEACTIVATED;

  /** Returns the statuses that may directly follow this one. */
  public Set<PaymentTokenStatus> successors() {
    return switch (this) {
      case INITIATED -> EnumSet.of(ACTIVE, FAILED, DEACTIVATED);
      case ACTIVE -> EnumSet.of(SUSPENDED, DEACTIVATED);
      case SUSPENDED -> EnumSet.of(ACTIVE, DEACTIVATED);
      case FAILED, DEACTIVATED -> EnumSet.noneOf(PaymentTokenStatus.class);
    };
  }

  /** Whether this status may become {@code later}, at once or by way of others. */
  public boolean leadsTo(PaymentTokenStatus later) {
    Set<PaymentTokenStatus> reached = EnumSet.of(this);
    while (reached.addAll(
        reached.stream().flatMap(status -> status.successors().stream()).toList())) {
      // until nothing new is reached
    }
    return reached.contains(later);
  }

  /** Whether nothing may follow this status. */
  public boolean isFinal() {
    return successors().isEmpty();
  }
}

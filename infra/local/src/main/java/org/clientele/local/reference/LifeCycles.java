package org.clientele.local.reference;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.clientele.customer.CustomerStatus;
import org.clientele.token.PaymentTokenStatus;

/** What may follow which status, as the drawings show it and for those who do not see them. */
final class LifeCycles {

  private LifeCycles() {}

  static Map<String, String> ofCustomers() {
    return table(CustomerStatus.values(), CustomerStatus::successors);
  }

  static Map<String, String> ofTokens() {
    return table(PaymentTokenStatus.values(), PaymentTokenStatus::successors);
  }

  private static <T extends Enum<T>> Map<String, String> table(
      T[] statuses, Function<T, Set<T>> successors) {
    Map<String, String> table = new LinkedHashMap<>();
    for (T status : statuses) {
      table.put(status.name(), listed(successors.apply(status)));
    }
    return table;
  }

  private static String listed(Set<? extends Enum<?>> statuses) {
    return statuses.isEmpty()
        ? "nothing: it is final"
        : statuses.stream().map(Enum::name).collect(joining(", "));
  }
}

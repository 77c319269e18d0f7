package org.clientele.customer;

import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.clientele.customer.CustomerStatus.ACTIVE;
import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.customer.CustomerStatus.INACTIVE;
import static org.clientele.customer.CustomerStatus.SUSPENDED;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.clientele.error.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerStatusTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:59:59.999Z");

  /** The whole table of the contract, so that a pair left out is a failure. */
  private static final Map<CustomerStatus, Set<CustomerStatus>> ALLOWED =
      Map.of(
          INACTIVE, Set.of(ACTIVE, SUSPENDED, DELETED),
          ACTIVE, Set.of(INACTIVE, SUSPENDED, DELETED),
          SUSPENDED, Set.of(INACTIVE, ACTIVE, DELETED),
          DELETED, Set.of());

  @ParameterizedTest
  @EnumSource
  void movesOnlyToTheStatusesInTheTable(CustomerStatus from) {
    Set<CustomerStatus> reached =
        Arrays.stream(CustomerStatus.values())
            .filter(to -> to != from && accepts(from, to))
            .collect(toUnmodifiableSet());

    assertThat(reached).isEqualTo(ALLOWED.get(from));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUSPENDED", "Suspended", "suspended", "sUsPeNdEd"})
  void isReadInAnyLetterCase(String written) {
    assertThat(CustomerStatus.from(written)).isEqualTo(SUSPENDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ACTIVE", "FAILED", "ACTİVE", "actıve"})
  void nothingElseIsAStatus(String written) {
    assertThatIllegalArgumentException().isThrownBy(() -> CustomerStatus.from(written));
  }

  @Test
  void theSameStatusAgainChangesNothing() {
    Customer deleted = CustomerFixtures.customer(DELETED);

    assertThat(deleted.update(deleted.details(), DELETED, NOW)).isSameAs(deleted);
  }

  private static boolean accepts(CustomerStatus from, CustomerStatus to) {
    Customer customer = CustomerFixtures.customer(from);
    try {
      return customer.update(customer.details(), to, NOW).status() == to;
    } catch (ApiException e) {
      return false;
    }
  }
}

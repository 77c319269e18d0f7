package org.clientele.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchQueryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final CustomerDetails ASHA =
      new CustomerDetails(
          "Order_77-A",
          "Ashá Devi",
          "Rao",
          "91",
          "9876543210",
          "A.Rao@Example.com",
          null,
          null,
          null,
          null,
          "Rao & Daughters Pvt Ltd",
          null,
          null);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ash",
        "Ashá",
        "asha devi",
        "ASHA  DEVI R",
        "asha devi rao",
        "rao",
        "rao & daughters",
        "a.r",
        "a.rao@example.com",
        "order_77",
        "3210",
        "43210",
        "98765 43210",
        "9876543210",
        "+91 98765 43210",
        "919876543210"
      })
  void namesEmailAndReferenceAreFoundByBeginningsAndMobileNumbersByTheirEnds(String typed) {
    assertThat(SearchQuery.of(typed).matches(customer(CustomerStatus.INACTIVE))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devi",
        "asha rao",
        "asha devi raos",
        "example.com",
        "77-a",
        "210",
        "9876",
        "8765432",
        "8919876543210",
        "aśa",
        "sha"
      })
  void whatNeitherBeginsNorEndsItSoDoesNotFindIt(String typed) {
    assertThat(SearchQuery.of(typed).matches(customer(CustomerStatus.ACTIVE))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(CustomerStatus.class)
  void deletedCustomersAloneAreNotFound(CustomerStatus status) {
    assertThat(SearchQuery.of("asha").matches(customer(status)))
        .isEqualTo(status != CustomerStatus.DELETED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "as", " as ", "a\u200D\u200Ds", "á\u0301b", "12"})
  void queryOfFewerThanThreeCharactersIsRefused(String typed) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> SearchQuery.of(typed))
        .returns("search", ApiException::reason);
  }

  @Test
  void neitherQueriesNorEntriesPrintWhatTheyHold() {
    assertThat(SearchQuery.of("9876543210").toString()).isEqualTo("***");
    assertThat(SearchEntry.of(customer(CustomerStatus.ACTIVE)).toString())
        .doesNotContain("asha", "0123456789", "rao");
  }

  private static Customer customer(CustomerStatus status) {
    return new Customer(
        new CustomerId("cust-1"),
        new MerchantId("m"),
        ASHA,
        status,
        null,
        null,
        ChangeOrigin.UNKNOWN_REQUEST,
        NOW,
        NOW,
        1);
  }
}

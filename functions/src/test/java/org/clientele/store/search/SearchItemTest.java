package org.clientele.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.clientele.TestingNames;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.search.SearchQuery;
import org.junit.jupiter.api.Test;

class SearchItemTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int CUSTOMERS =
      System.getProperty("clientele.full") == null ? 20_000 : 200_000;
  private static final int LARGEST = 1_024;

  @Test
  void noPartitionHasMoreThanTwoPercentOfALargeMerchantsItems() {
    var random = new SplittableRandom(15);
    Map<String, Integer> sizes = new HashMap<>();
    for (int number = 0; number < CUSTOMERS; number++) {
      Customer customer = customer("m", TestingNames.details(random, number));
      SearchItem.of(customer).forEach(item -> sizes.merge(item.pk(), 1, Integer::sum));
    }

    // With the customer itself, its reference, and as what it is counted.
    int items = sizes.values().stream().mapToInt(size -> size).sum() + 3 * CUSTOMERS;
    System.out.printf(
        "Search: the largest of %d partitions has %d of %d items of %d customers%n",
        sizes.size(), Collections.max(sizes.values()), items, CUSTOMERS);
    assertThat(sizes).hasSizeGreaterThan(1_000);
    assertThat(sizes.values()).allSatisfy(size -> assertThat(size).isLessThan(items / 50));
  }

  @Test
  void longestTextsFitIntoAWriteUnitAndAreFound() {
    String name = "ﷺ".repeat(100);
    Customer customer =
        customer(
            "m".repeat(64),
            new CustomerDetails(
                "r".repeat(50),
                name,
                name,
                "91",
                "987654321012345",
                "द".repeat(120) + "@" + "द".repeat(133),
                null,
                null,
                null,
                null));

    assertThat(SearchItem.of(customer))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            item ->
                assertThat(
                        item.toMap(Long.MAX_VALUE).entrySet().stream()
                            .mapToInt(
                                attribute ->
                                    attribute.getKey().length()
                                        + (attribute.getValue().s() == null
                                            ? 21
                                            : attribute.getValue().s().getBytes(UTF_8).length))
                            .sum())
                    .isLessThan(LARGEST));
    assertThat(SearchItem.of(customer, SearchQuery.of(name)::matches)).isNotEmpty();
    assertThat(SearchItem.of(customer, SearchQuery.of(name + "x")::matches)).isEmpty();
  }

  private static Customer customer(String merchant, CustomerDetails details) {
    return Customer.create(
        new CustomerId("c" + CustomerId.random(NOW)), new MerchantId(merchant), details, NOW);
  }
}

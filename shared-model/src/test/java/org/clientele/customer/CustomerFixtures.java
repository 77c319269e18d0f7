package org.clientele.customer;

import java.time.Instant;
import java.util.Map;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.jspecify.annotations.Nullable;

/** Customers of which only that matters which a test names. */
final class CustomerFixtures {

  static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  static final MerchantId MERCHANT = new MerchantId("merchant");

  private CustomerFixtures() {}

  static Customer customer(CustomerStatus status) {
    return new Customer(
        new CustomerId("cust-1"),
        MERCHANT,
        named("ref-1"),
        status,
        null,
        null,
        ChangeOrigin.UNKNOWN_REQUEST,
        CREATED,
        CREATED,
        1);
  }

  static CustomerDetails named(@Nullable String reference) {
    return new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
  }

  static CustomerDetails reachable(@Nullable String countryCode, @Nullable String mobileNumber) {
    return new CustomerDetails(
        null, null, null, countryCode, mobileNumber, null, null, null, null, null);
  }

  static CustomerDetails taxed(String gstin) {
    return new CustomerDetails("ref-1", null, null, null, null, null, null, null, gstin, null);
  }

  static CustomerDetails with(@Nullable Address address, Map<String, String> metadata) {
    return new CustomerDetails(
        "ref-1", null, null, null, null, null, address, address, null, metadata);
  }
}

package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code null} may take away from a customer, and what it may not. */
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class ClearedFieldsIT {

  private static final String BRITISH =
      """
      {"merchant_customer_reference": "cleared", "first_name": "Asha",
       "country_code": "44", "mobile_number": "7700900123"}
      """;

  private final TemporaryCustomers customers;

  ClearedFieldsIT(LocalServerProcess server) {
    this.customers = new TemporaryCustomers(server.otherMerchant());
  }

  @AfterEach
  void freeNames() {
    customers.close();
  }

  @Test
  void nullTakesAFieldAway() {
    Answer created = customers.created(BRITISH);

    Answer cleared =
        customers.patch(
            created, "{\"first_name\": null, \"country_code\": null, \"mobile_number\": null}");

    assertThat(cleared.status()).as(cleared.text()).isEqualTo(200);
    assertThat(cleared.json().has("first_name")).isFalse();
    assertThat(cleared.json().has("country_code")).isFalse();
    assertThat(cleared.json().has("mobile_number")).isFalse();
    assertThat(cleared.field("merchant_customer_reference")).isEqualTo("cleared");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "country_code"})
  void whatACustomerCannotBeWithoutIsNotTakenAway(String field) {
    Answer created = customers.created(BRITISH);

    Answer refused = customers.patch(created, "{\"" + field + "\": null}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reason()).isEqualTo(field);
    assertThat(customers.get(created).json()).isEqualTo(created.json());
  }

  @Test
  void itsLastNameIsNotTakenAway() {
    Answer created = customers.created("{\"merchant_customer_reference\": \"only-name\"}");

    Answer refused = customers.patch(created, "{\"merchant_customer_reference\": null}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reason()).isEqualTo("merchant_customer_reference");
  }
}

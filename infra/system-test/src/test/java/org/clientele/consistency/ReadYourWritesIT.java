package org.clientele.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What was acknowledged is what the next lookup answers. DynamoDB Local's indexes are never behind,
 * so this holds the way through the code, and not a race against a real index.
 */
@ExtendWith(SharedServer.class)
class ReadYourWritesIT {

  /** Later rounds meet what earlier ones deleted, which has the same keys in the index. */
  private static final int TIMES = 10;

  private static final String MOBILE = "9111111111";
  private static final String OTHER_MOBILE = "9222222222";
  private static final String BODY =
      """
      {"merchant_customer_reference": "written", "mobile_number": "9111111111"}
      """;

  private final MerchantClient client;
  private final TemporaryCustomers customers;

  ReadYourWritesIT(LocalServerProcess server) {
    this.client = server.demoMerchant();
    this.customers = new TemporaryCustomers(client);
  }

  @AfterEach
  void freeNames() {
    customers.close();
  }

  private Answer lookup(String mobile, String reference) {
    return client.get(
        "/api/v1/customer?country_code=91&mobile_number=%s&merchant_customer_reference=%s"
            .formatted(mobile, reference));
  }

  @RepeatedTest(TIMES)
  void createdCustomerIsFoundAtOnce() {
    Answer created = customers.created(BODY);

    Answer found = lookup(MOBILE, "written");

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.json()).isEqualTo(created.json());
    assertThat(found.header("etag")).isEqualTo(created.header("etag"));
  }

  @RepeatedTest(TIMES)
  void customerIsFoundByItsNewMobileNumberAtOnceAndNoLongerByTheOld() {
    Answer created = customers.created(BODY);

    Answer changed = customers.patch(created, "{\"mobile_number\": \"9222222222\"}");

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(lookup(OTHER_MOBILE, "written").json()).isEqualTo(changed.json());
    assertThat(lookup(MOBILE, "written").status()).isEqualTo(404);
  }

  @RepeatedTest(TIMES)
  void customerIsFoundByItsNewReferenceAtOnceAndNoLongerByTheOld() {
    Answer created = customers.created(BODY);

    Answer changed =
        customers.patch(created, "{\"merchant_customer_reference\": \"written-anew\"}");

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(lookup(MOBILE, "written-anew").json()).isEqualTo(changed.json());
    assertThat(lookup(MOBILE, "written").status()).isEqualTo(404);
  }

  @RepeatedTest(TIMES)
  void oldReferenceIsFreeForAnotherCustomerAtOnce() {
    Answer first = customers.created(BODY);
    customers.patch(first, "{\"merchant_customer_reference\": \"written-anew\"}");

    Answer second = customers.created(BODY);

    assertThat(second.field("customer_id")).isNotEqualTo(first.field("customer_id"));
    assertThat(lookup(MOBILE, "written").json()).isEqualTo(second.json());
    assertThat(lookup(MOBILE, "written-anew").field("customer_id"))
        .isEqualTo(first.field("customer_id"));
  }

  @RepeatedTest(TIMES)
  void statusIsSeenByTheNextLookup() {
    Answer created = customers.created(BODY);

    Answer changed = customers.patch(created, TemporaryCustomers.status("SUSPENDED"));

    assertThat(lookup(MOBILE, "written").json()).isEqualTo(changed.json());
    assertThat(changed.field("status")).isEqualTo("SUSPENDED");
  }

  @RepeatedTest(TIMES)
  void deletedCustomerIsFoundUntilAnotherHasItsReference() {
    Answer first = customers.created(BODY);
    Answer deleted = customers.patch(first, TemporaryCustomers.status("DELETED"));

    assertThat(lookup(MOBILE, "written").json()).isEqualTo(deleted.json());

    Answer second = customers.created(BODY);

    assertThat(lookup(MOBILE, "written").json()).isEqualTo(second.json());
    assertThat(customers.get(first).json()).isEqualTo(deleted.json());
  }
}

package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class VersionIT {

  private final MerchantClient client;

  VersionIT(LocalServerProcess server) {
    this.client = server.otherMerchant();
  }

  @Test
  void changeOfAnOlderVersionIsRefusedAndChangesNothing() {
    try (var customers = new TemporaryCustomers(client)) {
      Answer created = customers.created("{\"merchant_customer_reference\": \"versions\"}");
      var ifFirst = new TemporaryCustomers(client.withHeader("If-Match", "\"1\""));

      Answer accepted = ifFirst.patch(created, "{\"first_name\": \"Meera\"}");
      Answer refused = ifFirst.patch(created, "{\"first_name\": \"Zoya\"}");

      assertThat(created.header("etag")).isEqualTo("\"1\"");
      assertThat(accepted.status()).isEqualTo(200);
      assertThat(accepted.header("etag")).isEqualTo("\"2\"");
      assertThat(refused.status()).isEqualTo(412);
      assertThat(refused.field("code")).isEqualTo("PRECONDITION_FAILED");
      assertThat(refused.header("etag")).isEqualTo("\"2\"");
      assertThat(customers.get(created).field("first_name")).isEqualTo("Meera");
    }
  }
}

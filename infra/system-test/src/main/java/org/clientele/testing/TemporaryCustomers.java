package org.clientele.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.clientele.testing.MerchantClient.Answer;

/**
 * Customers of one merchant that are deleted in the end, which frees their references and mobile
 * numbers: the contract's test vectors use the same ones again and again.
 */
public final class TemporaryCustomers implements AutoCloseable {

  private final MerchantClient client;
  private final List<String> created = new CopyOnWriteArrayList<>();

  public TemporaryCustomers(MerchantClient client) {
    this.client = client;
  }

  /** Sends a create, whatever comes of it. */
  public Answer create(String body) {
    Answer answer = client.post("/api/v1/customer", body);
    if (answer.status() == 201) {
      created.add(answer.field("customer_id"));
    }
    return answer;
  }

  /** Returns what was answered to a create that had to succeed. */
  public Answer created(String body) {
    Answer answer = create(body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  /** Returns a customer that has been brought into a status. */
  public Answer inStatus(String status) {
    Answer customer = created("{\"merchant_customer_reference\": \"in-some-status\"}");
    Answer changed = patch(customer, status(status));
    assertThat(changed.field("status")).as(changed.text()).isEqualTo(status);
    return changed;
  }

  public Answer get(Answer customer) {
    return client.get(path(customer));
  }

  public Answer patch(Answer customer, String body) {
    return client.patch(path(customer), body);
  }

  public static String status(String status) {
    return "{\"status\": \"%s\"}".formatted(status);
  }

  private static String path(Answer customer) {
    return "/api/v1/customer/" + customer.field("customer_id");
  }

  @Override
  public void close() {
    for (String id : created) {
      Answer deleted = client.patch("/api/v1/customer/" + id, status("DELETED"));
      assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
    }
  }
}

package org.clientele.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.clientele.testing.Deadline;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everybody changes the same customer at once. */
@ExtendWith(SharedServer.class)
class ConcurrentUpdatesIT {

  private static final int CALLERS = TestScale.of(12, 100);
  private static final int CHANGES = TestScale.of(10, 20);
  private static final List<String> FIELDS = fields();

  private final MerchantClient client;
  private final AtomicInteger refusals = new AtomicInteger();

  ConcurrentUpdatesIT(LocalServerProcess server) {
    this.client = server.demoMerchant();
  }

  /** A change that was accepted, and what was answered. */
  private record Change(String field, String value, Answer answer) {

    long version() {
      return ConcurrentUpdatesIT.version(answer);
    }

    /** Makes the same change to what another answer showed. */
    void applyTo(ObjectNode customer) {
      set(customer, field, value);
      customer.set("updated_at", answer.json().get("updated_at"));
    }
  }

  /** Returns JSON pointers of fields that a change can be made to without touching the others. */
  private static List<String> fields() {
    List<String> fields = new ArrayList<>(List.of("/first_name", "/last_name"));
    for (int i = 0; i < 10; i++) {
      fields.add("/merchant_metadata/key" + i);
    }
    for (String address : List.of("/billing_address", "/shipping_address")) {
      for (String field :
          List.of("address1", "address2", "address3", "city", "state", "country", "full_name")) {
        fields.add(address + "/" + field);
      }
    }
    return fields;
  }

  @Test
  void everyAcceptedChangeIsOneVersionAndNoneIsLost() throws Exception {
    try (var customers = new TemporaryCustomers(client)) {
      Answer created = customers.created("{\"merchant_customer_reference\": \"wanted-by-all\"}");

      List<Change> accepted = changeAtOnce(created);

      accepted.sort(Comparator.comparing(Change::version));
      ObjectNode expected = (ObjectNode) created.json();
      long version = 1;
      for (Change change : accepted) {
        String before = expected.path("updated_at").asText();
        change.applyTo(expected);
        assertThat(change.version()).isEqualTo(++version);
        assertThat(change.answer().json()).isEqualTo(expected);
        assertThat(expected.path("updated_at").asText()).isGreaterThan(before);
      }
      assertThat(accepted).hasSize(CALLERS * CHANGES);
      Answer stored = customers.get(created);
      assertThat(stored.json()).isEqualTo(expected);
      assertThat(version(stored)).isEqualTo(1 + accepted.size());
      System.out.printf(
          "ConcurrentUpdatesIT: %d callers, %d changes accepted, %d refused and repeated%n",
          CALLERS, accepted.size(), refusals.get());
    }
  }

  private List<Change> changeAtOnce(Answer created) throws Exception {
    List<Callable<List<Change>>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      callers.add(
          () -> {
            List<Change> accepted = new ArrayList<>();
            for (int j = 0; j < CHANGES; j++) {
              String field = FIELDS.get((caller + j) % FIELDS.size());
              accepted.add(change(created, field, "by-%d-%d".formatted(caller, j)));
            }
            return accepted;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    List<Change> accepted = new ArrayList<>();
    for (Future<List<Change>> changes : threads.invokeAll(callers)) {
      accepted.addAll(changes.get());
    }
    threads.shutdown();
    return accepted;
  }

  /**
   * Asks for a change until it is accepted; with a key, so that what was accepted without the
   * caller's knowledge is not accepted twice.
   */
  private Change change(Answer created, String field, String value) {
    var customers = new TemporaryCustomers(client.withHeader("Idempotency-Key", value));
    ObjectNode body = MerchantClient.JSON.createObjectNode();
    set(body, field, value);
    var deadline = Deadline.start();
    while (true) {
      deadline.requireNotPassed("the change to be accepted");
      Answer answer = customers.patch(created, body.toString());
      if (answer.status() == 200) {
        return new Change(field, value, answer);
      }
      assertThat(answer.status()).as(answer.text()).isIn(409, 429, 503);
      refusals.incrementAndGet();
    }
  }

  private static void set(ObjectNode customer, String field, String value) {
    String[] names = field.substring(1).split("/", -1);
    ObjectNode parent = names.length == 1 ? customer : customer.withObject("/" + names[0]);
    parent.put(names[names.length - 1], value);
  }

  private static long version(Answer answer) {
    return Long.parseLong(answer.header("etag").replace("\"", ""));
  }
}

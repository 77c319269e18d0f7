package org.clientele.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.TableInvariants;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.Test;

/** A server that dies half-way leaves what it has done and its answer, or neither. */
class KilledServerIT {

  private static final int TIMES = TestScale.of(3, 50);

  /**
   * When a server dies.
   *
   * @param request what it is doing, with a key
   * @param call which of its calls to the store it does not survive, from 1
   * @param after whether the store has done by then what that call asks
   * @param effect whether all of the request has been done by then
   */
  private record Death(
      String name,
      BiFunction<MerchantClient, Answer, Answer> request,
      int call,
      boolean after,
      boolean effect) {}

  private static final List<Death> DEATHS =
      List.of(
          new Death("create, stored", KilledServerIT::create, 1, true, true),
          new Death("change, stored", KilledServerIT::rename, 2, true, true),
          new Death("change, read", KilledServerIT::rename, 2, false, false),
          new Death("create, begun", KilledServerIT::create, 1, false, false),
          new Death("change, begun", KilledServerIT::rename, 1, false, false),
          new Death("change, being read", KilledServerIT::rename, 1, true, false),
          new Death("delete, read", KilledServerIT::delete, 2, false, false),
          new Death("delete, stored", KilledServerIT::delete, 2, true, true),
          new Death("renaming, read", KilledServerIT::renameReference, 2, false, false),
          new Death("renaming, stored", KilledServerIT::renameReference, 2, true, true),
          new Death("refused create, judged", KilledServerIT::createOther, 2, false, false),
          new Death("refused create, stored", KilledServerIT::createOther, 2, true, true),
          new Death("repeated create, found", KilledServerIT::createAgain, 3, false, false),
          new Death("repeated create, stored", KilledServerIT::createAgain, 3, true, true));

  private static Answer post(MerchantClient client, String reference, String firstName) {
    return client.post(
        "/api/v1/customer",
        "{\"merchant_customer_reference\": \"%s\", \"first_name\": \"%s\"}"
            .formatted(reference, firstName));
  }

  private static String reference(Answer customer) {
    return customer.field("merchant_customer_reference");
  }

  private static Answer patch(MerchantClient client, Answer customer, String field, String value) {
    return client.patch(
        "/api/v1/customer/" + customer.field("customer_id"),
        "{\"%s\": \"%s\"}".formatted(field, value));
  }

  private static Answer create(MerchantClient client, Answer customer) {
    return post(client, reference(customer) + "-2", "Asha");
  }

  private static Answer createAgain(MerchantClient client, Answer customer) {
    return post(client, reference(customer), "Asha");
  }

  private static Answer createOther(MerchantClient client, Answer customer) {
    return post(client, reference(customer), "Zoya");
  }

  private static Answer rename(MerchantClient client, Answer customer) {
    return patch(client, customer, "first_name", "Meera");
  }

  private static Answer renameReference(MerchantClient client, Answer customer) {
    return patch(client, customer, "merchant_customer_reference", reference(customer) + "-new");
  }

  private static Answer delete(MerchantClient client, Answer customer) {
    return patch(client, customer, "status", "DELETED");
  }

  @Test
  void repetitionAtTheNextServerGetsTheStoredAnswerOrDoesItOnce() throws Exception {
    ExecutorService caller = Executors.newSingleThreadExecutor();
    List<Death> died = new ArrayList<>();
    try (var store = FaultyDynamoDb.start()) {
      LocalServerProcess server = store.startServer();
      for (int i = 0; i < TIMES; i++) {
        Death death = DEATHS.get(i % DEATHS.size());
        String name = "killed-%03d".formatted(i);
        Answer customer = post(server.demoMerchant(), name, "Asha");
        MerchantClient dying = server.demoMerchant().withHeader("Idempotency-Key", name);

        store.plan(fatal(death, customer));
        Future<Answer> lost = caller.submit(() -> death.request().apply(dying, customer));
        store.awaitSilence();
        server.kill();
        store.heal();
        server = store.startServer();
        MerchantClient client = server.demoMerchant().withHeader("Idempotency-Key", name);
        Answer repeated = death.request().apply(client, customer);
        Answer again = death.request().apply(client, customer);

        assertThatThrownBy(lost::get).as(death.name()).isNotNull();
        assertThat(repeated.status()).as(repeated.text()).isIn(200, 201, 422);
        assertThat(repeated.header("idempotent-replayed"))
            .as(death.name())
            .isEqualTo(death.effect() ? "true" : "");
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(repeated.text());
        requireDoneOnce(client, repeated);
        TableInvariants.requireHeld(store.client());
        died.add(death);
      }
      server.kill();
    }
    caller.shutdown();
    System.out.printf("KilledServerIT: %d servers killed%n", died.size());
  }

  private static Function<Call, DynamoDbFault> fatal(Death death, Answer customer) {
    var calls = new AtomicInteger();
    return call ->
        Stream.of("customer_id", "merchant_customer_reference")
                    .map(customer::field)
                    .anyMatch(call.body()::contains)
                && calls.incrementAndGet() == death.call()
            ? death.after() ? DynamoDbFault.SILENT_AFTER_COMMIT : DynamoDbFault.SILENT
            : DynamoDbFault.NONE;
  }

  /** What was created has the first version, what was changed has the second. */
  private static void requireDoneOnce(MerchantClient client, Answer repeated) {
    String id = repeated.field("customer_id");
    if (!id.isEmpty()) {
      Answer stored = client.get("/api/v1/customer/" + id);
      assertThat(stored.text()).isEqualTo(repeated.text());
      assertThat(stored.header("etag")).isEqualTo(repeated.status() == 201 ? "\"1\"" : "\"2\"");
    }
  }
}

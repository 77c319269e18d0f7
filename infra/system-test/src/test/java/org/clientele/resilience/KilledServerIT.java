package org.clientele.resilience;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Scene;
import org.clientele.testing.TableInvariants;
import org.clientele.testing.TableInvariants.Kind;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** A server that dies half-way leaves what it has done and its answer, or neither. */
@DisabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "a function's process may outlive the server by the rest of its request")
class KilledServerIT {

  private static final long SEED = TestScale.seed();
  private static final int QUICK = 4;

  /** A merchant's key of cursors is made where it reads a list. */
  private static final Set<Kind> WRITTEN = EnumSet.complementOf(EnumSet.of(Kind.CURSOR_KEY));

  /**
   * When a server dies.
   *
   * @param call which of the operation's calls to the store it does not survive, from 1
   * @param last whether the operation makes no call after that one
   * @param after whether the store has done by then what that call asks
   */
  private record Death(Operation operation, int call, boolean last, boolean after) {

    /** Whether all of the operation has been done by then. */
    boolean isDone() {
      return last && after;
    }
  }

  @Test
  void repetitionAtTheNextServerGetsTheStoredAnswerOrDoesItOnce() throws Exception {
    ExecutorService caller = Executors.newSingleThreadExecutor();
    Map<String, Integer> died = new LinkedHashMap<>();
    try (var store = FaultyDynamoDb.start()) {
      LocalServerProcess server = store.startServer();
      sweep(server);
      for (Death death : deaths(store, server)) {
        Operation operation = death.operation();
        Scene scene = Scene.of(operation, server.demoMerchant(), store);
        MerchantClient dying = caller(server, scene);

        store.plan(fatal(death, scene));
        Future<Answer> lost = caller.submit(() -> scene.request().sendBy(dying));
        store.awaitSilence();
        server.kill();
        store.heal();
        server = store.startServer();
        MerchantClient client = caller(server, scene);
        Answer repeated = scene.request().sendBy(client);
        Answer again = scene.request().sendBy(client);

        assertThatThrownBy(lost::get).as("%s", death).isNotNull();
        operation.requireExpected(repeated);
        operation.requireExpected(again);
        if (operation.takesKey() && operation.status() != 404) {
          assertThat(repeated.header("idempotent-replayed"))
              .as("%s", death)
              .isEqualTo(death.isDone() ? "true" : "");
          assertThat(again.header("idempotent-replayed")).as("%s", death).isEqualTo("true");
          assertThat(again.text()).isEqualTo(repeated.text());
        }
        operation.requireDone(scene, repeated, store);
        if (operation.status() == 201) {
          Answer stored = client.get("/api/v1/customer/" + repeated.field("customer_id"));
          assertThat(stored.text()).as("%s", death).isEqualTo(repeated.text());
        }
        assertThat(TableInvariants.requireHeld(store).keySet()).isEqualTo(WRITTEN);
        died.merge(operation.function(), 1, Integer::sum);
      }
      server.kill();
    }
    caller.shutdown();
    System.out.printf("KilledServerIT: seed %d, servers killed in %s%n", SEED, died);
    Set<String> writing =
        OperationCatalogue.WRITES.stream().map(Operation::function).collect(toSet());
    assertThat(died).hasSizeGreaterThanOrEqualTo(TestScale.of(1, writing.size()));
  }

  private static void sweep(LocalServerProcess server) {
    assertThat(server.anyone().post("/local/sweep", "{}").status()).isEqualTo(200);
  }

  private static MerchantClient caller(LocalServerProcess server, Scene scene) {
    MerchantClient owner = server.demoMerchant();
    return scene.operation().takesKey() ? owner.withHeader("Idempotency-Key", scene.name()) : owner;
  }

  /** Returns all deaths there are in operations that store something, or a few of them. */
  private static List<Death> deaths(FaultyDynamoDb store, LocalServerProcess server) {
    List<Death> deaths = new ArrayList<>();
    for (Operation operation : OperationCatalogue.WRITES) {
      int calls = calls(operation, store, server);
      for (int call = 1; call <= calls; call++) {
        deaths.add(new Death(operation, call, call == calls, false));
        deaths.add(new Death(operation, call, call == calls, true));
      }
    }
    Collections.shuffle(deaths, new Random(SEED));
    return deaths.subList(0, TestScale.of(QUICK, deaths.size()));
  }

  private static int calls(Operation operation, FaultyDynamoDb store, LocalServerProcess server) {
    Scene scene = Scene.of(operation, server.demoMerchant(), store);
    var calls = new AtomicInteger();
    store.plan(
        call -> {
          if (scene.isConcernedBy(call)) {
            calls.incrementAndGet();
          }
          return DynamoDbFault.NONE;
        });
    operation.requireExpected(scene.request().sendBy(caller(server, scene)));
    store.heal();
    assertThat(calls).hasPositiveValue();
    return calls.get();
  }

  private static Function<Call, DynamoDbFault> fatal(Death death, Scene scene) {
    var calls = new AtomicInteger();
    return call ->
        scene.isConcernedBy(call) && calls.incrementAndGet() == death.call()
            ? death.after() ? DynamoDbFault.SILENT_AFTER_COMMIT : DynamoDbFault.SILENT
            : DynamoDbFault.NONE;
  }
}

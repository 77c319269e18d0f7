package org.clientele.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.LinearizabilityChecker;
import org.clientele.testing.LinearizabilityChecker.Action;
import org.clientele.testing.LinearizabilityChecker.ChangeFirstName;
import org.clientele.testing.LinearizabilityChecker.ChangeLastName;
import org.clientele.testing.LinearizabilityChecker.Create;
import org.clientele.testing.LinearizabilityChecker.Delete;
import org.clientele.testing.LinearizabilityChecker.Done;
import org.clientele.testing.LinearizabilityChecker.Get;
import org.clientele.testing.LinearizabilityChecker.Invocation;
import org.clientele.testing.LinearizabilityChecker.Lookup;
import org.clientele.testing.LinearizabilityChecker.Refused;
import org.clientele.testing.LinearizabilityChecker.Result;
import org.clientele.testing.LinearizabilityChecker.Seen;
import org.clientele.testing.LinearizabilityChecker.Unknown;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.TableInvariants;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.Test;

/** Whatever becomes of calls to the store, all callers see one order of what was done. */
class LinearizabilityIT {

  private static final long SEED = TestScale.seed();
  private static final int RUNS = TestScale.of(2, 25);
  private static final int CALLERS = 8;
  private static final int OPERATIONS = 50;
  private static final int REFERENCES = 4;

  /** A fault now and then, and every fifth time that so many calls were made, one in two. */
  private static final int CALLS_OF_A_BURST = 40;

  private static final List<DynamoDbFault> FAULTS =
      List.copyOf(EnumSet.complementOf(EnumSet.of(DynamoDbFault.NONE)));

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger faults = new AtomicInteger();

  /** What callers know of one reference, and have done to its customers. */
  private static final class Reference {

    private final String value;
    private final Map<String, String> idsByName = new ConcurrentHashMap<>();
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final Queue<Invocation> operations = new ConcurrentLinkedQueue<>();

    Reference(String value) {
      this.value = value;
    }

    void learn(Answer answer) {
      String name = answer.field("email_id");
      if (idsByName.put(name, answer.field("customer_id")) == null) {
        names.add(name);
      }
    }

    /**
     * Returns the name of a known customer, the latest more often than not; "" if there is none.
     */
    String someName(SplittableRandom random) {
      List<String> known = List.copyOf(names);
      return known.isEmpty()
          ? ""
          : known.get(random.nextInt(3) == 0 ? random.nextInt(known.size()) : known.size() - 1);
    }
  }

  @Test
  void allCallersSeeOneOrder() throws Exception {
    int operations = 0;
    int unknown = 0;
    List<String> violations = new ArrayList<>();

    try (var store = FaultyDynamoDb.start()) {
      var server = store.startServer();
      for (int run = 0; run < RUNS; run++) {
        for (Reference reference : history(store, server.demoMerchant(), run)) {
          List<Invocation> history = List.copyOf(reference.operations);
          operations += history.size();
          unknown += (int) history.stream().filter(operation -> !operation.isKnown()).count();
          LinearizabilityChecker.violation(history)
              .map(violation -> reference.value + ": " + violation)
              .ifPresent(violations::add);
        }
      }
      TableInvariants.requireHeld(store);
      assertThat(server.end("TERM").output())
          .noneMatch(line -> line.contains("unexpected failure"));
    }

    System.out.printf(
        "LinearizabilityIT: seed %d, %d runs, %d operations, %d of them unknown, %d faults%n",
        SEED, RUNS, operations, unknown, faults.get());
    assertThat(violations).isEmpty();
    assertThat(faults).hasPositiveValue();
    assertThat(unknown).isLessThan(operations * 3 / 10);
    assertThat(operations).isGreaterThanOrEqualTo(RUNS * CALLERS * OPERATIONS / 2);
  }

  private List<Reference> history(FaultyDynamoDb store, MerchantClient client, int run)
      throws Exception {
    List<Reference> references = new ArrayList<>();
    for (int i = 0; i < REFERENCES; i++) {
      references.add(new Reference("run-%d-%d".formatted(run, i)));
    }
    store.plan(this::fault);
    List<Callable<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      var random = new SplittableRandom(SEED ^ (1_000L * run + caller));
      callers.add(
          () -> {
            for (int i = 0; i < OPERATIONS; i++) {
              act(client, references.get(random.nextInt(REFERENCES)), random);
            }
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    for (Future<Void> caller : threads.invokeAll(callers)) {
      caller.get();
    }
    threads.shutdown();
    store.heal();
    for (Reference reference : references) {
      ask(client, reference, new Lookup());
      reference.names.forEach(name -> ask(client, reference, new Get(name)));
    }
    return references;
  }

  private DynamoDbFault fault(Call call) {
    var random = new SplittableRandom(SEED ^ ((long) call.number() << 20));
    boolean burst = call.number() / CALLS_OF_A_BURST % 5 == 4;
    DynamoDbFault fault = FAULTS.get(random.nextInt(FAULTS.size()));
    if (random.nextInt(100) >= (burst ? 50 : 8) || !fault.mayStrike(call)) {
      return DynamoDbFault.NONE;
    }
    faults.incrementAndGet();
    return fault;
  }

  private void act(MerchantClient client, Reference reference, SplittableRandom random) {
    String name = reference.someName(random);
    String unique = "n" + clock.incrementAndGet();
    int choice = name.isEmpty() ? 0 : random.nextInt(20);
    Action action;
    if (choice < 3) {
      action = new Create(unique + "@example.com", unique);
    } else if (choice < 6) {
      action = new Lookup();
    } else if (choice < 10) {
      action = new Get(name);
    } else if (choice < 14) {
      action = new ChangeFirstName(name, unique);
    } else if (choice < 18) {
      action = new ChangeLastName(name, unique);
    } else {
      action = new Delete(name);
    }
    ask(client, reference, action);
  }

  private void ask(MerchantClient client, Reference reference, Action action) {
    long begun = clock.incrementAndGet();
    Answer answer = send(client, reference, action);
    Result result = result(answer);
    if (result instanceof Done) {
      reference.learn(answer);
    }
    reference.operations.add(new Invocation(begun, clock.incrementAndGet(), action, result));
  }

  private static Answer send(MerchantClient client, Reference reference, Action action) {
    if (action instanceof Create create) {
      return client.post(
          "/api/v1/customer",
          body("merchant_customer_reference", reference.value)
              .put("mobile_number", "9111111111")
              .put("email_id", create.name())
              .put("first_name", create.firstName())
              .toString());
    } else if (action instanceof Get get) {
      return client.get(path(reference, get.name()));
    } else if (action instanceof ChangeFirstName change) {
      return patch(client, path(reference, change.name()), "first_name", change.value());
    } else if (action instanceof ChangeLastName change) {
      return patch(client, path(reference, change.name()), "last_name", change.value());
    } else if (action instanceof Delete delete) {
      return patch(client, path(reference, delete.name()), "status", "DELETED");
    }
    return client.get(
        "/api/v1/customer?country_code=91&mobile_number=9111111111&merchant_customer_reference="
            + reference.value);
  }

  private static String path(Reference reference, String name) {
    return "/api/v1/customer/" + reference.idsByName.get(name);
  }

  private static Answer patch(MerchantClient client, String path, String field, String value) {
    return client.patch(path, body(field, value).toString());
  }

  private static ObjectNode body(String field, String value) {
    return MerchantClient.JSON.createObjectNode().put(field, value);
  }

  private static Result result(Answer answer) {
    return switch (answer.status()) {
      case 200, 201 -> new Done(seen(answer));
      case 404, 422 -> new Refused();
      case 409, 429, 503 -> new Unknown();
      default -> throw new AssertionError(answer.text());
    };
  }

  private static Seen seen(Answer answer) {
    return new Seen(
        answer.field("email_id"),
        Long.parseLong(answer.header("etag").replace("\"", "")),
        answer.field("first_name"),
        answer.field("last_name"),
        answer.field("status").equals("DELETED"));
  }
}

package org.clientele.testing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What callers asked, all at the same time, of the customers that had one reference one after the
 * other, and what they were told; and whether that can have happened one request at a time. A
 * request whose caller does not know what became of it may have had its effect at any time since,
 * or never.
 *
 * @see <a href="https://doi.org/10.1002/cpe.3928">Testing for linearizability</a>, whose search
 *     this is
 */
public final class LinearizabilityChecker {

  /**
   * A customer as it was at some time.
   *
   * @param name what its create gave it and nothing changes
   */
  public record Seen(
      String name, long version, String firstName, String lastName, boolean deleted) {

    public static Seen created(String name, String firstName) {
      return new Seen(name, 1, firstName, "", false);
    }

    public Seen withFirstName(String other) {
      return new Seen(name, version + 1, other, lastName, deleted);
    }

    public Seen withLastName(String other) {
      return new Seen(name, version + 1, firstName, other, deleted);
    }

    public Seen withoutLife() {
      return deleted ? this : new Seen(name, version + 1, firstName, lastName, true);
    }
  }

  /** What is asked. */
  public sealed interface Action {

    /** Returns the customer to be answered, as the action leaves it; nothing if it is refused. */
    Optional<Seen> answer(State state);
  }

  public record Create(String name, String firstName) implements Action {
    @Override
    public Optional<Seen> answer(State state) {
      return state.find(state.latest()).filter(latest -> !latest.deleted()).isPresent()
          ? Optional.empty()
          : Optional.of(Seen.created(name, firstName));
    }
  }

  public record Get(String name) implements Action {
    @Override
    public Optional<Seen> answer(State state) {
      return state.find(name);
    }
  }

  public record Lookup() implements Action {
    @Override
    public Optional<Seen> answer(State state) {
      return state.find(state.latest());
    }
  }

  public record ChangeFirstName(String name, String value) implements Action {
    @Override
    public Optional<Seen> answer(State state) {
      return state.findLive(name).map(customer -> customer.withFirstName(value));
    }
  }

  public record ChangeLastName(String name, String value) implements Action {
    @Override
    public Optional<Seen> answer(State state) {
      return state.findLive(name).map(customer -> customer.withLastName(value));
    }
  }

  public record Delete(String name) implements Action {
    @Override
    public Optional<Seen> answer(State state) {
      return state.find(name).map(Seen::withoutLife);
    }
  }

  /** What the caller is told. */
  public sealed interface Result {}

  public record Done(Seen customer) implements Result {}

  /** That there is no such customer, or that its state forbids the action. */
  public record Refused() implements Result {}

  public record Unknown() implements Result {}

  /** A request, from one moment to another of a clock that shows none twice. */
  public record Invocation(long begun, long ended, Action action, Result result) {

    public boolean isKnown() {
      return !(result instanceof Unknown);
    }
  }

  /** All customers that have had the reference; the latest has it, or had it last. */
  public record State(String latest, Map<String, Seen> customers) {

    public static final State EMPTY = new State("", Map.of());

    public Optional<Seen> find(String name) {
      return Optional.ofNullable(customers.get(name));
    }

    public Optional<Seen> findLive(String name) {
      return find(name).filter(customer -> !customer.deleted());
    }

    /** Returns what an operation leaves if it happens now; nothing if it cannot, or need not. */
    public Optional<State> after(Invocation operation) {
      Optional<Seen> answer = operation.action().answer(this);
      if (operation.result() instanceof Refused) {
        return answer.isPresent() ? Optional.empty() : Optional.of(this);
      }
      if (operation.result() instanceof Done done) {
        return answer.filter(done.customer()::equals).map(customer -> with(customer, operation));
      }
      return answer.map(customer -> with(customer, operation)).filter(after -> !after.equals(this));
    }

    private State with(Seen customer, Invocation operation) {
      Map<String, Seen> changed = new TreeMap<>(customers);
      changed.put(customer.name(), customer);
      return new State(operation.action() instanceof Create ? customer.name() : latest, changed);
    }
  }

  private record Moment(String name, long version) {}

  private record Tried(BitSet placed, State state) {}

  private final List<Invocation> operations;
  private final Map<Moment, Seen> seen = new HashMap<>();
  private final Set<Tried> tried = new HashSet<>();
  private BitSet mostPlaced = new BitSet();
  private State stateOfMost = State.EMPTY;

  private LinearizabilityChecker(List<Invocation> operations) {
    this.operations = operations;
  }

  /** Returns what is wrong with a history; nothing if some order of its operations explains it. */
  public static Optional<String> violation(List<Invocation> operations) {
    return new LinearizabilityChecker(List.copyOf(operations)).violation();
  }

  private Optional<String> violation() {
    for (Invocation operation : operations) {
      if (operation.result() instanceof Done done) {
        Seen customer = done.customer();
        Seen other = seen.put(new Moment(customer.name(), customer.version()), customer);
        if (other != null && !other.equals(customer)) {
          return Optional.of("two customers of one version: %s, %s".formatted(other, customer));
        }
      }
    }
    return isExplained(new BitSet(), State.EMPTY)
        ? Optional.empty()
        : Optional.of(
            "%d of %d operations may have led to %s, but then none of %s"
                .formatted(
                    mostPlaced.cardinality(),
                    operations.size(),
                    stateOfMost,
                    next(mostPlaced).stream().map(operations::get).toList()));
  }

  private boolean isExplained(BitSet placed, State state) {
    List<Integer> next = next(placed);
    if (next.stream().map(operations::get).noneMatch(Invocation::isKnown)) {
      return true;
    }
    if (!tried.add(new Tried((BitSet) placed.clone(), state))) {
      return false;
    }
    if (placed.cardinality() > mostPlaced.cardinality()) {
      mostPlaced = (BitSet) placed.clone();
      stateOfMost = state;
    }
    for (int i : next) {
      Optional<State> after = state.after(operations.get(i)).filter(this::agreesWithSeen);
      if (after.isPresent()) {
        placed.set(i);
        if (isExplained(placed, after.get())) {
          return true;
        }
        placed.clear(i);
      }
    }
    return false;
  }

  /** Returns what may have happened before anything else did, the known first. */
  private List<Integer> next(BitSet placed) {
    long firstEnd = Long.MAX_VALUE;
    List<Integer> waiting = new ArrayList<>();
    for (int i = placed.nextClearBit(0); i < operations.size(); i = placed.nextClearBit(i + 1)) {
      waiting.add(i);
      if (operations.get(i).isKnown()) {
        firstEnd = Math.min(firstEnd, operations.get(i).ended());
      }
    }
    long end = firstEnd;
    return waiting.stream()
        .filter(i -> operations.get(i).begun() < end)
        .sorted(Comparator.comparing(i -> !operations.get(i).isKnown()))
        .toList();
  }

  /**
   * Whether nobody has seen another customer of the same version, which there can be only one of.
   */
  private boolean agreesWithSeen(State state) {
    return state.customers().values().stream()
        .allMatch(
            customer ->
                customer.equals(
                    seen.getOrDefault(new Moment(customer.name(), customer.version()), customer)));
  }
}

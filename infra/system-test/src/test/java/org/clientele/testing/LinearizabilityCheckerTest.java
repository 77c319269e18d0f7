package org.clientele.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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
import org.clientele.testing.LinearizabilityChecker.State;
import org.clientele.testing.LinearizabilityChecker.Unknown;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LinearizabilityCheckerTest {

  private static final Action CREATE = new Create("a", "Asha");
  private static final Action CREATE_OTHER = new Create("b", "Bina");
  private static final Action GET = new Get("a");
  private static final Action LOOKUP = new Lookup();
  private static final Action RENAME = new ChangeFirstName("a", "Meera");
  private static final Action RENAME_LAST = new ChangeLastName("a", "Nair");
  private static final Action DELETE = new Delete("a");

  private static final Seen FIRST = Seen.created("a", "Asha");
  private static final Seen RENAMED = FIRST.withFirstName("Meera");
  private static final Seen DELETED = FIRST.withoutLife();
  private static final Seen OTHER = Seen.created("b", "Bina");

  /** One operation after the other. */
  private static List<Invocation> inTurn(Invocation... operations) {
    List<Invocation> inTurn = new ArrayList<>();
    for (Invocation operation : operations) {
      long begun = 2L * inTurn.size();
      inTurn.add(new Invocation(begun, begun + 1, operation.action(), operation.result()));
    }
    return inTurn;
  }

  /** The first operation, and then all others at the same time. */
  private static List<Invocation> atOnce(Invocation first, Invocation... others) {
    List<Invocation> all = new ArrayList<>(inTurn(first));
    for (Invocation other : others) {
      all.add(new Invocation(10L + all.size(), 100L + all.size(), other.action(), other.result()));
    }
    return all;
  }

  private static Invocation done(Action action, Seen seen) {
    return operation(action, new Done(seen));
  }

  private static Invocation refused(Action action) {
    return operation(action, new Refused());
  }

  private static Invocation unknown(Action action) {
    return operation(action, new Unknown());
  }

  private static Invocation operation(Action action, Result result) {
    return new Invocation(0, 0, action, result);
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of(
            "stale read", inTurn(done(CREATE, FIRST), done(RENAME, RENAMED), done(GET, FIRST))),
        Arguments.of(
            "stale lookup",
            inTurn(done(CREATE, FIRST), done(RENAME, RENAMED), done(LOOKUP, FIRST))),
        Arguments.of(
            "lookup that does not find what was created",
            inTurn(done(CREATE, FIRST), refused(LOOKUP))),
        Arguments.of("created but gone", inTurn(done(CREATE, FIRST), refused(GET))),
        Arguments.of(
            "update acknowledged but gone",
            inTurn(
                done(CREATE, FIRST),
                done(RENAME, RENAMED),
                done(RENAME_LAST, FIRST.withLastName("Nair").withLastName("Nair")))),
        Arguments.of(
            "lost update",
            atOnce(
                done(CREATE, FIRST),
                done(RENAME, RENAMED),
                done(RENAME_LAST, FIRST.withLastName("Nair")))),
        Arguments.of(
            "two creates both winning",
            atOnce(unknown(LOOKUP), done(CREATE, FIRST), done(CREATE_OTHER, OTHER))),
        Arguments.of(
            "create won while another has the reference",
            inTurn(done(CREATE, FIRST), done(RENAME, RENAMED), done(CREATE_OTHER, OTHER))),
        Arguments.of("create refused though nobody has the reference", inTurn(refused(CREATE))),
        Arguments.of(
            "create refused though the reference is free",
            inTurn(done(CREATE, FIRST), done(DELETE, DELETED), refused(CREATE_OTHER))),
        Arguments.of(
            "resurrected after delete",
            inTurn(
                done(CREATE, FIRST),
                done(DELETE, DELETED),
                done(GET, new Seen("a", 3, "Asha", "", false)))),
        Arguments.of(
            "changed after delete",
            inTurn(
                done(CREATE, FIRST),
                done(DELETE, DELETED),
                done(RENAME, DELETED.withFirstName("Meera")))),
        Arguments.of(
            "change refused though it lives", inTurn(done(CREATE, FIRST), refused(RENAME))),
        Arguments.of(
            "version that jumps",
            inTurn(done(CREATE, FIRST), done(RENAME, new Seen("a", 3, "Meera", "", false)))),
        Arguments.of(
            "version that stays",
            inTurn(done(CREATE, FIRST), done(RENAME, new Seen("a", 1, "Meera", "", false)))),
        Arguments.of(
            "version that goes back",
            inTurn(
                done(CREATE, FIRST),
                done(RENAME, RENAMED),
                done(RENAME_LAST, RENAMED.withLastName("Nair")),
                done(GET, RENAMED))),
        Arguments.of(
            "change done twice",
            atOnce(
                done(CREATE, FIRST),
                done(RENAME_LAST, RENAMED.withLastName("Nair")),
                done(RENAME, RENAMED.withLastName("Nair").withFirstName("Meera")))),
        Arguments.of(
            "unknown change seen and then undone",
            inTurn(done(CREATE, FIRST), unknown(RENAME), done(GET, RENAMED), done(GET, FIRST))),
        Arguments.of(
            "value that nobody wrote",
            inTurn(done(CREATE, FIRST), done(GET, FIRST.withFirstName("Zoya")))),
        Arguments.of(
            "unknown change done before it was asked for",
            inTurn(done(CREATE, FIRST), done(GET, RENAMED), unknown(RENAME))),
        Arguments.of(
            "lookup of the one before",
            inTurn(
                done(CREATE, FIRST),
                done(DELETE, DELETED),
                done(CREATE_OTHER, OTHER),
                done(LOOKUP, DELETED))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("impossible")
  void whatCannotHaveHappenedOneByOneIsAViolation(String name, List<Invocation> history) {
    assertThat(LinearizabilityChecker.violation(history)).as(name).isPresent();
  }

  static Stream<Arguments> possible() {
    return Stream.of(
        Arguments.of("nothing", List.of()),
        Arguments.of(
            "a life",
            inTurn(
                refused(LOOKUP),
                done(CREATE, FIRST),
                refused(CREATE_OTHER),
                done(RENAME, RENAMED),
                done(DELETE, RENAMED.withoutLife()),
                done(DELETE, RENAMED.withoutLife()),
                refused(RENAME),
                done(LOOKUP, RENAMED.withoutLife()),
                done(CREATE_OTHER, OTHER),
                done(LOOKUP, OTHER),
                done(GET, RENAMED.withoutLife()))),
        Arguments.of(
            "changes at once",
            atOnce(
                done(CREATE, FIRST),
                done(RENAME, FIRST.withLastName("Nair").withFirstName("Meera")),
                done(GET, FIRST),
                done(RENAME_LAST, FIRST.withLastName("Nair")))),
        Arguments.of(
            "unknown change that never was",
            inTurn(done(CREATE, FIRST), unknown(RENAME), done(GET, FIRST))),
        Arguments.of(
            "unknown change that came late",
            inTurn(done(CREATE, FIRST), unknown(RENAME), done(GET, FIRST), done(GET, RENAMED))),
        Arguments.of(
            "unknown create that others meet",
            inTurn(unknown(CREATE), refused(CREATE_OTHER), done(LOOKUP, FIRST))),
        Arguments.of(
            "unknown delete between two creates",
            inTurn(done(CREATE, FIRST), unknown(DELETE), done(CREATE_OTHER, OTHER))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("possible")
  void whatCanHaveHappenedOneByOneIsNone(String name, List<Invocation> history) {
    assertThat(LinearizabilityChecker.violation(history)).as(name).isEmpty();
  }

  /** Requests of five callers that happen at random moments of their time, of some nobody knows. */
  @RepeatedTest(20)
  void whatDidHappenOneByOneIsNoneUntilAnAnswerIsMadeWrong(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    List<Invocation> history = new ArrayList<>();
    State state = State.EMPTY;
    for (int i = 0; i < 200; i++) {
      var action = action(random, i);
      long moment = 100L * i;
      boolean unknown = random.nextInt(10) == 0;
      Result result =
          unknown
              ? new Unknown()
              : action.answer(state).<Result>map(Done::new).orElseGet(Refused::new);
      var operation =
          new Invocation(
              moment - random.nextInt(200), moment + 1 + random.nextInt(200), action, result);
      if (!unknown || random.nextBoolean()) {
        state = state.after(operation).orElse(state);
      }
      history.add(operation);
    }

    List<Invocation> wrong = new ArrayList<>(history);
    int last = lastChange(history);
    Seen right = ((Done) history.get(last).result()).customer();
    wrong.set(
        last,
        new Invocation(
            history.get(last).begun(),
            history.get(last).ended(),
            history.get(last).action(),
            new Done(right.withFirstName("nobody's"))));

    assertThat(LinearizabilityChecker.violation(history)).isEmpty();
    assertThat(LinearizabilityChecker.violation(wrong)).isPresent();
  }

  private static Action action(Random random, int number) {
    String name = "customer-" + number / 20;
    if (number % 20 == 0) {
      return new Create(name, "first-" + number);
    }
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Get(name);
      case 2, 3 -> new Lookup();
      case 4, 5, 6 -> new ChangeFirstName(name, "first-" + number);
      case 7, 8 -> new ChangeLastName(name, "last-" + number);
      default -> new Delete(name);
    };
  }

  private static int lastChange(List<Invocation> history) {
    for (int i = history.size() - 1; i >= 0; i--) {
      if (history.get(i).result() instanceof Done
          && history.get(i).action() instanceof ChangeFirstName) {
        return i;
      }
    }
    throw new AssertionError("nothing was changed");
  }
}

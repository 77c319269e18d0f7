package org.clientele.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no operation takes as its body, whatever the operation: each is refused in the contract's
 * shape, or given up to the dead-letter queue if it is a message, and nothing is changed.
 */
class HostileBodiesIT {

  private static final Set<String> TICKED =
      Set.of("sweep-expired-tokens", "send-deregistrations", "index-customers");

  private static final String MARKER = "marker-of-what-was-sent";
  private static final String DEEP = "[".repeat(11) + "]".repeat(11);

  /** Texts that no field takes: with a control character, and a card number. */
  private static final List<String> TEXTS =
      List.of(MARKER + "\u0000", MARKER + "\u009b", "4111 1111 1111 1111");

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static final LocalServerProcess SERVER = STORE.startServer();
  private static final MerchantClient OWNER = SERVER.demoMerchant();

  @AfterAll
  static void stop() {
    SERVER.close();
    STORE.close();
  }

  /**
   * Returns an operation of each function that reads a body; a tick of a schedule and a stream have
   * none.
   */
  static List<Operation> operations() {
    List<Operation> operations =
        OperationCatalogue.ofEachFunction().stream()
            .filter(operation -> !TICKED.contains(operation.function()))
            .filter(operation -> !Scene.unknown(operation).request().body().isEmpty())
            .toList();
    assertThat(operations).hasSizeGreaterThanOrEqualTo(6);
    return operations;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void bodyThatIsNoObjectOfItsFieldsIsRefusedAndChangesNothing(Operation operation) {
    Scene scene = Scene.of(operation, OWNER, STORE);
    Request good = scene.request();

    bodies(good.body())
        .forEach(
            body -> {
              Answer refused = new Request(good.method(), good.path(), body).sendBy(OWNER);

              requireRefused(good, body, refused);
            });
    operation.requireExpected(good.sendBy(OWNER));
    Answer again = good.sendBy(OWNER);
    operation.requireDone(scene, again, STORE);
  }

  /** Returns what is not a body, or not this one. */
  static Stream<String> bodies(String good) {
    String end = good.substring(1);
    String field = end.substring(0, end.indexOf(':'));
    String open = good.substring(0, good.length() - 1);
    return Stream.of(
        "null",
        "[]",
        "[" + good + "]",
        "\"" + MARKER + "\"",
        "1",
        "{",
        open,
        good + good,
        good + ",",
        "\ufeff" + good,
        "{" + field + ": null, " + end,
        "{" + field + ": \"" + MARKER + "\", " + end,
        "{" + field.replaceFirst("\"(.)", "\"\\\\u00" + hex(field.charAt(1))) + ": 1, " + end,
        open + ", \"unknown\": " + DEEP + "}",
        open + ", \"unknown\": \"\\ud800\"}",
        open + ", \"unknown\": \"\\u0000\"}",
        open + ", \"unknown\": NaN}",
        open + ", \"unknown\": '" + MARKER + "'}",
        open + ", \"unknown\": /* " + MARKER + " */ 1}",
        open + ", \"unknown\": \"" + "x".repeat(70_000) + "\"}",
        "<customer>" + MARKER + "</customer>");
  }

  private static String hex(char character) {
    return "%02x".formatted((int) character);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void textThatNoFieldTakesIsRefusedInEachFieldAndChangesNothing(Operation operation) {
    Scene scene = Scene.of(operation, OWNER, STORE);
    Request good = scene.request();

    for (String text : TEXTS) {
      for (Request bad : good.withEachPartReplacedBy(text)) {
        if (bad.path().equals(good.path())) {
          requireRefused(good, bad.body(), bad.sendBy(OWNER));
        }
      }
    }
    operation.requireExpected(good.sendBy(OWNER));
  }

  private static void requireRefused(Request good, String body, Answer refused) {
    String shown = body.substring(0, Math.min(body.length(), 200));
    assertThat(refused.status())
        .as("%s: %s", shown, refused.text())
        .isIn(good.isMessage() ? List.of(422) : List.of(400, 413));
    assertThat(refused.field("code")).as(shown).isIn("INVALID_REQUEST", "CARD_DATA_NOT_ALLOWED");
    assertThat(refused.text()).doesNotContain(MARKER).doesNotContainPattern("4111 ?1111");
  }
}

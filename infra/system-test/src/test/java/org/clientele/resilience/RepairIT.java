package org.clientele.resilience;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.local.LocalServer;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Scene;
import org.clientele.testing.TableInvariants;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A table from which any items are missing is whole again after a repair. */
@DisabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "the table's items are the same")
class RepairIT {

  private static final long SEED = TestScale.seed();
  private static final int ROUNDS = TestScale.of(1, 200);
  private static final int SCENES = TestScale.of(1, 5);
  private static final int SOMETHING_LEFT = 3;

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static final List<Map<String, AttributeValue>> RIGHT = new ArrayList<>();

  /** Stores whatever operations store, and what their scenes need. */
  @BeforeAll
  static void storeScenes() {
    try (LocalServerProcess server = STORE.startServer()) {
      // The demo has customers that are deleted from the start, for whose tokens nobody was asked.
      repair("--apply");
      MerchantClient owner = server.demoMerchant();
      for (int i = 0; i < SCENES; i++) {
        for (Operation operation : OperationCatalogue.WRITES) {
          Scene.of(operation, owner, STORE).request().sendBy(owner);
        }
      }
    }
    RIGHT.addAll(items());
  }

  @AfterAll
  static void closeStore() {
    STORE.close();
  }

  private static List<Map<String, AttributeValue>> items() {
    return STORE
        .client()
        .scanPaginator(scan -> scan.tableName(STORE.table("CustomersTable")).consistentRead(true))
        .items()
        .stream()
        .toList();
  }

  private static void restoreAll() {
    Set<Map<String, AttributeValue>> right = new HashSet<>(RIGHT);
    for (Map<String, AttributeValue> item : items()) {
      if (!right.remove(item)) {
        delete(item);
      }
    }
    right.forEach(
        item ->
            STORE.client().putItem(put -> put.tableName(STORE.table("CustomersTable")).item(item)));
  }

  private static void delete(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> key = Map.of("pk", item.get("pk"), "sk", item.get("sk"));
    STORE.client().deleteItem(delete -> delete.tableName(STORE.table("CustomersTable")).key(key));
  }

  private record Run(int exitCode, String output) {}

  private static Run repair(String... options) {
    var output = new StringWriter();
    String[] all =
        Stream.concat(
                Stream.of(
                    "repair",
                    "--table",
                    STORE.table("CustomersTable"),
                    "--endpoint",
                    STORE.endpoint().toString()),
                Stream.of(options))
            .toArray(String[]::new);
    int exitCode =
        new CommandLine(new LocalServer()).setOut(new PrintWriter(output, true)).execute(all);
    return new Run(exitCode, output.toString());
  }

  @Test
  void nothingIsWrongWithWhatOperationsStore() {
    TableInvariants.requireHeld(STORE);

    assertThat(repair("--apply")).isEqualTo(new Run(0, RIGHT.size() + " items looked at\n"));
  }

  @Test
  void tableOfWhichAnyItemsAreMissingIsWholeAfterARepair() {
    System.out.println("RepairIT: seed " + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      String rerun = "seed %d, round %d".formatted(SEED, round);
      int percent = 5 + random.nextInt(25);
      RIGHT.stream()
          .filter(item -> !isKept(item) && random.nextInt(100) < percent)
          .forEach(RepairIT::delete);

      assertThat(repair().exitCode()).as(rerun).isEqualTo(SOMETHING_LEFT);
      Run mended = repair("--apply", "--restored-to", "2001-01-01T00:00:00Z");
      assertThat(mended.exitCode()).as("%s: %s", rerun, mended.output()).isZero();
      Run again = repair();
      assertThat(again.output()).as(rerun).matches("[0-9]+ items looked at\n");
      assertThat(again.exitCode()).isZero();
      TableInvariants.requireHeld(STORE);

      restoreAll();
    }
  }

  /** Nothing tells that these were there, and nothing needs them. */
  private static boolean isKept(Map<String, AttributeValue> item) {
    String sortKey = requireNonNull(item.get("sk")).s();
    return sortKey.equals("cursor-key") || sortKey.equals("settings");
  }
}

package org.clientele.operate;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.clientele.store.repair.RepairReport;
import org.clientele.store.repair.TableRepair;
import org.clientele.store.repair.TableRepair.Options;
import org.clientele.time.MicrosecondClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Finds items that belong together and do not, as after a restore, and mends them. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = "Finds what does not belong together in the customers table, and mends it.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:nothing is wrong any more",
      "1:it could not be done",
      "2:wrong option",
      "3:something is left"
    })
public class RepairedTable implements Callable<Integer> {

  private static final int SOMETHING_LEFT = 3;

  private final Clock clock;

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions customers = new TableOptions();

  @Option(
      names = "--restored-to",
      paramLabel = "TIME",
      description =
          "2026-01-31T12:00:00Z for example: providers are asked again to end the tokens that were"
              + " removed from an hour before on, and are not known to have been asked")
  private @Nullable Instant restoredTo;

  @Option(names = "--apply", description = "mend what is found; without it, only tell")
  private boolean apply;

  public RepairedTable() {
    this(MicrosecondClock.system());
  }

  RepairedTable(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try (DynamoDbClient dynamoDb = customers.open()) {
      RepairReport report =
          new TableRepair(
                  dynamoDb,
                  customers.table(),
                  new Options(apply, restoredTo, clock.instant()),
                  (half, mended) -> out.printf("%s %s%n", mended ? "mended" : "found", half))
              .run();
      report
          .found()
          .forEach(
              (kind, found) ->
                  out.printf(
                      "%d %s, %d left%n", found, kind, report.left().getOrDefault(kind, 0L)));
      out.printf("%d items looked at%n", report.items());
      return report.isWhole() ? CommandLine.ExitCode.OK : SOMETHING_LEFT;
    }
  }
}

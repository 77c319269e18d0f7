package org.clientele.operate;

import java.util.concurrent.Callable;
import org.clientele.store.search.SearchRebuild;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes what customers are searched and counted by what it would be had nothing gone wrong. */
@Command(
    name = "search-index",
    mixinStandardHelpOptions = true,
    description = "Stores the search entries and counts that are missing, and removes the others.")
public class RebuiltSearchIndex implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions customers = new TableOptions();

  @Option(names = "--search-table", required = true, description = "name of the search table")
  private String searchTable = "";

  @Override
  public Integer call() {
    try (DynamoDbClient dynamoDb = customers.open()) {
      var result = new SearchRebuild(dynamoDb, customers.table(), searchTable).run();
      command
          .commandLine()
          .getOut()
          .printf(
              "%d customers (%d unreadable): %d entries added, %d removed%n",
              result.customers(), result.unreadable(), result.added(), result.removed());
    }
    return CommandLine.ExitCode.OK;
  }
}

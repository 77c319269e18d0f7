package org.clientele.local;

import java.net.URI;
import java.util.concurrent.Callable;
import org.clientele.embedded.EmbeddedDynamoDb;
import org.clientele.store.search.SearchRebuild;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes what customers are searched and counted by what it would be had nothing gone wrong. */
@Command(
    name = "search-index",
    mixinStandardHelpOptions = true,
    description = "Stores the search entries and counts that are missing, and removes the others.")
class RebuiltSearchIndex implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(names = "--table", required = true, description = "name of the customers table")
  private String table = "";

  @Option(names = "--search-table", required = true, description = "name of the search table")
  private String searchTable = "";

  @Option(
      names = "--endpoint",
      description = "URL of a DynamoDB on this machine; without it, AWS as the environment says")
  private @Nullable URI endpoint;

  @Override
  public Integer call() {
    try (DynamoDbClient dynamoDb =
        endpoint == null ? UnansweredDeregistrations.aws() : EmbeddedDynamoDb.client(endpoint)) {
      var result = new SearchRebuild(dynamoDb, table, searchTable).run();
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

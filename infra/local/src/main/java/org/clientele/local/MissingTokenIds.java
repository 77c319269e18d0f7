package org.clientele.local;

import java.net.URI;
import java.util.concurrent.Callable;
import org.clientele.embedded.EmbeddedDynamoDb;
import org.clientele.store.token.TokenIdRepository;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Has tokens found by their ids alone whose item for that is missing. */
@Command(
    name = "token-ids",
    mixinStandardHelpOptions = true,
    description = "Stores what leads from a token's id to it, for tokens that have none yet.")
class MissingTokenIds implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(names = "--table", required = true, description = "name of the customers table")
  private String table = "";

  @Option(
      names = "--endpoint",
      description = "URL of a DynamoDB on this machine; without it, AWS as the environment says")
  private @Nullable URI endpoint;

  @Override
  public Integer call() {
    try (DynamoDbClient dynamoDb =
        endpoint == null ? UnansweredDeregistrations.aws() : EmbeddedDynamoDb.client(endpoint)) {
      command
          .commandLine()
          .getOut()
          .printf("%d tokens%n", new TokenIdRepository(dynamoDb, table).insertMissing());
    }
    return CommandLine.ExitCode.OK;
  }
}

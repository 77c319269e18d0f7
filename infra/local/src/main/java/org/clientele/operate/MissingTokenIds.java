package org.clientele.operate;

import java.util.concurrent.Callable;
import org.clientele.store.token.TokenIdRepository;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Has tokens found by their ids alone whose item for that is missing. */
@Command(
    name = "token-ids",
    mixinStandardHelpOptions = true,
    description = "Stores what leads from a token's id to it, for tokens that have none yet.")
public class MissingTokenIds implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions customers = new TableOptions();

  @Override
  public Integer call() {
    try (DynamoDbClient dynamoDb = customers.open()) {
      command
          .commandLine()
          .getOut()
          .printf(
              "%d tokens%n", new TokenIdRepository(dynamoDb, customers.table()).insertMissing());
    }
    return CommandLine.ExitCode.OK;
  }
}

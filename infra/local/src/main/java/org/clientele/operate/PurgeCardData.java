package org.clientele.operate;

import java.util.concurrent.Callable;
import org.clientele.error.ApiException;
import org.clientele.store.token.CardDataPurge;
import org.clientele.token.KeptCardData;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Has the customers table hold no more of cards than {@code CardData=minimal} keeps. */
@Command(
    name = "purge-card-data",
    mixinStandardHelpOptions = true,
    description = {
      "Takes for good out of stored tokens what CardData=minimal does not keep of their cards.",
      "It may be ended and begun again."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:nothing more than that is stored",
      "1:it could not be done",
      "2:wrong option",
      "3:tokens are unreadable, and were left as they are",
      "7:others were writing: try again"
    })
public class PurgeCardData implements Callable<Integer> {

  private static final int UNREADABLE = 3;

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions customers = new TableOptions();

  @Override
  public Integer call() {
    try (DynamoDbClient dynamoDb = customers.open()) {
      var result = new CardDataPurge(dynamoDb, customers.table(), KeptCardData.MINIMAL).run();
      command
          .commandLine()
          .getOut()
          .printf("%d tokens (%d unreadable)%n", result.purged(), result.unreadable());
      return result.unreadable() == 0 ? CommandLine.ExitCode.OK : UNREADABLE;
    } catch (ApiException e) {
      throw EraseCustomer.failure(e);
    }
  }
}

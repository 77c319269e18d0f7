package org.clientele.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.clientele.cli.CommandFailure;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.token.ErasureRepository;
import org.clientele.store.token.ErasureRepository.Erased;
import org.clientele.store.token.ErasureRepository.Hindrance;
import org.clientele.time.MicrosecondClock;
import org.clientele.time.Timestamp;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Takes away all that is known of a deleted customer. */
@Command(
    name = "erase-customer",
    mixinStandardHelpOptions = true,
    description = {
      "Takes away for good what is stored of a DELETED customer and of its tokens' cards.",
      "Ids, statuses and times stay. It may be ended and begun again."
    })
public class EraseCustomer implements Callable<Integer> {

  private final Clock clock;

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions customers = new TableOptions();

  @Option(names = "--merchant", required = true, description = "id of the merchant")
  private String merchant = "";

  @Option(names = "--customer", required = true, description = "id of the customer")
  private String customer = "";

  public EraseCustomer() {
    this(MicrosecondClock.system());
  }

  EraseCustomer(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    MerchantId merchantId = id("--merchant", MerchantId::new, merchant);
    CustomerId id = id("--customer", CustomerId::new, customer);
    try (DynamoDbClient dynamoDb = customers.open()) {
      var erasure = new ErasureRepository(dynamoDb, customers.table());
      command.commandLine().getOut().println(json(erase(erasure, merchantId, id)));
    }
    return CommandLine.ExitCode.OK;
  }

  private static <T> T id(String option, Function<String, T> type, String text) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(option + " is no id");
    }
  }

  private Erased erase(ErasureRepository erasure, MerchantId merchantId, CustomerId id) {
    Instant now = clock.instant();
    try {
      Optional<Hindrance> hindrance = erasure.hindrance(merchantId, id, now);
      if (hindrance.isPresent()) {
        throw CommandFailure.usage(hindrance.get().reason());
      }
      return erasure.erase(merchantId, id, now);
    } catch (ApiException e) {
      throw failure(e);
    }
  }

  static CommandFailure failure(ApiException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case CUSTOMER_NOT_FOUND, INVALID_USER_ACCOUNT -> CommandFailure.usage(message);
      default -> CommandFailure.unavailable(message);
    };
  }

  private static ObjectNode json(Erased erased) {
    return new ObjectMapper()
        .createObjectNode()
        .put("customer_id", erased.customer().id().value())
        .put("erased_at", Timestamp.format(erased.customer().updatedAt()))
        .put("tokens", erased.tokens());
  }
}

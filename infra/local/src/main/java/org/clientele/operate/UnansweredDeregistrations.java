package org.clientele.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.clientele.store.token.DeregistrationRepository;
import org.clientele.time.Timestamp;
import org.clientele.token.Deregistration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Prints which removed tokens providers were asked to end and have not reported as ended. */
@Command(
    name = "deregistrations",
    mixinStandardHelpOptions = true,
    description =
        "Lists removed tokens that providers were asked to end and have not answered for.")
public class UnansweredDeregistrations implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions customers = new TableOptions();

  @Override
  public Integer call() {
    Instant now = Instant.now();
    try (DynamoDbClient dynamoDb = customers.open()) {
      new DeregistrationRepository(dynamoDb, customers.table())
          .unanswered()
          .forEach(unanswered -> command.commandLine().getOut().println(json(unanswered, now)));
    }
    return CommandLine.ExitCode.OK;
  }

  private static ObjectNode json(Deregistration unanswered, Instant now) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("merchant_id", unanswered.merchantId().value())
        .put("customer_id", unanswered.customerId().value())
        .put("token_id", unanswered.tokenId().value())
        .put("merchant_token_reference", unanswered.merchantTokenReference());
    ArrayNode sources = json.putArray("sources");
    unanswered
        .holders()
        .forEach(
            holder -> {
              ObjectNode source = sources.addObject().put("source", holder.source());
              if (holder.providerTokenId() != null) {
                source.put("provider_token_id", holder.providerTokenId());
              }
            });
    json.put("occurred_at", Timestamp.format(unanswered.occurredAt()));
    Instant deadline = unanswered.deadline();
    if (deadline != null) {
      json.put("deadline", Timestamp.format(deadline)).put("overdue", deadline.isBefore(now));
    }
    return json;
  }
}

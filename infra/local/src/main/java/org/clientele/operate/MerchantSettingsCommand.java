package org.clientele.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.clientele.id.MerchantId;
import org.clientele.store.merchant.MerchantSettingsItem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Sets what differs for a merchant from what the deployment says. */
@Command(
    name = "merchant-settings",
    mixinStandardHelpOptions = true,
    description = "Sets and prints what a merchant has otherwise than the deployment.")
public class MerchantSettingsCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions customers = new TableOptions();

  @Option(names = "--merchant", required = true, description = "id of the merchant")
  private String merchant = "";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "initial_status=INACTIVE|ACTIVE, allow_numeric_reference=true|false,"
              + " profile=compatible|strict, refuse_unknown_fields=true|false; may be repeated")
  private Map<String, String> set = new TreeMap<>();

  @Option(
      names = "--clear",
      paramLabel = "NAME",
      description = "a setting that is to be the deployment's again; may be repeated")
  private List<String> cleared = new ArrayList<>();

  @Override
  public Integer call() {
    MerchantId id = merchantId();
    set.forEach((name, value) -> require(values(name).contains(value), "--set " + name));
    cleared.forEach(
        name -> require(!values(name).isEmpty() && !set.containsKey(name), "--clear " + name));
    try (DynamoDbClient dynamoDb = customers.open()) {
      var change = MerchantSettingsItem.change(customers.table(), id, set, cleared);
      ObjectNode json = new ObjectMapper().createObjectNode().put("merchant_id", id.value());
      MerchantSettingsItem.values(dynamoDb.updateItem(change).attributes()).forEach(json::put);
      command.commandLine().getOut().println(json);
    }
    return CommandLine.ExitCode.OK;
  }

  private MerchantId merchantId() {
    try {
      return new MerchantId(merchant);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--merchant is no merchant id", e);
    }
  }

  private static List<String> values(String name) {
    return MerchantSettingsItem.VALUES.getOrDefault(name, List.of());
  }

  private void require(boolean rule, String option) {
    if (!rule) {
      throw new ParameterException(
          command.commandLine(), option + ": settings are " + MerchantSettingsItem.VALUES);
    }
  }
}

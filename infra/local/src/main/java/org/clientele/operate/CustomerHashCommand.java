package org.clientele.operate;

import java.util.Map;
import java.util.concurrent.Callable;
import org.clientele.http.CustomerHash;
import org.clientele.id.CustomerId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what stands for a customer in the log. */
@Command(
    name = "customer-hash",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what stands for a customer in a deployment's log. The key is CLIENTELE_AUDIT_KEY in",
      "the environment, as the functions have it: the stack's id."
    })
public final class CustomerHashCommand implements Callable<Integer> {

  private static final String KEY = "CLIENTELE_AUDIT_KEY";

  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "CUSTOMER_ID", description = "id of the customer")
  private String customer = "";

  public CustomerHashCommand() {
    this(System.getenv());
  }

  CustomerHashCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    String key = environment.getOrDefault(KEY, "");
    CredentialsOptions.require(!key.isEmpty(), KEY + " is not set");
    command.commandLine().getOut().println(new CustomerHash(key).of(customerId()));
    return CommandLine.ExitCode.OK;
  }

  private CustomerId customerId() {
    try {
      return new CustomerId(customer);
    } catch (IllegalArgumentException e) {
      throw CredentialsOptions.failure("CUSTOMER_ID is not a customer id");
    }
  }
}

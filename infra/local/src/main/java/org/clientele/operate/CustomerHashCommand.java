package org.clientele.operate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
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
      "Prints what stands for a customer in a deployment's log.",
      "The key, the deployment's secret, is read from CLIENTELE_AUDIT_KEY in the environment or else",
      "from standard input."
    })
public final class CustomerHashCommand implements Callable<Integer> {

  private static final String KEY = "CLIENTELE_AUDIT_KEY";

  private final Map<String, String> environment;
  private final InputStream input;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "CUSTOMER_ID", description = "id of the customer")
  private String customer = "";

  public CustomerHashCommand() {
    this(System.getenv(), System.in);
  }

  CustomerHashCommand(Map<String, String> environment, InputStream input) {
    this.environment = environment;
    this.input = input;
  }

  @Override
  public Integer call() throws IOException {
    CustomerId id = customerId();
    String key = environment.getOrDefault(KEY, "");
    if (key.isEmpty()) {
      key = new String(input.readAllBytes(), UTF_8).strip();
    }
    CredentialsOptions.require(
        !key.isEmpty(), "there is no key, neither in " + KEY + " nor on standard input");
    command.commandLine().getOut().println(new CustomerHash(key).of(id));
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

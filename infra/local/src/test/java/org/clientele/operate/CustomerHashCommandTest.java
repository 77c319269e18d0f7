package org.clientele.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.clientele.cli.Exit;
import org.clientele.local.LocalServer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CustomerHashCommandTest {

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(Map<String, String> environment, String customer) {
    return LocalServer.asClientele(new CommandLine(new CustomerHashCommand(environment)))
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .execute(customer);
  }

  /** As the functions' own test has it, of the same key. */
  @Test
  void hashIsTheOneOfTheLog() {
    assertThat(run(Map.of("CLIENTELE_AUDIT_KEY", "test-audit-key"), "cust-1")).isZero();

    assertThat(output.toString().strip()).isEqualTo("782a19bb539f3a14");
  }

  @Test
  void withoutAKeyOrAnIdThereIsNone() {
    assertThat(run(Map.of(), "cust-1")).isEqualTo(Exit.USAGE.code());
    assertThat(run(Map.of("CLIENTELE_AUDIT_KEY", ""), "cust-1")).isEqualTo(Exit.USAGE.code());
    assertThat(run(Map.of("CLIENTELE_AUDIT_KEY", "key"), "asha@example.com"))
        .isEqualTo(Exit.USAGE.code());

    assertThat(output.toString()).isEmpty();
    assertThat(errors.toString())
        .contains("CLIENTELE_AUDIT_KEY is not set", "CUSTOMER_ID is not a customer id")
        .doesNotContain("asha");
  }
}

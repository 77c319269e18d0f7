package org.clientele.operate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.clientele.cli.Exit;
import org.clientele.local.LocalServer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CustomerHashCommandTest {

  private static final String KEY = "test-audit-key";
  private static final String HASH = "782a19bb539f3a14";

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(Map<String, String> environment, String input, String customer) {
    var in = new ByteArrayInputStream(input.getBytes(UTF_8));
    return LocalServer.asClientele(new CommandLine(new CustomerHashCommand(environment, in)))
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .execute(customer);
  }

  /** As the functions' own test has it, of the same key. */
  @Test
  void hashIsTheOneOfTheLog() {
    assertThat(run(Map.of("CLIENTELE_AUDIT_KEY", KEY), "", "cust-1")).isZero();

    assertThat(output.toString().strip()).isEqualTo(HASH);
  }

  @Test
  void keyIsReadFromStandardInputWhereTheEnvironmentHasNone() {
    assertThat(run(Map.of(), KEY + "\n", "cust-1")).isZero();

    assertThat(output.toString().strip()).isEqualTo(HASH);
  }

  @Test
  void withoutAKeyOrAnIdThereIsNone() {
    assertThat(run(Map.of(), "", "cust-1")).isEqualTo(Exit.USAGE.code());
    assertThat(run(Map.of("CLIENTELE_AUDIT_KEY", ""), "\n", "cust-1")).isEqualTo(Exit.USAGE.code());
    assertThat(run(Map.of("CLIENTELE_AUDIT_KEY", "key"), "", "asha@example.com"))
        .isEqualTo(Exit.USAGE.code());

    assertThat(output.toString()).isEmpty();
    assertThat(errors.toString())
        .contains(
            "there is no key, neither in CLIENTELE_AUDIT_KEY nor on standard input",
            "CUSTOMER_ID is not a customer id")
        .doesNotContain("asha");
  }
}

package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.clientele.embedded.TemporaryTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MerchantSettingsCommandTest {

  @Test
  void whatIsSetStaysUntilItIsClearedAndIsOfOneMerchant() {
    try (var tables = new TemporaryTables()) {
      assertThat(run(tables, "m-1", "--set", "initial_status=ACTIVE", "--set", "profile=strict"))
          .isEqualTo(
              "{\"merchant_id\":\"m-1\",\"initial_status\":\"ACTIVE\",\"profile\":\"strict\"}\n");
      assertThat(run(tables, "m-1", "--clear", "profile", "--set", "refuse_unknown_fields=true"))
          .isEqualTo(
              "{\"merchant_id\":\"m-1\",\"initial_status\":\"ACTIVE\","
                  + "\"refuse_unknown_fields\":\"true\"}\n");
      assertThat(run(tables, "m-1")).contains("ACTIVE").contains("refuse_unknown_fields");
      assertThat(run(tables, "m-2")).isEqualTo("{\"merchant_id\":\"m-2\"}\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--set profile=STRICT",
        "--set initial_status=SUSPENDED",
        "--set allow_numeric_reference=yes",
        "--set colour=red",
        "--set profile",
        "--clear colour",
        "--set profile=strict --clear profile",
        "--merchant a#b"
      })
  void whatIsNoSettingIsRefusedBeforeAnythingIsChanged(String options) {
    var errors = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of("merchant-settings", "--table", "t", "--endpoint", "http://[::1]:1"));
    if (!options.startsWith("--merchant")) {
      arguments.addAll(List.of("--merchant", "m"));
    }
    arguments.addAll(List.of(options.split(" ")));

    int exitCode =
        new CommandLine(new LocalServer())
            .setErr(new PrintWriter(errors, true))
            .execute(arguments.toArray(String[]::new));

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(options.split("[ =]")[0]);
  }

  private static String run(TemporaryTables tables, String merchant, String... options) {
    var output = new StringWriter();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("merchant-settings", "--table", tables.name("CustomersTable")));
    arguments.addAll(List.of("--merchant", merchant, "--endpoint", "" + tables.endpoint()));
    arguments.addAll(List.of(options));
    int exitCode =
        new CommandLine(new LocalServer())
            .setOut(new PrintWriter(output, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(exitCode).isZero();
    return output.toString();
  }
}

package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Options that cannot be followed; a server that would start ends the test by its time limit. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LocalServerTest {

  private static final int WRONG_OPTION = 2;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final CommandLine command =
      LocalServer.commandLine()
          .setOut(new PrintWriter(output, true))
          .setErr(new PrintWriter(errors, true));

  private void assertRefused(String named, String... options) {
    int exitCode = command.execute(options);

    assertThat(errors.toString().lines())
        .singleElement()
        .asString()
        .startsWith("clientele: ")
        .contains(named);
    assertThat(output.toString()).isEmpty();
    assertThat(exitCode).isEqualTo(WRONG_OPTION);
  }

  static List<List<String>> wrongOptions() {
    return List.of(
        List.of("--prot", "0"),
        List.of("--client-secret=stray"),
        List.of("--port", "many"),
        List.of("--port", "70000"),
        List.of("--port", "-1"),
        List.of("--port"),
        List.of("--data", ""),
        List.of("--data", "/"),
        List.of("--data", "somewhere", "--endpoint", "http://localhost:8000"),
        List.of("--now", "yesterday"),
        List.of("--now", ""),
        List.of("--now", "2024-10-05"),
        List.of("--now", "1999-12-31T23:59:59Z"),
        List.of("--now", "+10000-01-01T00:00:00Z"),
        List.of("--endpoint", ""),
        List.of("--endpoint", "not a URL"),
        List.of("--endpoint", "nonsense"),
        List.of("--endpoint", "ftp://localhost"),
        List.of("--table-prefix", "no blanks"),
        List.of("--profile", "loose"),
        List.of("--log", "xml"),
        List.of("credentials"));
  }

  /** It may be a secret. */
  @ParameterizedTest
  @CsvSource({"stray-secret", "--client-secret stray-secret", "--client-secret=stray-secret"})
  void argumentThatIsNotKnownIsNotRepeated(String arguments) {
    int exitCode = command.execute(arguments.split(" ", -1));

    assertThat(exitCode).isEqualTo(WRONG_OPTION);
    assertThat(errors.toString()).startsWith("clientele: ").doesNotContain("stray-secret");
  }

  @ParameterizedTest
  @MethodSource("wrongOptions")
  void wrongOptionIsRefusedInOneLine(List<String> options) {
    String first = options.get(0).replaceFirst("=.*", "");
    String named = first.equals("credentials") ? "subcommand" : first;

    assertRefused(named, options.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "not a URL", "localhost:8000"})
  void wrongEndpointIsToldWhatOneLooksLike(String endpoint) {
    assertRefused("http://localhost:8000", "--endpoint", endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"not/there.zip", "pom.xml", "src", ""})
  @EnabledOnOs(OS.LINUX)
  void whatIsNoArchiveIsRefused(String file) {
    assertRefused("--archive", "--archive", file);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void archiveWithoutFunctionsIsRefused(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("some.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        var entries = new ZipOutputStream(file)) {
      entries.putNextEntry(new ZipEntry("content"));
    }

    assertRefused("--archive", "--archive", zip.toString());
  }

  @ParameterizedTest
  @MethodSource("help")
  void helpAndVersionAreToldWithoutStarting(List<String> options) {
    int exitCode = command.execute(options.toArray(String[]::new));

    assertThat(exitCode).isZero();
    assertThat(output.toString()).contains("clientele");
    assertThat(errors.toString()).isEmpty();
  }

  static List<List<String>> help() {
    return List.of(List.of("--help"), List.of("--version"), List.of("credentials", "--help"));
  }

  @Test
  void operatorsHelpIsOfCommandsAndOfNoServer() {
    assertThat(LocalServer.operator().getUsageMessage())
        .contains("infra/operate", "deploy", "credentials")
        .doesNotContain("--port");
  }

  /** A list of commands shows no more of each. */
  @Test
  void firstLineOfEachCommandsHelpIsAWholeSentence() {
    assertThat(commandsBelow(LocalServer.operator()))
        .hasSizeGreaterThan(15)
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().usageMessage().description()[0])
                    .as(command.getCommandName())
                    .endsWith("."));
  }

  private static List<CommandLine> commandsBelow(CommandLine command) {
    return Stream.concat(
            Stream.of(command),
            command.getSubcommands().values().stream().flatMap(sub -> commandsBelow(sub).stream()))
        .toList();
  }
}

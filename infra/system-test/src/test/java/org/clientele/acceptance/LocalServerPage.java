package org.clientele.acceptance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.clientele.testing.CommandBlock;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;

/** The commands of {@code infra/local/README.md}, in their order and as they are pasted. */
final class LocalServerPage {

  static final String PAGE = "infra/local/README.md";

  private static final File ROOT = new File("../..");
  private static final String STATUS = "\n=status %{http_code}\n";

  private LocalServerPage() {}

  /** Runs them, and requires that they do what the page says. */
  static void run(List<CommandBlock> blocks, Path profiles) throws Exception {
    String commands = blocks.stream().map(CommandBlock::text).collect(joining());
    List<String> curls = commands.lines().filter(line -> line.startsWith("curl ")).toList();
    try (FaultyDynamoDb store = FaultyDynamoDb.start();
        LocalServerProcess server = store.startServer()) {

      List<String> output =
          output(
              "set -eo pipefail\nexport CLIENTELE_CONFIG=%s\nexport TOKEN=%s\n%s"
                  .formatted(
                      profiles,
                      server.accessToken(),
                      commands
                          .replace("localhost:8080", server.url().getAuthority())
                          .replaceAll(
                              "(?m)^curl ",
                              "curl -sS -w '" + STATUS.replace("\n", "\\\\n") + "' ")));

      List<String> statuses =
          output.stream()
              .filter(line -> line.startsWith("=status "))
              .map(line -> line.substring("=status ".length()))
              .toList();
      assertThat(statuses).as(String.join("\n", output)).hasSameSizeAs(curls);
      assertThat(statuses.stream().filter(status -> !status.startsWith("2")))
          .containsExactly("400", "404");
      assertThat(requireAnswer(output, "\"outcome\""))
          .hasSize(4)
          .allMatch(answer -> answer.contains("stored"));
      requireEnd(server, output);
      assertThat(output)
          .anySatisfy(line -> assertThat(line).matches("merchant_metadata.tier +platinum"))
          .anySatisfy(line -> assertThat(line).matches("custom_fields.tier +gold"))
          .anySatisfy(line -> assertThat(line).contains("\"city\" : \"Pune\""))
          .anySatisfy(line -> assertThat(line).startsWith("token_id  "));
    }
  }

  /** The second card is removed, and its provider has told its end. */
  private static void requireEnd(LocalServerProcess server, List<String> output) {
    String asked = requireAnswer(output, "token.deregistration.requested").get(0);
    assertThat(MerchantClient.parse(asked).at("/messages/0/sources/0/provider_token_id").asText())
        .isEqualTo("p-2");
    List<String> lists = requireAnswer(output, "\"replaced_by\"");
    assertThat(MerchantClient.parse(lists.get(0)).path("status").asText()).isEqualTo("DEACTIVATED");
    Answer again = server.anyone().post("/local/deregistrations", "{}");
    assertThat(again.status()).isEqualTo(200);
  }

  private static List<String> requireAnswer(List<String> output, String part) {
    List<String> answers = output.stream().filter(line -> line.contains(part)).toList();
    assertThat(answers).as(part).isNotEmpty();
    return answers;
  }

  private static List<String> output(String script) throws Exception {
    Process shell = new ProcessBuilder("bash").directory(ROOT).redirectErrorStream(true).start();
    try (var input = shell.outputWriter(StandardCharsets.UTF_8)) {
      input.write(script);
    }
    List<String> output;
    try (var reader = shell.inputReader(StandardCharsets.UTF_8);
        Stream<String> lines = reader.lines()) {
      output = lines.toList();
    }
    assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(shell.exitValue()).as(String.join("\n", output)).isZero();
    return output;
  }
}

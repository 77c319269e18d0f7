package org.clientele.acceptance;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.testing.CommandBlock;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.ProcessOutput;
import org.clientele.testing.Shell;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Each command of each page is run here or by CI, or says what it needs that is not here. The last
 * test is about what the others have run.
 */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(
    named = "clientele.archive",
    matches = ".+",
    disabledReason = "the pages are of what is built without one")
@TestMethodOrder(OrderAnnotation.class)
class PagesIT {

  private static final String README = "README.md";
  private static final String OPERATE = "infra/operate.md";
  private static final String REPAIR = "infra/repair.md";
  private static final String LAST_LINE = "curl ";
  private static final int WELCOME_LINES = 3;
  private static final int SOMETHING_LEFT = 3;
  private static final Duration START = Duration.ofMinutes(1);

  private static final Pattern MARK = Pattern.compile("# needs (?:an account|Docker)\n");
  private static final Pattern NOT_HERE =
      Pattern.compile("(?m)(?:^ *|[(|;&{] *)(?:(?:aws|sam|docker) |infra/deploy )");
  private static final Pattern LIKE_A_COMMAND =
      Pattern.compile(
          "(?m)^ *(?:(?:aws|sam|docker|mvn|java|curl|export|git) |infra/[a-z]+ +[a-z-])");

  /** What may stand around a command in a workflow. */
  private static final Pattern AROUND = Pattern.compile("^(?:- )?run: | &$");

  private static final Set<String> RUN = new HashSet<>();

  @TempDir private Path folder = Path.of("");

  @Test
  @Order(1)
  void serverStartsByTheFirstLine() throws Exception {
    String command = CommandBlock.of(README).get(0).commands().get(1);

    Process bash =
        new ProcessBuilder("bash", "-c", "exec " + command + " --port 0")
            .directory(TestingProject.TOP.toFile())
            .start();
    try {
      ProcessOutput output = ProcessOutput.of(bash.getInputStream());
      for (int i = 0; i < WELCOME_LINES; i++) {
        assertThat(output.readTo(line -> line.startsWith(LAST_LINE), START))
            .last()
            .asString()
            .startsWith(LAST_LINE);
      }
    } finally {
      bash.destroy();
    }
    RUN.add(command);
  }

  @Test
  @Order(2)
  void localServersPageIsPastedFromTopToBottom() throws Exception {
    List<CommandBlock> blocks = CommandBlock.of(LocalServerPage.PAGE);
    assertThat(blocks).hasSizeGreaterThan(7);

    LocalServerPage.run(blocks, folder);

    blocks.forEach(block -> RUN.addAll(block.commands()));
  }

  /** An operator's commands, with DynamoDB Local in the place of the one of AWS. */
  @Test
  @Order(3)
  void stackIsDeployedAndOperated() throws Exception {
    try (FaultyDynamoDb store = FaultyDynamoDb.start();
        TestingProject project = project(store)) {
      paste(project, README, "infra/deploy");
      try (LocalServerProcess server = store.startServer()) {
        project.put("https://API_ID.execute-api.ap-south-1.amazonaws.com", server.url().toString());
        project.put("localhost:8080", server.url().getAuthority());
        clients(project);
        keys(project, store);
        tables(project);
      }
      RUN.addAll(project.done());
    }
  }

  private TestingProject project(FaultyDynamoDb store) throws IOException {
    var project =
        new TestingProject(
            folder,
            Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", store.endpoint().toString(),
                "AWS_REGION", "ap-south-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
    for (String table : List.of("Clients", "Customers", "Search")) {
      project.put(table.toUpperCase(Locale.ROOT) + "_TABLE", store.table(table + "Table"));
    }
    project.put("RESTORED_TABLE", store.table("CustomersTable"));
    project.put("drill-customers", store.table("CustomersTable"));
    project.put("drill-search", store.table("SearchTable"));
    project.put("MERCHANT_ID", LocalServerProcess.OTHER_MERCHANT);
    return project;
  }

  private static void clients(TestingProject project) throws IOException {
    List<String> lines = blocks(README, "infra/smoke").get(0).commands();
    project.run(lines.get(0), 0);
    project.run("export CLIENTELE_CLIENT_ID=CLIENT_ID CLIENTELE_CLIENT_SECRET=CLIENT_SECRET", 0);
    assertThat(project.run(lines.get(1), 0)).hasSize(8).allMatch(line -> line.startsWith("ok "));
    paste(project, OPERATE, "infra/smoke");
    paste(project, OPERATE, "revoke-client");
  }

  private static void keys(TestingProject project, FaultyDynamoDb store) throws IOException {
    project.configure("Packaging = ", "\"java25\"");
    project.at("# an hour later", () -> endHourOfPreviousKey(store));

    paste(project, OPERATE, "rotate-key");
  }

  private static void endHourOfPreviousKey(FaultyDynamoDb store) {
    store
        .client()
        .updateItem(
            update ->
                update
                    .tableName(store.table("ClientsTable"))
                    .key(Map.of("pk", AttributeValue.fromS("signing-key")))
                    .updateExpression("SET previous_until = :past")
                    .conditionExpression("attribute_exists(previous_until)")
                    .expressionAttributeValues(
                        Map.of(":past", AttributeValue.fromS("2026-01-01T00:00:00.000000Z"))));
  }

  /** The demo has customers deleted of whose tokens nobody has told a provider. */
  private static void tables(TestingProject project) throws IOException {
    List<String> repair =
        CommandBlock.of(REPAIR).stream()
            .filter(block -> !isMarked(block))
            .flatMap(block -> block.commands().stream())
            .toList();
    project.run(repair.get(0), SOMETHING_LEFT);
    for (String command : repair.subList(1, repair.size())) {
      project.run(command, 0);
    }
    for (String command :
        List.of(
            "repair",
            "token-ids",
            "purge-card-data",
            "merchant-settings",
            "deregistrations",
            "search-index")) {
      paste(project, OPERATE, "infra/operate " + command);
    }
    assertThat(
            project.run(
                "infra/operate merchant-settings --table CUSTOMERS_TABLE --merchant MERCHANT_ID",
                0))
        .anyMatch(line -> line.contains("ACTIVE"));
  }

  private static void paste(TestingProject project, String page, String command)
      throws IOException {
    for (CommandBlock block : blocks(page, command)) {
      project.paste(block);
    }
  }

  /** Returns the blocks of a page that have a command and are not marked. */
  private static List<CommandBlock> blocks(String page, String command) {
    List<CommandBlock> blocks =
        CommandBlock.of(page).stream()
            .filter(block -> block.text().contains(command) && !isMarked(block))
            .toList();
    assertThat(blocks).as("%s of %s", command, page).isNotEmpty();
    return blocks;
  }

  private static boolean isMarked(CommandBlock block) {
    return MARK.matcher(block.text()).lookingAt();
  }

  @Test
  void whatIsMarkedNeedsWhatItSays() {
    List<CommandBlock> marked = CommandBlock.all().stream().filter(PagesIT::isMarked).toList();

    assertThat(marked)
        .hasSizeGreaterThan(5)
        .allMatch(block -> NOT_HERE.matcher(block.text()).find());
  }

  @Test
  void whatIsNoCommandIsNotWrittenLikeOne() {
    List<CommandBlock> texts =
        CommandBlock.all().stream().filter(block -> !block.isOfCommands()).toList();

    assertThat(texts).noneMatch(block -> LIKE_A_COMMAND.matcher(block.text()).find());
  }

  @Test
  void everyBlockIsSoThatBashCanReadIt() throws Exception {
    try (Shell shell = new Shell(folder, Map.of())) {
      for (CommandBlock block : blocks()) {
        Path script = Files.writeString(folder.resolve("script"), block.text());

        assertThat(shell.run("bash -n " + script))
            .as("%s: %s", block.page(), block.text())
            .isEqualTo(new Shell.Result(0, List.of()));
      }
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void everyCommandIsRunHereOrByCiOrIsMarked() throws IOException {
    Set<String> run = new HashSet<>(runByCi());
    RUN.stream().map(PagesIT::bare).forEach(run::add);

    assertThat(blocks()).hasSizeGreaterThan(40);
    assertThat(
            blocks().stream()
                .filter(block -> !isMarked(block))
                .flatMap(
                    block ->
                        block.commands().stream()
                            .filter(command -> !run.contains(bare(command)))
                            .map(command -> block.page() + ": " + command)))
        .isEmpty();
  }

  private static List<CommandBlock> blocks() {
    return CommandBlock.all().stream().filter(CommandBlock::isOfCommands).toList();
  }

  /** Returns the lines of what CI runs at each change or each week. */
  private static Set<String> runByCi() throws IOException {
    try (Stream<Path> workflows = Files.list(TestingProject.TOP.resolve(".github/workflows"))) {
      return Stream.concat(Stream.of(TestingProject.TOP.resolve(".ci/run")), workflows)
          .flatMap(PagesIT::lines)
          .map(String::strip)
          .map(PagesIT::bare)
          .collect(toSet());
    }
  }

  private static String bare(String line) {
    return AROUND.matcher(line).replaceAll("");
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

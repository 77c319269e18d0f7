package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.clientele.embedded.TemporaryTables;
import org.clientele.testing.CommandBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** README's commands of a deployment, before a CloudFormation that demands every parameter. */
@EnabledOnOs(OS.LINUX)
class DeployIT {

  private static final String STACK = "clientele-dev";
  private static final String DATA = "clientele-dev-data";
  private static final CommandBlock COMMANDS =
      CommandBlock.of("README.md").stream()
          .filter(block -> block.text().contains("infra/deploy"))
          .findFirst()
          .orElseThrow();
  private static final int REFUSED = 2;
  private static final int ARM64 = 183;

  @TempDir private Path folder = Path.of("");

  private final TemporaryTables tables = new TemporaryTables();
  private TestingProject project;

  @BeforeEach
  void makeProject() throws IOException {
    project =
        new TestingProject(
            folder,
            Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", tables.endpoint().toString(),
                "AWS_REGION", "ap-south-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
    project.put("CLIENTS_TABLE", tables.name("ClientsTable"));
  }

  @AfterEach
  void close() throws IOException {
    project.close();
    tables.close();
  }

  static boolean isNative() throws IOException {
    try (var zip =
        new ZipFile(TestingProject.TOP.resolve("functions/target/function.zip").toFile())) {
      return zip.getEntry("bootstrap") != null;
    }
  }

  @Test
  @DisabledIf("isNative")
  void stackIsMadeOfTheJavaClassesThatWereBuilt() throws IOException {
    List<String> commands = COMMANDS.commands();

    project.run(commands.get(1), 0);
    assertThat(project.cloudFormation().stack(STACK))
        .containsEntry("Packaging", "java25")
        .containsEntry("AccessTokenIssuer", "https://identity.dev.shop.in")
        .containsEntry("CustomersTableName", DATA + "-CustomersTable")
        .containsEntry("AccessTokenKeys", "{\"keys\":[]}");
    assertThat(project.cloudFormation().stack(DATA))
        .containsEntry("DeletionProtection", "false")
        .containsEntry("ServiceName", STACK);
    List<String> printed = project.run(commands.get(2), 0);
    project.run(commands.get(3), 0);

    assertThat(printed).singleElement().asString().startsWith("AccessTokenKeys = '{\"keys\":[{");
    assertThat(project.cloudFormation().stack(STACK))
        .containsEntry("Packaging", "java25")
        .containsEntry("MetricsNamespace", "clientele-dev")
        .containsEntry("AccessTokenKeys", printed.get(0).replaceAll("^AccessTokenKeys = '|'$", ""));
    assertThat(project.cloudFormation().stack(DATA)).containsEntry("DeletionProtection", "true");
  }

  @ParameterizedTest
  @CsvSource({"aot, ' Packaging=aot'", "native, ''"})
  void stackIsMadeOfAnotherArchive(String packaging, String given) throws IOException {
    pack(packaging);

    project.paste(
        new CommandBlock(COMMANDS.page(), "", COMMANDS.text().replace(" Packaging=java25", given)));

    assertThat(project.cloudFormation().stack(STACK)).containsEntry("Packaging", packaging);
    assertThat(project.cloudFormation().stack(DATA)).containsEntry("DeletionProtection", "true");
  }

  private void pack(String packaging) throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(
            project.replaceArchive(), Map.of("create", true, "enablePosixFileAttributes", true))) {
      if (packaging.equals("native")) {
        add(zip, "bootstrap", elf());
      } else {
        add(zip, "bootstrap", "#!/bin/sh\n".getBytes(UTF_8));
        add(zip, "function.aot", new byte[] {1});
        add(zip, "jre/bin/java", elf());
      }
    }
  }

  private static void add(FileSystem zip, String name, byte[] content) throws IOException {
    Path file = zip.getPath("/" + name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static byte[] elf() {
    byte[] head = new byte[64];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, head, 0, 6);
    head[18] = (byte) ARM64;
    return head;
  }

  @Test
  @DisabledIf("isNative")
  void classesAreNotDeployedAsTheNativeBinaryThatTheConfigurationSays() throws IOException {
    List<String> printed = project.run("infra/deploy dev --first", REFUSED);

    assertThat(printed)
        .containsExactly(
            "clientele: Packaging is native, but functions/target/function.zip is built for"
                + " java25");
    assertThat(project.cloudFormation().stack(STACK)).isNull();
  }

  /** What {@code infra/deploy} is for: {@code sam} alone would be told so by CloudFormation. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sam deploy --config-env dev --parameter-overrides Packaging=java25"
            + " | [Revision, AccessTokenIssuer, AccessTokenAudience, AccessTokenKeys, CustomersTable",
        "sam deploy --config-env dev | [Revision, CustomersTableName, CustomersStreamArn, SearchTable",
        "sam deploy --config-env dev --parameter-overrides Pakaging=java25 | do not exist",
        "sam deploy --config-env dev --parameter-overrides Packaging=zip | AllowedValues",
        "sam deploy --config-env dev --parameter-overrides Revision=1 | 'Revision' must match",
        "sam deploy --config-env dev --parameter-overrides QueueConcurrency=1 | its bounds",
        "sam list stack-outputs --stack-name clientele-dev | does not exist"
      })
  void whatCloudFormationRefusesIsRefused(String commandAndComplaint) throws IOException {
    String[] parts = commandAndComplaint.split(" [|] ");

    assertThat(project.run(parts[0], 1)).singleElement().asString().contains(parts[1]);
  }
}

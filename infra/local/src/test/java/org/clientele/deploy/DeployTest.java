package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.access.RevokedClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeployTest {

  private static final int REFUSED = 2;
  private static final String DATA = "clientele-dev-data";

  @TempDir private Path folder = Path.of("");

  private TestingProject project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new TestingProject(folder);
  }

  @Test
  void parameterThatIsGivenReplacesNoOtherOne() throws IOException {
    project.packJava();

    assertThat(project.deploy("dev", "Packaging=java25")).isZero();

    assertThat(project.parameters())
        .containsEntry("Packaging", "java25")
        .containsEntry("AccessTokenIssuer", "https://identity.shop.in")
        .containsEntry("AccessTokenAudience", "https://clientele.shop.in")
        .containsEntry("AccessTokenKeys", "https://identity.shop.in/keys")
        .containsEntry("MetricsNamespace", "clientele-dev");
  }

  /** SAM would keep what an earlier deployment had given once. */
  @Test
  void everyParameterOfATemplateIsGivenToItsStackAlone() throws IOException {
    project.deploy("dev", "TableReadLimit=500", "MemorySize=1024");

    assertThat(project.parameters(DATA))
        .containsOnlyKeys(names(StackTemplate.DATA))
        .containsEntry("LogRetentionDays", "180")
        .containsEntry("TableReadLimit", "500")
        .containsEntry("ServiceName", "clientele-dev")
        .containsEntry("DeletionProtection", "true");
    assertThat(project.parameters())
        .containsOnlyKeys(names(StackTemplate.SERVICE))
        .containsEntry("Profile", "compatible")
        .containsEntry("MemorySize", "1024")
        .containsEntry("AllowNumericReference", "");
  }

  private List<String> names(String template) throws IOException {
    return StackTemplate.read(folder, template).parameters().stream().map(Parameter::name).toList();
  }

  @Test
  void environmentAndConfigurationAreThoseThatWereRead() throws IOException {
    project.deploy("dev");

    assertThat(project.deployed("clientele-dev"))
        .startsWith(
            "deploy",
            "--config-file",
            folder.resolve("samconfig.toml").toString(),
            "--config-env",
            "dev",
            "--template-file",
            "infra/template.yaml",
            "--stack-name",
            "clientele-dev",
            "--no-fail-on-empty-changeset",
            "--parameter-overrides");
    assertThat(project.deployed(DATA)).containsSubsequence("--template-file", "infra/data.yaml");
  }

  @Test
  void serviceIsGivenWhatTheOtherStackKeepsOnceThatIsDeployed() throws IOException {
    assertThat(project.deploy("dev")).isZero();

    assertThat(project.runs())
        .extracting(run -> run.get(0) + " " + run.get(run.indexOf("--stack-name") + 1))
        .containsExactly(
            "list clientele-dev-data",
            "deploy clientele-dev-data",
            "list clientele-dev-data",
            "deploy clientele-dev");
    assertThat(project.parameters())
        .containsEntry("CustomersTableName", "customers")
        .containsEntry("AuditKeyArn", "arn:aws:secretsmanager:ap-south-1:1:secret:key-AbCdEf");
  }

  /** Of another account neither stacks nor outputs would be those that are deployed. */
  @Test
  void outputsAreReadWithTheCredentialsThatTheConfigurationNames() throws IOException {
    Path config = folder.resolve(SamConfig.FILE);
    TestingProject.write(
        config, Files.readString(config).replace("region = ", "profile = \"payments\"\nregion = "));

    assertThat(project.deploy("dev")).isZero();

    assertThat(project.runs().stream().filter(run -> run.get(0).equals("list")))
        .hasSize(2)
        .allSatisfy(run -> assertThat(run).containsSubsequence("--profile", "payments"));
  }

  /** As a table does that was restored. */
  @Test
  void tableThatIsGivenGoesBeforeTheOneThatTheOtherStackKeeps() throws IOException {
    project.configureMore("SearchTableName = 'search-2'");

    assertThat(project.deploy("dev", "CustomersTableName=restored")).isZero();

    assertThat(project.parameters())
        .containsEntry("CustomersTableName", "restored")
        .containsEntry("SearchTableName", "search-2")
        .containsEntry("ClientsTableName", "clients");
  }

  /** As when they are another stack's yet, or of no stack. */
  @Test
  void serviceIsDeployedAloneWhereAllThatIsKeptIsGiven() throws IOException {
    project.sam(0, TestingProject.NO_STACK, TestingProject.NO_STACK);
    project.configureMore(
        "CustomersTableName = 'customers'",
        "CustomersStreamArn = 'arn:aws:dynamodb:ap-south-1:1:table/customers/stream/2026'",
        "SearchTableName = 'search'",
        "RequestsTableName = 'requests'",
        "ClientsTableName = 'clients'",
        "DataKeyArn = 'arn:aws:kms:ap-south-1:1:key/1'",
        "FunctionLogsName = '/aws/lambda/clientele-dev'",
        "AccessLogsName = '/aws/vendedlogs/clientele-dev'",
        "AuditKeyArn = 'arn:aws:secretsmanager:ap-south-1:1:secret:key-AbCdEf'");

    assertThat(project.deploy("dev")).isZero();

    assertThat(project.runs()).hasSize(1);
    assertThat(project.parameters()).containsEntry("CustomersTableName", "customers");
  }

  /** Otherwise a service whose tables are in its own stack would start anew with empty ones. */
  @Test
  void onlyAFirstDeploymentMakesTables() throws IOException {
    project.sam(0, TestingProject.OUTPUTS, TestingProject.NO_STACK);

    assertRefused(
        "there is no stack clientele-dev-data; infra/deploy.md says how one is made, and how tables"
            + " move into it");
  }

  @Test
  void stackThatIsImportedAndHasNoOutputsYetIsDeployed() throws IOException {
    project.sam(0, TestingProject.OUTPUTS, TestingProject.NO_OUTPUTS);

    assertThat(project.deploy("dev")).isZero();

    assertThat(project.parameters(DATA)).containsEntry("DeletionProtection", "true");
    assertThat(project.parameters()).containsEntry("CustomersTableName", "customers");
  }

  @Test
  void serviceIsNotDeployedWithoutAnOutput() throws IOException {
    Path template = folder.resolve(StackTemplate.SERVICE);
    TestingProject.write(
        template,
        Files.readString(template)
            .replace("Parameters:\n", "Parameters:\n  NewTableName: {Type: String}\n"));
    Path data = folder.resolve(StackTemplate.DATA);
    TestingProject.write(
        data, Files.readString(data) + "  NewTableName:\n    Value: !Ref NewTable\n");

    assertThat(project.deploy("dev")).isEqualTo(REFUSED);

    assertThat(project.faults())
        .containsExactly(
            "NewTableName is no output of clientele-dev-data",
            "clientele-dev-data is deployed, but clientele-dev is not");
    assertThat(project.deployed("clientele-dev")).isEmpty();
  }

  @Test
  void serviceIsLeftAloneWhereTheOtherStackFails() throws IOException {
    project.sam(1);

    assertThat(project.deploy("dev")).isEqualTo(1);

    assertThat(project.deployed(DATA)).isNotEmpty();
    assertThat(project.deployed("clientele-dev")).isEmpty();
  }

  @Test
  void whichStackIsDeployedIsToldWhereTheServiceFails() throws IOException {
    Path sam = folder.resolve("sam");
    TestingProject.write(
        sam,
        Files.readString(sam)
            .replaceFirst(
                "exit 0\\s*$", "case \"\\$*\" in *'clientele-dev --no-fail'*) exit 3 ;; esac\n"));

    assertThat(project.deploy("dev")).isEqualTo(3);

    assertThat(project.faults())
        .containsExactly("clientele-dev-data is deployed, but clientele-dev is not");
  }

  @Test
  void nobodyIsAskedWhereThatIsChosen() throws IOException {
    project.deploy("dev", "--yes");
    assertThat(project.runs().stream().filter(run -> run.get(0).equals("deploy")))
        .hasSize(2)
        .allSatisfy(run -> assertThat(run).contains("--no-confirm-changeset"));

    project.deploy("dev");
    assertThat(project.runs()).noneMatch(run -> run.contains("--no-confirm-changeset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "it's", "say \"hello\"", "k=v l=w", "a,b", "-x"})
  void valueReachesSamAsItIs(String value) throws IOException {
    String template = Files.readString(folder.resolve(StackTemplate.SERVICE));
    TestingProject.write(
        folder.resolve(StackTemplate.SERVICE),
        template.replace("Parameters:\n", "Parameters:\n  Greeting: {Type: String}\n"));

    assertThat(project.deploy("dev", "Greeting=" + value)).isZero();

    assertThat(project.parameters()).containsEntry("Greeting", value);
  }

  @ParameterizedTest
  @CsvSource({
    "native, java25",
    "native, aot",
    "java25, native",
    "java25, aot",
    "aot, native",
    "aot, java25"
  })
  void archiveOfAnotherPackagingIsNotDeployed(String packaging, String built) throws IOException {
    pack(built, "x86_64");

    assertRefused(
        "Packaging is %s, but functions/target/function.zip is built for %s"
            .formatted(packaging, built),
        "Packaging=" + packaging);
  }

  @ParameterizedTest
  @CsvSource({
    "native, arm64, bootstrap",
    "native, x86_64, bootstrap",
    "aot, arm64, jre/bin/java",
    "aot, x86_64, jre/bin/java"
  })
  void archiveIsDeployedOnTheProcessorThatItIsBuiltForAlone(
      String packaging, String architecture, String file) throws IOException {
    String other = architecture.equals("arm64") ? "x86_64" : "arm64";
    pack(packaging, architecture);

    assertThat(project.deploy("dev", "Packaging=" + packaging, "Architecture=" + architecture))
        .isZero();
    assertRefused(
        "Architecture is %s, but %s in functions/target/function.zip is for %s"
            .formatted(other, file, architecture),
        "Packaging=" + packaging,
        "Architecture=" + other);
  }

  private void pack(String packaging, String architecture) throws IOException {
    switch (packaging) {
      case "native" -> project.packNative(architecture);
      case "java25" -> project.packJava();
      default -> project.packAot(architecture);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"arm64", "x86_64"})
  void javaClassesAreDeployedOnEitherProcessor(String architecture) throws IOException {
    project.packJava();

    assertThat(project.deploy("dev", "Packaging=java25", "Architecture=" + architecture)).isZero();
  }

  @Test
  void binaryOfAProcessorThatLambdaDoesNotHaveIsNotDeployed() throws IOException {
    project.packNative(8);

    assertRefused(
        "Architecture is x86_64, but bootstrap in functions/target/function.zip is for another"
            + " processor");
  }

  @Test
  void bootstrapThatNobodyMayExecuteIsNotDeployed() throws IOException {
    try (FileSystem zip = project.newArchive()) {
      TestingProject.add(zip, "bootstrap", TestingProject.elf(62), false);
    }

    assertRefused("bootstrap in functions/target/function.zip is not executable");
  }

  @Test
  void archiveOfItsOwnJavaNeedsItsCacheAndItsJava() throws IOException {
    try (FileSystem zip = project.newArchive()) {
      TestingProject.add(zip, "bootstrap", "#!/bin/sh\n".getBytes(UTF_8), false);
    }

    assertThat(project.deploy("dev", "Packaging=aot")).isEqualTo(REFUSED);
    assertThat(project.faults())
        .containsExactly(
            "the bootstrap in functions/target/function.zip is not executable",
            "there is no function.aot in functions/target/function.zip",
            "there is no jre/bin/java in functions/target/function.zip");
  }

  @Test
  void archiveThatLacksAFunctionIsNotDeployed() throws IOException {
    project.packJava();
    String template = Files.readString(folder.resolve(StackTemplate.SERVICE));
    TestingProject.write(
        folder.resolve(StackTemplate.SERVICE),
        template.replace(
            "Resources:\n", "Resources:\n  NewFunction: {Type: AWS::Serverless::Function}\n"));

    assertRefused("functions/target/function.zip lacks NewFunction", "Packaging=java25");
  }

  @Test
  void javaClassesNeedTheirLibraries() throws IOException {
    project.packJava();
    try (FileSystem zip = project.openArchive()) {
      Files.delete(zip.getPath("lib/library.jar"));
    }

    assertRefused("there is no jar in lib of functions/target/function.zip", "Packaging=java25");
  }

  /** In its content, or in the sum that the directory at the archive's end has of it. */
  @Test
  void archiveThatIsDamagedIsNotDeployed() throws IOException {
    Path archive = folder.resolve(FunctionArchive.FILE);
    byte[] whole = Files.readAllBytes(archive);
    int content = 30 + whole[26] + whole[28];
    int sum = new String(whole, ISO_8859_1).indexOf("PK\1\2") + 16;
    for (int place : List.of(content, sum)) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 0x55;
      Files.write(archive, damaged);

      assertRefused("bootstrap in functions/target/function.zip is damaged; build it again");
    }
  }

  @Test
  void archiveThatIsNoneIsNotDeployed() throws IOException {
    Path archive = folder.resolve(FunctionArchive.FILE);
    TestingProject.write(archive, "PK");
    assertRefused("functions/target/function.zip is not a zip file");

    Files.delete(archive);
    assertRefused("there is no functions/target/function.zip; build it first");

    Files.createDirectory(archive);
    assertRefused("functions/target/function.zip is not a file that can be read");
  }

  @Test
  void archiveOfAnythingElseIsNotDeployed() throws IOException {
    try (FileSystem zip = project.newArchive()) {
      TestingProject.add(zip, "index.js", new byte[] {1}, false);
    }

    assertRefused("functions/target/function.zip has neither bootstrap nor org/clientele/function");
  }

  @ParameterizedTest
  @CsvSource({
    "Packaging=, 'Packaging is empty, but functions/target/function.zip is built for native'",
    "Architecture=, 'Architecture is empty, but bootstrap in functions/target/function.zip is for"
        + " x86_64'"
  })
  void choiceThatIsEmptyIsCalledSo(String parameter, String fault) throws IOException {
    assertThat(project.deploy("dev", parameter)).isEqualTo(REFUSED);
    assertThat(project.faults()).contains(fault);
  }

  @Test
  void argumentWithoutANameIsNoParameter() throws IOException {
    assertRefused("argument 1 after the environment is not NAME=VALUE", "=x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://identity.dev.example.com",
        "https://example.com/keys",
        "https://identity.EXAMPLE.org:8443",
        "https://identity.example",
        "example.net",
        "clientele@example.com"
      })
  void placeholderIsNotDeployed(String placeholder) throws IOException {
    assertRefused("AccessTokenIssuer is a placeholder", "AccessTokenIssuer=" + placeholder);
    assertRefused("AccessTokenAudience is a placeholder", "AccessTokenAudience=" + placeholder);
    assertRefused("AccessTokenKeys is a placeholder", "AccessTokenKeys=" + placeholder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://examples.shop.in", "https://shop.in/example-a", "urn:myexample"})
  void whatOnlyResemblesAPlaceholderIsDeployed(String issuer) throws IOException {
    assertThat(project.deploy("dev", "AccessTokenIssuer=" + issuer)).isZero();
  }

  @Test
  void everyPlaceholderOfTheRepositoryIsNamed() throws IOException {
    Files.delete(folder.resolve("samconfig.toml"));
    Files.copy(
        TestingProject.REPOSITORY.resolve("samconfig.toml"), folder.resolve("samconfig.toml"));

    for (String environment : new String[] {"dev", "staging", "prod"}) {
      assertThat(project.deploy(environment, "Architecture=x86_64")).isEqualTo(REFUSED);
      assertThat(project.faults())
          .containsExactly(
              "AccessTokenIssuer is a placeholder",
              "AccessTokenAudience is a placeholder",
              "AccessTokenKeys is a placeholder");
    }
  }

  @Test
  void allFaultsAreToldAtOnceAndNothingIsRun() throws IOException {
    project.configure("AccessTokenIssuer = ''", "AccessTokenKeys = 'http://shop.in/keys'");
    project.packJava();

    assertThat(
            project.deploy(
                "dev", "Colour=red", "stray", "Profile=loose", "Revision=1", "LogRetentionDays=8"))
        .isEqualTo(REFUSED);

    assertThat(project.faults())
        .containsExactlyInAnyOrder(
            "argument 2 after the environment is not NAME=VALUE",
            "no template has a parameter Colour",
            "Revision is worked out, not given",
            "AccessTokenIssuer is empty",
            "AccessTokenAudience is missing",
            "AccessTokenKeys is neither a JWK set nor an https URL",
            "Profile must be one of compatible, strict",
            "LogRetentionDays must be one of 7, 14, 30, 60, 90, 180, 365, 400, 545, 731, 1096,"
                + " 1827, 2192, 2557, 2922, 3288, 3653",
            "Packaging is native, but functions/target/function.zip is built for java25");
    assertThat(project.runs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SweepConcurrency=1, SweepConcurrency must be a number of 2 to 64",
    "QueueConcurrency=many, QueueConcurrency must be a number of 2 to 1000",
    "AccessTokenIssuer=a\\b, 'AccessTokenIssuer has a backslash, which sam does not pass on'",
    "PermissionsBoundary=boundary, PermissionsBoundary must match *",
    "MetricsNamespace=a123456789b123456789c123456789d123, MetricsNamespace has more than 32"
        + " characters"
  })
  void valueThatTheTemplateDoesNotTakeIsNamed(String parameter, String fault) throws IOException {
    assertThat(project.deploy("dev", parameter)).isEqualTo(REFUSED);
    assertThat(project.faults()).singleElement().asString().startsWith(fault.replace("*", ""));
  }

  @Test
  void queuesTakeNoMoreThanTheirFunctionsHave() throws IOException {
    assertThat(project.deploy("dev", "ReservedConcurrency=2")).isZero();
    assertRefused(
        "QueueConcurrency is more than ReservedConcurrency, so messages would be refused",
        "ReservedConcurrency=2",
        "QueueConcurrency=3");
    assertThat(project.deploy("dev", "ReservedConcurrency=0", "QueueConcurrency=3")).isZero();
  }

  @Test
  void keysThatLeaveNoRoomForOtherVariablesAreNotDeployed() throws IOException {
    assertThat(project.deploy("dev", "AccessTokenKeys=" + TestingKeys.set(4))).isZero();
    assertRefused(
        "the functions' variables may take more than the 4 KB that Lambda allows; AccessTokenKeys"
            + " may be a URL instead",
        "AccessTokenKeys=" + TestingKeys.set(6));
  }

  @Test
  void keysAreDeployedWithoutTheBlanksAndLinesTheyWereWrittenWith() throws IOException {
    String set = TestingKeys.set(1);
    project.deploy("dev", "AccessTokenKeys=" + set.replace(",", ",\n  ").replace(":", ": "));

    assertThat(project.parameters()).containsEntry("AccessTokenKeys", set);
  }

  @Test
  void revisionIsTheSameForTheSameAndAnotherForAnyOtherParameterCodeOrTemplate()
      throws IOException {
    project.packJava();
    String first = revision("Packaging=java25");

    assertThat(first).matches("[0-9a-f]{64}").isEqualTo(revision("Packaging=java25"));
    Map<String, String> revisions = new TreeMap<>();
    revisions.put(first, "as it was");
    revisions.put(revision("Packaging=java25", "AccessTokenKeys=" + TestingKeys.set(1)), "keys");
    String revoked = TestingKeys.setWithRevoked(RevokedClient.hash("shop"));
    revisions.put(revision("Packaging=java25", "AccessTokenKeys=" + revoked), "revoked client");
    revisions.put(revision("Packaging=java25", "CustomersTableName=restored"), "table");
    revisions.put(revision("Packaging=java25", "AllowNumericReference=m"), "merchants");
    try (FileSystem zip = project.openArchive()) {
      TestingProject.add(zip, "more", new byte[] {1}, false);
    }
    revisions.put(revision("Packaging=java25"), "code");
    Path template = folder.resolve(StackTemplate.SERVICE);
    TestingProject.write(
        template, Files.readString(template).replace("Timeout: 10\n", "Timeout: 11\n"));
    revisions.put(revision("Packaging=java25"), "template");
    assertThat(revisions).hasSize(7);
  }

  private String revision(String... parameters) throws IOException {
    String[] all = new String[parameters.length + 1];
    all[0] = "dev";
    System.arraycopy(parameters, 0, all, 1, parameters.length);
    assertThat(project.deploy(all)).as(project.faults().toString()).isZero();
    return project.parameters().getOrDefault("Revision", "");
  }

  @Test
  void revisionIsTheSameForWhatChangesTheOtherStackAlone() throws IOException {
    assertThat(revision("LogRetentionDays=365")).isEqualTo(revision("LogRetentionDays=180"));
  }

  /** Also where an attempt before has left a stack of which nothing was made. */
  @ParameterizedTest
  @ValueSource(strings = {TestingProject.NO_STACK, TestingProject.NO_OUTPUTS})
  void firstDeploymentServesNobodyAndCanBeUndone(String data) throws IOException {
    project.sam(0, TestingProject.NO_STACK, data);

    assertThat(project.deploy("dev", "--first", "Rollout=Canary10Percent5Minutes")).isZero();

    assertThat(project.runs().get(0))
        .startsWith(
            "list", "stack-outputs", "--stack-name", "clientele-dev", "--region", "ap-south-1");
    assertThat(project.parameters()).containsEntry("AccessTokenKeys", "{\"keys\":[]}");
    assertThat(project.parameters()).containsEntry("Rollout", "AllAtOnce");
    assertThat(project.parameters(DATA)).containsEntry("DeletionProtection", "false");
  }

  @Test
  void dataThatThereAreStayProtectedWhereTheirServiceIsMadeAnew() throws IOException {
    assertThat(project.deploy("dev", "--first")).isZero();

    assertThat(project.parameters(DATA)).containsEntry("DeletionProtection", "true");
    assertThat(project.parameters()).containsEntry("CustomersTableName", "customers");
  }

  @Test
  void stackThatThereIsKeepsItsKeys() throws IOException {
    project.sam(0, TestingProject.OUTPUTS, TestingProject.OUTPUTS);

    assertRefused("--first would take the keys from a stack that there is", "--first");
  }

  @ParameterizedTest
  @CsvSource({
    "--first, Unable to locate credentials",
    "--yes, Unable to locate credentials",
    "--first, Error loading SSO Token: Token for shop does not exist",
    "--yes, Error loading SSO Token: Token for shop does not exist"
  })
  void nothingIsDeployedWhereNobodyTellsWhetherThereIsAStack(String option, String complaint)
      throws IOException {
    project.sam(0, "Error: " + complaint, "Error: " + complaint);

    assertThat(project.deploy("dev", option)).isEqualTo(REFUSED);
    assertThat(project.runs()).noneMatch(run -> run.contains("deploy"));
    assertThat(project.faults().toString())
        .contains("it cannot be told whether there is a stack clientele-dev")
        .contains(complaint);
  }

  @Test
  void firstDeploymentRefusesPlaceholdersToo() throws IOException {
    assertRefused(
        "AccessTokenIssuer is a placeholder",
        "--first",
        "AccessTokenIssuer=https://identity.example.com");
  }

  @Test
  void dryRunPrintsWhatAShellWouldRunAndRunsNothing() throws IOException {
    assertThat(project.deploy("dev", "--dry-run")).isZero();

    assertThat(project.runs()).isEmpty();
    List<String> lines = project.output().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("sam deploy --config-file ")
        .contains(
            " --config-env dev --template-file infra/data.yaml --stack-name clientele-dev-data ")
        .contains(" 'LogRetentionDays=\"180\"' ");
    assertThat(lines.get(1))
        .contains(
            " --config-env dev --template-file infra/template.yaml --stack-name clientele-dev ")
        .contains(" 'AccessTokenIssuer=\"https://identity.shop.in\"' ")
        .contains(" 'CustomersTableName=\"<CustomersTableName>\"' ")
        .containsPattern(" 'Revision=\"[0-9a-f]{64}\"' ");
  }

  @Test
  void exitCodeIsSams() throws IOException {
    project.sam(7);

    assertThat(project.deploy("dev")).isEqualTo(7);
  }

  @Test
  void samEndsWithTheCommandThatHasStartedIt() throws IOException, InterruptedException {
    TestingProject.write(
        folder.resolve("sam"),
        """
        #!/bin/sh
        case $1 in list) echo '[{"OutputKey": "Any", "OutputValue": "any"}]'; exit 0 ;; esac
        echo begun
        read answer
        echo went on
        """);
    Process deploy = project.startDeploy("dev");
    try (BufferedReader output = deploy.inputReader()) {
      assertThat(output.readLine()).isEqualTo("begun");

      deploy.toHandle().destroy(); // which leaves its output open
      deploy.waitFor();
      deploy.getOutputStream().close();

      assertThat(output.readLine()).isNull();
      assertThat(deploy.errorReader().lines())
          .containsExactly(
              "clientele: ended, and sam with it; what CloudFormation has begun of"
                  + " clientele-dev-data goes on there");
    }
  }

  @Test
  void withoutSamOneIsToldWhatIsMissing() throws IOException {
    Files.delete(folder.resolve("sam"));

    assertThat(project.deploy("dev")).isEqualTo(REFUSED);
    assertThat(project.faults())
        .singleElement()
        .asString()
        .endsWith("sam cannot be run; is the SAM CLI installed?");
  }

  @Test
  void environmentThatThereIsNotIsToldWhichThereAre() throws IOException {
    assertThat(project.deploy("production")).isEqualTo(REFUSED);
    assertThat(project.faults())
        .containsExactly("samconfig.toml has no environment of that name, but dev");
  }

  @Test
  void configurationWithoutAnyEnvironmentIsCalledSo() throws IOException {
    TestingProject.write(folder.resolve(SamConfig.FILE), "");

    assertRefused("samconfig.toml has no environment");
  }

  /** Without them nobody could tell whether there is a stack. */
  @ParameterizedTest
  @ValueSource(strings = {"stack_name", "region"})
  void stackAndItsRegionMustBeNamed(String name) throws IOException {
    Path config = folder.resolve(SamConfig.FILE);
    TestingProject.write(
        config, Files.readString(config).replaceAll("(?m)^" + name + " = .*$", ""));

    assertRefused(name + " of dev is missing in samconfig.toml", "--first");
  }

  /** A function of a shortened name would be none that its roll-out may change. */
  @Test
  void stacksNameStaysWholeInItsFunctionsNames() throws IOException {
    Path config = folder.resolve(SamConfig.FILE);
    String longest = "clientele-" + "x".repeat(13);
    TestingProject.write(
        config, Files.readString(config).replace("\"clientele-dev\"", '"' + longest + '"'));
    assertThat(project.deploy("dev", "--dry-run")).isZero();

    TestingProject.write(config, Files.readString(config).replace(longest, longest + "x"));

    assertRefused(
        "stack_name is longer than 23 characters, so functions would be called by a part of it");
  }

  @Test
  void configurationThatIsNotTomlIsNamedWithItsLine() throws IOException {
    Path config = folder.resolve(SamConfig.FILE);
    TestingProject.write(config, "version = 0.1\n[dev\n");

    assertThat(project.deploy("dev")).isEqualTo(REFUSED);
    assertThat(project.faults()).singleElement().asString().startsWith("samconfig.toml, line 2: ");
  }

  /** As a text it would be empty, and deployed so. */
  @ParameterizedTest
  @ValueSource(strings = {"['a', 'b']", "{a = 1}"})
  void parameterThatIsNoSingleValueIsNotDeployed(String value) throws IOException {
    project.configureMore("AllowNumericReference = " + value);

    assertRefused(
        "AllowNumericReference of dev is neither a text nor a number nor a truth value in"
            + " samconfig.toml");
  }

  @ParameterizedTest
  @ValueSource(strings = {StackTemplate.SERVICE, StackTemplate.DATA})
  void templateThatCannotBeReadIsNamed(String file) throws IOException {
    Path template = folder.resolve(file);
    TestingProject.write(template, "Resources:\n  Queue: [\n");
    assertThat(project.deploy("dev")).isEqualTo(REFUSED);
    assertThat(project.faults()).singleElement().asString().startsWith(file + ", line ");

    TestingProject.write(template, "Resources:\n  ~: 1\n");
    assertRefused(file + ", line 2: a key is empty");

    Files.write(template, new byte[] {(byte) 0xff});
    assertRefused(file + " cannot be read");

    Files.delete(template);
    assertRefused("there is no " + file);
  }

  private void assertRefused(String fault, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 1];
    all[0] = "dev";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    assertThat(project.deploy(all)).isEqualTo(REFUSED);
    assertThat(project.faults()).containsExactly(fault);
    assertThat(project.runs()).noneMatch(run -> run.contains("deploy"));
  }
}

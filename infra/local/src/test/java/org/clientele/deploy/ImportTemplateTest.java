package org.clientele.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.clientele.cli.Exit;
import org.clientele.local.LocalServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportTemplateTest {

  /** As a stack that has data besides its service. */
  private static final String OF_ONE_STACK =
      """
      Transform: AWS::Serverless-2016-10-31
      Parameters:
        Limit: {Type: Number, Default: 0}
        Issuer: {Type: String}
      Conditions:
        Limits: !Not [!Equals [!Ref Limit, 0]]
        LimitsMuch: !And [!Condition Limits, !Condition Limits]
        HasIssuer: !Equals [!Ref Issuer, ""]
      Resources:
        Things:
          Type: AWS::DynamoDB::Table
          DeletionPolicy: Retain
          Properties:
            OnDemandThroughput: !If [LimitsMuch, {MaxReadRequestUnits: !Ref Limit}, !Ref AWS::NoValue]
        Logs:
          Type: AWS::Logs::LogGroup
          DeletionPolicy: RetainExceptOnCreate
          Properties:
            LogGroupName: !Sub /aws/lambda/${AWS::StackName}
            Tags: [{Key: stack, Value: !Ref AWS::StackName}]
        Derived:
          Type: AWS::DynamoDB::Table
          DeletionPolicy: Delete
        Queue:
          Type: AWS::SQS::Queue
      Outputs:
        Name: {Value: !Ref Things}
      """;

  @TempDir private Path folder = Path.of("");

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void whatOutlivesItsStackIsTakenWithWhatItNeedsAndNothingElse() throws IOException {
    JsonNode template = ofText(OF_ONE_STACK);

    assertThat(names(template))
        .containsExactly("AWSTemplateFormatVersion", "Parameters", "Conditions", "Resources");
    assertThat(names(template.path("Resources"))).containsExactly("Things", "Logs");
    assertThat(names(template.path("Conditions"))).containsExactly("Limits", "LimitsMuch");
    assertThat(names(template.path("Parameters"))).containsExactly("Limit");
    assertThat(template.at("/Resources/Things/Properties/OnDemandThroughput/Fn::If/1").toString())
        .isEqualTo("{\"MaxReadRequestUnits\":{\"Ref\":\"Limit\"}}");
  }

  /** The stack that it goes into is called otherwise. */
  @Test
  void whatIsCalledAfterTheServiceKeepsItsName() throws IOException {
    JsonNode logs = ofText(OF_ONE_STACK).at("/Resources/Logs/Properties");

    assertThat(logs.at("/LogGroupName/Fn::Sub").asText()).isEqualTo("/aws/lambda/clientele-dev");
    assertThat(logs.at("/Tags/0/Value").asText()).isEqualTo("clientele-dev");
  }

  @Test
  void allOfTheDataIsTaken() throws IOException {
    JsonNode template = of(TestingProject.REPOSITORY.resolve(StackTemplate.DATA));

    assertThat(names(template.path("Resources")))
        .containsExactly(
            "CustomersTable",
            "SearchTable",
            "RequestsTable",
            "ClientsTable",
            "DataKey",
            "FunctionLogs",
            "AccessLogs",
            "AuditKey");
    assertThat(names(template.path("Parameters")))
        .containsExactly(
            "DeletionProtection", "TableReadLimit", "TableWriteLimit", "LogRetentionDays")
        .allSatisfy(
            name ->
                assertThat(template.at("/Parameters/" + name).has("Default")).as(name).isTrue());
    assertThat(template.toString()).doesNotContain("ServiceName", "AWS::StackName");
  }

  @Test
  void serviceHasNothingToTake() {
    Path service = TestingProject.REPOSITORY.resolve(StackTemplate.SERVICE);

    assertThat(run(service)).isEqualTo(Exit.USAGE.code());
    assertThat(errors.toString()).contains("has no resource that outlives its stack");
  }

  @Test
  void templateThatIsNoneIsNamedWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("old.yaml"), "Resources:\n\tTable: {}\n");

    assertThat(run(file)).isEqualTo(Exit.USAGE.code());
    assertThat(errors.toString()).startsWith("clientele: " + file + ", line 2: ").hasLineCount(1);
  }

  private JsonNode ofText(String yaml) throws IOException {
    return of(Files.writeString(folder.resolve("old.yaml"), yaml));
  }

  private JsonNode of(Path file) throws IOException {
    assertThat(run(file)).as(errors.toString()).isZero();
    return new ObjectMapper().readTree(output.toString());
  }

  private int run(Path file) {
    return LocalServer.asClientele(new CommandLine(new LocalServer()))
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .execute("import-template", "--service", "clientele-dev", file.toString());
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}

package org.clientele.deploy;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds {@code infra/deployer-policy.json} against what the templates deploy. */
class DeployerPolicyTest {

  /** Of a role's own policies, blanks not counted. */
  private static final int MOST_CHARACTERS = 10_240;

  /** What CloudFormation calls to make and to delete one of a type, as the types' schemas say. */
  private static final Map<String, List<String>> CALLS =
      Map.ofEntries(
          entry(
              "AWS::Serverless::Function",
              List.of(
                  "lambda:CreateFunction",
                  "lambda:DeleteFunction",
                  "lambda:PublishVersion",
                  "lambda:CreateAlias",
                  "lambda:AddPermission",
                  "lambda:CreateEventSourceMapping",
                  "iam:PassRole")),
          entry("AWS::Serverless::HttpApi", List.of("apigateway:POST", "apigateway:DELETE")),
          entry("AWS::SQS::Queue", List.of("sqs:CreateQueue", "sqs:DeleteQueue")),
          entry(
              "AWS::Scheduler::Schedule",
              List.of("scheduler:CreateSchedule", "scheduler:DeleteSchedule")),
          entry("AWS::IAM::Role", List.of("iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRole")),
          entry("AWS::SNS::Topic", List.of("sns:CreateTopic", "sns:DeleteTopic")),
          entry(
              "AWS::CloudWatch::Alarm",
              List.of("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms")),
          entry(
              "AWS::DynamoDB::Table",
              List.of(
                  "dynamodb:CreateTable",
                  "dynamodb:UpdateContinuousBackups",
                  "dynamodb:DeleteTable")),
          entry(
              "AWS::KMS::Key",
              List.of("kms:CreateKey", "kms:EnableKeyRotation", "kms:ScheduleKeyDeletion")),
          entry(
              "AWS::SecretsManager::Secret",
              List.of(
                  "secretsmanager:CreateSecret",
                  "secretsmanager:DeleteSecret",
                  "secretsmanager:GetRandomPassword",
                  "secretsmanager:GetSecretValue")),
          entry("AWS::Logs::LogGroup", List.of("logs:CreateLogGroup", "logs:DeleteLogGroup")),
          entry("AWS::ApiGatewayV2::DomainName", List.of("apigateway:POST", "apigateway:DELETE")),
          entry("AWS::ApiGatewayV2::ApiMapping", List.of("apigateway:POST", "apigateway:DELETE")),
          entry(
              "AWS::CloudWatch::Dashboard",
              List.of("cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards")),
          entry(
              "AWS::IAM::ManagedPolicy",
              List.of("iam:CreatePolicy", "iam:AttachRolePolicy", "iam:DeletePolicy")),
          entry(
              "AWS::Logs::MetricFilter",
              List.of("logs:PutMetricFilter", "logs:DeleteMetricFilter")),
          entry("AWS::SNS::TopicPolicy", List.of("sns:SetTopicAttributes")),
          entry("AWS::SQS::QueuePolicy", List.of("sqs:SetQueueAttributes")));

  /** No name or ARN can be told for them. */
  private static final Set<String> WITHOUT_NAMES =
      Set.of(
          "cloudwatch:DescribeAlarms",
          "lambda:GetEventSourceMapping",
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:DescribeLogGroups",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:UpdateLogDelivery",
          "secretsmanager:GetRandomPassword");

  @Test
  void deployerMayMakeWhateverTheTemplatesHave() throws IOException {
    Set<String> types = new TreeSet<>();
    for (String file : List.of(StackTemplate.SERVICE, StackTemplate.DATA)) {
      StackTemplate.read(TestingProject.REPOSITORY, file)
          .template()
          .resources()
          .forEach(resource -> types.add(resource.at("Type").text()));
    }

    assertThat(types).isNotEmpty().isSubsetOf(CALLS.keySet());
    for (String type : types) {
      assertThat(actions()).as(type).containsAll(CALLS.get(type));
    }
  }

  @Test
  void deployerMayDoNothingWithAnythingElse() throws IOException {
    for (JsonNode statement : statements()) {
      List<String> resources = texts(statement.get("Resource"));
      if (resources.contains("*") && !statement.has("Condition")) {
        assertThat(texts(statement.get("Action"))).isSubsetOf(WITHOUT_NAMES);
      }
      assertThat(texts(statement.get("Action"))).noneMatch(action -> action.contains("*"));
    }
    assertThat(actions())
        .noneMatch(action -> action.matches("dynamodb:.*Item|dynamodb:(Query|Scan|PartiQL.*)"))
        .doesNotContain("kms:Decrypt", "sqs:SendMessage", "sqs:ReceiveMessage");
  }

  /** Otherwise a tag would be enough to take over any key of the account. */
  @Test
  void keysAreManagedByCloudFormationAlone() throws IOException {
    assertThat(statements())
        .filteredOn(
            one -> texts(one.get("Action")).stream().anyMatch(all -> all.startsWith("kms:")))
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(one.at("/Condition/ForAnyValue:StringEquals/aws:CalledVia").asText())
                    .isEqualTo("cloudformation.amazonaws.com"));
  }

  @Test
  void policyIsNoLongerThanARolesOwnMayBe() throws IOException {
    assertThat(policy().toString().length()).isLessThanOrEqualTo(MOST_CHARACTERS);
  }

  private static Set<String> actions() throws IOException {
    Set<String> actions = new TreeSet<>();
    statements().forEach(statement -> actions.addAll(texts(statement.get("Action"))));
    return actions;
  }

  private static JsonNode statements() throws IOException {
    return policy().get("Statement");
  }

  private static JsonNode policy() throws IOException {
    return new ObjectMapper()
        .readTree(TestingProject.REPOSITORY.resolve("infra/deployer-policy.json").toFile());
  }

  private static List<String> texts(JsonNode oneOrMany) {
    List<String> texts = new ArrayList<>();
    if (oneOrMany.isTextual()) {
      texts.add(oneOrMany.asText());
    }
    oneOrMany.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}

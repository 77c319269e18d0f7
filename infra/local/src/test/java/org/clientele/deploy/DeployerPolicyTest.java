package org.clientele.deploy;

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

/** Holds {@code infra/deployer-policy.json} against what the template deploys. */
class DeployerPolicyTest {

  /** Of a managed policy, blanks not counted. */
  private static final int MOST_CHARACTERS = 6144;

  /** What CloudFormation calls to make and to delete one of a type, as the types' schemas say. */
  private static final Map<String, List<String>> CALLS =
      Map.of(
          "AWS::Serverless::Function",
              List.of(
                  "lambda:CreateFunction",
                  "lambda:DeleteFunction",
                  "lambda:PublishVersion",
                  "lambda:CreateAlias",
                  "lambda:AddPermission",
                  "lambda:CreateEventSourceMapping",
                  "iam:PassRole"),
          "AWS::Serverless::HttpApi", List.of("apigateway:POST", "apigateway:DELETE"),
          "AWS::SQS::Queue", List.of("sqs:CreateQueue", "sqs:DeleteQueue"),
          "AWS::Scheduler::Schedule",
              List.of("scheduler:CreateSchedule", "scheduler:DeleteSchedule"),
          "AWS::IAM::Role", List.of("iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRole"),
          "AWS::SNS::Topic", List.of("sns:CreateTopic", "sns:DeleteTopic"),
          "AWS::CloudWatch::Alarm", List.of("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"),
          "AWS::DynamoDB::Table",
              List.of(
                  "dynamodb:CreateTable",
                  "dynamodb:UpdateContinuousBackups",
                  "dynamodb:DeleteTable"),
          "AWS::KMS::Key",
              List.of("kms:CreateKey", "kms:EnableKeyRotation", "kms:ScheduleKeyDeletion"),
          "AWS::Logs::LogGroup", List.of("logs:CreateLogGroup", "logs:DeleteLogGroup"));

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
          "logs:UpdateLogDelivery");

  @Test
  void deployerMayMakeWhateverTheTemplateHas() throws IOException {
    Set<String> types = new TreeSet<>(Template.read(TestingProject.REPOSITORY).types().values());

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

  @Test
  void policyIsNoLongerThanAManagedOneMayBe() throws IOException {
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

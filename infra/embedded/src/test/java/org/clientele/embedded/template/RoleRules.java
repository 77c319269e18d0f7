package org.clientele.embedded.template;

import static org.clientele.embedded.template.Rule.each;
import static org.clientele.embedded.template.Rule.in;
import static org.clientele.embedded.template.Rule.that;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has to be so of roles. What functions do to the tables is recorded elsewhere, and held to
 * the same statements.
 */
final class RoleRules {

  /** Know no resource. */
  private static final Set<String> TRACES =
      Set.of("xray:PutTraceSegments", "xray:PutTelemetryRecords");

  private static final Set<String> RECEIVE =
      Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
  private static final Set<String> FOLLOW =
      Set.of("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator");

  private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)}");

  static final List<Rule> ALL =
      List.of(
          each(
              "a role is bounded where a boundary is given",
              "AWS::IAM::Role",
              role -> role.at("Properties", "PermissionsBoundary").mentions("PermissionsBoundary")),
          each(
              "a role has no policy of AWS, which allow more than is needed",
              "AWS::IAM::Role",
              role ->
                  role.at("Properties", "ManagedPolicyArns").items().stream()
                      .allMatch(policy -> !policy.exists() || !policy.reference().isEmpty())),
          in(
              "the role of a function is Lambda's to assume",
              Template::functions,
              template ->
                  function -> isAssumedBy("lambda.amazonaws.com", template.roleOf(function))),
          that(
              "the role of a roll-out is CodeDeploy's to assume",
              template ->
                  isAssumedBy("codedeploy.amazonaws.com", template.resource("RolloutRole"))),
          each(
              "the role of a schedule is assumed for this account alone",
              template ->
                  template.resources("AWS::Scheduler::Schedule").stream()
                      .map(
                          schedule ->
                              template.resource(
                                  schedule.at("Properties", "Target", "RoleArn").reference()))
                      .toList(),
              role ->
                  assumers(role)
                      .allMatch(
                          one ->
                              one.at("Condition", "StringEquals", "aws:SourceAccount")
                                  .reference()
                                  .equals("AWS::AccountId"))),
          in(
              "a schedule sends to its queue and that one's dead letters alone",
              template -> template.resources("AWS::Scheduler::Schedule"),
              template ->
                  schedule -> {
                    Part target = schedule.at("Properties", "Target");
                    Part role = template.resource(target.at("RoleArn").reference());
                    return allowed(role, Set.of("sqs:SendMessage"))
                            .equals(
                                Set.of(
                                    target.at("Arn").reference(),
                                    target.at("DeadLetterConfig", "Arn").reference()))
                        && Template.statements(role).size() == 1;
                  }),
          that(
              "a provider of another account says whom it comes for, and sends tokens alone",
              template -> {
                Part role = template.resource("ProviderRole");
                return assumers(role)
                        .allMatch(
                            one ->
                                one.at("Condition", "StringEquals", "sts:ExternalId").exists()
                                    && one.at("Principal", "AWS").mentions("ProviderAccount"))
                    && allowed(role, Set.of("sqs:SendMessage")).equals(Set.of("TokensQueue"))
                    && Template.statements(role).size() == 1
                    && role.at("Condition").is("HasProvider");
              }),
          each(
              "a statement names each action",
              Template::allStatements,
              statement ->
                  statement.at("Action").texts().stream()
                      .allMatch(action -> action.matches("[a-z0-9]+:[A-Za-z]+"))),
          each(
              "a statement names what it is about, but for traces, which know no resource",
              Template::allStatements,
              statement ->
                  TRACES.containsAll(statement.at("Action").texts())
                      == statement.at("Resource").items().stream()
                          .anyMatch(resource -> resource.is("*"))),
          each(
              "a statement of a role allows something",
              Template::allStatements,
              statement -> statement.at("Effect").is("Allow")),
          in(
              "a function writes logs and traces, and makes no log group",
              Template::functions,
              template ->
                  function ->
                      template
                          .roleOf(function)
                          .at("Properties", "ManagedPolicyArns")
                          .items()
                          .stream()
                          .anyMatch(policy -> policy.reference().equals("LogsAndTraces"))),
          that(
              "logs are written to the service's group",
              template ->
                  allowed(
                          template.resource("LogsAndTraces"),
                          Set.of("logs:CreateLogStream", "logs:PutLogEvents"))
                      .equals(Set.of("FunctionLogsName"))),
          in(
              "a function receives from the queue that starts it, and from no other",
              Template::functions,
              template ->
                  function ->
                      allowed(template.roleOf(function), RECEIVE)
                          .equals(references(Template.events(function, "SQS"), "Queue"))),
          in(
              "a function follows the stream that starts it, and no other",
              Template::functions,
              template ->
                  function ->
                      Template.statements(template.roleOf(function)).stream()
                          .filter(one -> FOLLOW.equals(Set.copyOf(one.at("Action").texts())))
                          .map(one -> one.at("Resource").reference())
                          .toList()
                          .equals(
                              Template.events(function, "DynamoDB").stream()
                                  .map(event -> event.at("Stream").reference())
                                  .toList())),
          in(
              "a function may send what the stream that starts it gives up",
              template ->
                  template.functions().stream()
                      .filter(function -> !Template.events(function, "DynamoDB").isEmpty())
                      .toList(),
              template ->
                  function ->
                      allowed(template.roleOf(function), Set.of("sqs:SendMessage"))
                          .equals(
                              Template.events(function, "DynamoDB").stream()
                                  .map(
                                      event ->
                                          event
                                              .at("DestinationConfig", "OnFailure", "Destination")
                                              .reference())
                                  .collect(Collectors.toSet()))),
          that(
              "only issue-token reads clients and the signing key",
              template ->
                  whoMention(template, "ClientsTableName")
                      .equals(Set.of("IssueTokenRole", "GetJwkSetRole"))),
          that(
              "get-jwk-set reads the public keys and revoked clients alone",
              template ->
                  Template.statements(template.resource("GetJwkSetRole")).stream()
                      .allMatch(RoleRules::isOfPublicKeys)),
          that(
              "issue-token changes nothing but counts of wrong secrets",
              template ->
                  Template.statements(template.resource("IssueTokenRole")).stream()
                      .filter(one -> !one.at("Action").texts().equals(List.of("dynamodb:GetItem")))
                      .allMatch(
                          one ->
                              one.at("Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys")
                                  .texts()
                                  .equals(List.of("attempts#*")))),
          that(
              "only what lists and indexes customers uses the search table",
              template ->
                  whoMention(template, "SearchTableName")
                      .equals(Set.of("IndexCustomersRole", "ListCustomersRole"))),
          each(
              "a role says nothing of the key, whose own policy lets tables and queues use it",
              Template::allStatements,
              statement ->
                  statement.at("Action").texts().stream()
                      .noneMatch(action -> action.startsWith("kms:"))));

  private RoleRules() {}

  private static boolean isAssumedBy(String service, Part role) {
    List<Part> statements = assumers(role).toList();
    return !statements.isEmpty()
        && statements.stream().allMatch(one -> one.at("Principal", "Service").is(service));
  }

  private static Stream<Part> assumers(Part role) {
    return role.at("Properties", "AssumeRolePolicyDocument", "Statement").items().stream();
  }

  private static boolean isOfPublicKeys(Part statement) {
    Part condition = statement.at("Condition", "ForAllValues:StringLike");
    return statement.at("Action").texts().equals(List.of("dynamodb:GetItem"))
        && condition.at("dynamodb:LeadingKeys").texts().equals(List.of("signing-key"))
        && condition
            .at("dynamodb:Attributes")
            .texts()
            .equals(List.of("pk", "public_keys", "revoked_clients"))
        && statement.at("Condition", "Null", "dynamodb:Attributes").is("false")
        && statement
            .at("Condition", "StringEqualsIfExists", "dynamodb:Select")
            .is("SPECIFIC_ATTRIBUTES");
  }

  /** Returns to what a role allows all of some actions, and nothing where it allows none. */
  private static Set<String> allowed(Part role, Set<String> actions) {
    return Template.statements(role).stream()
        .filter(statement -> Set.copyOf(statement.at("Action").texts()).equals(actions))
        .flatMap(statement -> statement.at("Resource").items().stream())
        .map(RoleRules::named)
        .collect(Collectors.toSet());
  }

  /** Returns what an ARN refers to, also where it is made of the name of that. */
  private static String named(Part arn) {
    Matcher name = NAME.matcher(arn.at("Fn::Sub").text());
    return name.find() ? name.group(1) : arn.reference();
  }

  private static Set<String> references(List<Part> events, String key) {
    return events.stream().map(event -> event.at(key).reference()).collect(Collectors.toSet());
  }

  private static Set<String> whoMention(Template template, String resource) {
    return template.resources("AWS::IAM::Role").stream()
        .filter(role -> role.mentions(resource))
        .map(Part::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package org.clientele.template;

import static org.clientele.template.Rule.each;
import static org.clientele.template.Rule.in;
import static org.clientele.template.Rule.that;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What has to be so of tables, queues, logs and the key that encrypts them. */
final class DataRules {

  private static final int DAY = 24 * 60 * 60;

  /** Made of the customers table alone. */
  private static final String DERIVED = "SearchTable";

  /** As CloudWatch Logs takes it. */
  private static final Set<String> RETENTIONS =
      Set.of(
          "1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545",
          "731", "1096", "1827", "2192", "2557", "2922", "3288", "3653");

  private static final List<Rule> TABLES =
      List.of(
          in(
              "a table of data that cannot be made again is protected from deletion",
              DataRules::originals,
              template ->
                  table -> {
                    Part isProtected = table.at("Properties", "DeletionProtectionEnabled");
                    return isProtected.is("true")
                        || parameter(template, isProtected.reference()).at("Default").is("true");
                  }),
          each(
              "a table of data that cannot be made again outlives its stack",
              DataRules::originals,
              table ->
                  table.at("DeletionPolicy").text().startsWith("Retain")
                      && table.at("UpdateReplacePolicy").is("Retain")),
          each(
              "a table of data that cannot be made again is restored to any point in time",
              DataRules::originals,
              table ->
                  table
                      .at("Properties", "PointInTimeRecoverySpecification")
                      .at("PointInTimeRecoveryEnabled")
                      .is("true")),
          each(
              "a table is encrypted with the stack's key",
              "AWS::DynamoDB::Table",
              table ->
                  table.at("Properties", "SSESpecification", "SSEEnabled").is("true")
                      && table.at("Properties", "SSESpecification", "SSEType").is("KMS")
                      && table
                          .at("Properties", "SSESpecification", "KMSMasterKeyId")
                          .reference()
                          .equals("DataKey")),
          each(
              "a table is paid by request",
              "AWS::DynamoDB::Table",
              table -> table.at("Properties", "BillingMode").is("PAY_PER_REQUEST")),
          each(
              "what a table takes can be limited",
              "AWS::DynamoDB::Table",
              table ->
                  table.at("Properties", "OnDemandThroughput").mentions("TableReadLimit")
                      && table.at("Properties", "OnDemandThroughput").mentions("TableWriteLimit")),
          each(
              "a table defines the attributes of its keys and no others",
              "AWS::DynamoDB::Table",
              table -> names(table, "AttributeDefinitions").equals(names(table, "KeySchema"))),
          each(
              "an index has keys alone",
              template ->
                  template.resources("AWS::DynamoDB::Table").stream()
                      .flatMap(
                          table ->
                              table.at("Properties", "GlobalSecondaryIndexes").items().stream())
                      .filter(Part::exists)
                      .toList(),
              index -> index.at("Projection", "ProjectionType").is("KEYS_ONLY")),
          that(
              "customers never expire",
              template ->
                  !template
                      .resource("CustomersTable")
                      .at("Properties", "TimeToLiveSpecification")
                      .exists()),
          that(
              "answers of repeated requests expire",
              template -> expires(template.resource("RequestsTable"))),
          that(
              "counts of wrong secrets expire",
              template -> expires(template.resource("ClientsTable"))),
          that(
              "the search index sees customers as they were and are",
              template ->
                  template
                      .resource("CustomersTable")
                      .at("Properties", "StreamSpecification", "StreamViewType")
                      .is("NEW_AND_OLD_IMAGES")));

  private static final List<Rule> QUEUES =
      List.of(
          each(
              "a queue is encrypted with the stack's key",
              "AWS::SQS::Queue",
              queue -> queue.at("Properties", "KmsMasterKeyId").reference().equals("DataKey")),
          in(
              "a queue is used by TLS alone",
              Template::queues,
              template ->
                  queue ->
                      template.resources("AWS::SQS::QueuePolicy").stream()
                          .filter(
                              policy ->
                                  policy.at("Properties", "Queues").items().stream()
                                      .anyMatch(one -> one.reference().equals(queue.name())))
                          .anyMatch(DataRules::refusesWithoutTls)),
          each(
              "a queue has dead letters",
              DataRules::live,
              queue ->
                  queue
                      .at("Properties", "RedrivePolicy", "deadLetterTargetArn")
                      .reference()
                      .equals(queue.name().replace("Queue", "DeadLetterQueue"))),
          each(
              "dead letters are kept for 14 days",
              DataRules::dead,
              queue -> queue.at("Properties", "MessageRetentionPeriod").number() == 14 * DAY),
          each(
              "a dead letter has ten of its days left",
              DataRules::live,
              queue -> queue.at("Properties", "MessageRetentionPeriod").number() <= 4 * DAY),
          each(
              "dead letters are nobody's messages",
              DataRules::dead,
              queue -> !queue.at("Properties", "RedrivePolicy").exists()),
          in(
              "a message is hidden for six times the time of its function",
              DataRules::live,
              template ->
                  queue ->
                      template
                          .readersOf(queue)
                          .allMatch(
                              function ->
                                  queue.at("Properties", "VisibilityTimeout").number()
                                      >= 6 * template.ofFunction(function, "Timeout").number())),
          each(
              "a message is delivered five times before it is a dead letter",
              DataRules::live,
              queue -> deliveries(queue) >= 5),
          each(
              "a message is a dead letter before it is gone",
              DataRules::live,
              queue ->
                  deliveries(queue) * queue.at("Properties", "VisibilityTimeout").number()
                      < queue.at("Properties", "MessageRetentionPeriod").number()),
          each(
              "a tick that cannot be sent is a dead letter",
              "AWS::Scheduler::Schedule",
              schedule ->
                  schedule
                      .at("Properties", "Target", "DeadLetterConfig", "Arn")
                      .reference()
                      .endsWith("DeadLetterQueue")),
          each(
              "a tick comes every five minutes, as the alarms expect it",
              "AWS::Scheduler::Schedule",
              schedule -> schedule.at("Properties", "ScheduleExpression").is("rate(5 minutes)")));

  private static final List<Rule> KEY_AND_LOGS =
      List.of(
          each(
              "the key is rotated",
              "AWS::KMS::Key",
              key -> key.at("Properties", "EnableKeyRotation").is("true")),
          each(
              "the key outlives its stack",
              "AWS::KMS::Key",
              key ->
                  key.at("DeletionPolicy").text().startsWith("Retain")
                      && key.at("UpdateReplacePolicy").is("Retain")),
          each(
              "who administers the key cannot decrypt with it",
              DataRules::statementsOfKey,
              statement ->
                  statement.at("Condition").exists()
                      || statement.at("Action").texts().stream()
                          .noneMatch(
                              action ->
                                  action.matches("(?i).*[*:](?:\\*|.*crypt.*|.*DataKey.*|.*Grant)")
                                      && !action.equals("kms:RevokeGrant"))),
          each(
              "everybody's use of the key is this account's",
              template ->
                  statementsOfKey(template).stream()
                      .filter(statement -> statement.at("Principal", "AWS").is("*"))
                      .toList(),
              statement ->
                  statement
                          .at("Condition", "StringEquals", "kms:CallerAccount")
                          .reference()
                          .equals("AWS::AccountId")
                      && statement.at("Condition", "StringEquals", "kms:ViaService").exists()),
          each(
              "the key encrypts the logs of this stack alone",
              template ->
                  statementsOfKey(template).stream()
                      .filter(
                          one ->
                              one.at("Principal", "Service", "Fn::Sub").text().startsWith("logs"))
                      .toList(),
              statement ->
                  statement
                      .at("Condition", "ArnLike", "kms:EncryptionContext:aws:logs:arn", "Fn::Sub")
                      .text()
                      .endsWith("/${AWS::StackName}")),
          each(
              "logs are encrypted with the stack's key",
              "AWS::Logs::LogGroup",
              group -> group.at("Properties", "KmsKeyId").reference().equals("DataKey")),
          each(
              "logs outlive their stack",
              "AWS::Logs::LogGroup",
              group ->
                  group.at("DeletionPolicy").is("RetainExceptOnCreate")
                      && group.at("UpdateReplacePolicy").is("Retain")),
          each(
              "logs are kept as the parameter says",
              "AWS::Logs::LogGroup",
              group ->
                  group.at("Properties", "RetentionInDays").reference().equals("LogRetentionDays")),
          that(
              "logs are kept for more than a year where nothing else is said",
              template -> parameter(template, "LogRetentionDays").at("Default").number() == 400),
          each(
              "CloudWatch takes each choice of the logs' retention",
              template -> parameter(template, "LogRetentionDays").at("AllowedValues").items(),
              choice -> RETENTIONS.contains(choice.text())));

  private static final List<Rule> PARAMETERS =
      List.of(
          each(
              "who signs access tokens has no default",
              template ->
                  List.of(
                      parameter(template, "AccessTokenIssuer"),
                      parameter(template, "AccessTokenAudience"),
                      parameter(template, "AccessTokenKeys")),
              parameter -> parameter.exists() && !parameter.at("Default").exists()),
          in(
              "a parameter decides something",
              template -> template.root().at("Parameters").members(),
              template -> parameter -> isUsed(template, parameter.name())),
          in(
              "a condition decides something",
              template -> template.root().at("Conditions").members(),
              template ->
                  condition ->
                      template
                          .root()
                          .all()
                          .anyMatch(
                              part ->
                                  part.at("Condition").is(condition.name())
                                      || part.at("Fn::If").item(0).is(condition.name()))),
          each(
              "a parameter is described",
              template -> template.root().at("Parameters").members(),
              parameter -> parameter.at("Description").exists()),
          that(
              "a domain of your own needs a certificate",
              template ->
                  template
                      .root()
                      .at("Rules", "DomainHasCertificate", "Assertions")
                      .mentions("CertificateArn")));

  static final List<Rule> ALL =
      List.of(TABLES, QUEUES, KEY_AND_LOGS, PARAMETERS).stream().flatMap(List::stream).toList();

  private DataRules() {}

  private static List<Part> originals(Template template) {
    return template.resources("AWS::DynamoDB::Table").stream()
        .filter(table -> !table.name().equals(DERIVED))
        .toList();
  }

  private static List<Part> live(Template template) {
    return template.queues().stream().filter(queue -> !template.isForDeadLetters(queue)).toList();
  }

  private static List<Part> dead(Template template) {
    return template.queues().stream().filter(template::isForDeadLetters).toList();
  }

  private static int deliveries(Part queue) {
    return queue.at("Properties", "RedrivePolicy", "maxReceiveCount").number();
  }

  static boolean refusesWithoutTls(Part policy) {
    return policy.at("Properties", "PolicyDocument", "Statement").items().stream()
        .anyMatch(
            statement ->
                statement.at("Effect").is("Deny")
                    && statement.at("Principal").is("*")
                    && Set.of("sqs:*", "sns:Publish").contains(statement.at("Action").text())
                    && statement.at("Condition", "Bool", "aws:SecureTransport").is("false"));
  }

  private static boolean expires(Part table) {
    return table.at("Properties", "TimeToLiveSpecification", "Enabled").is("true")
        && table.at("Properties", "TimeToLiveSpecification", "AttributeName").is("expires_at");
  }

  private static Set<String> names(Part table, String list) {
    return table
        .at("Properties")
        .all()
        .filter(part -> part.name().equals(list))
        .flatMap(part -> part.items().stream())
        .map(part -> part.at("AttributeName").text())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Part> statementsOfKey(Template template) {
    return template.resources("AWS::KMS::Key").stream()
        .flatMap(key -> key.at("Properties", "KeyPolicy", "Statement").items().stream())
        .toList();
  }

  private static Part parameter(Template template, String name) {
    return template.root().at("Parameters", name);
  }

  private static boolean isUsed(Template template, String parameter) {
    return template.root().members().stream()
        .filter(part -> !part.name().equals("Parameters"))
        .anyMatch(part -> part.mentions(parameter));
  }
}

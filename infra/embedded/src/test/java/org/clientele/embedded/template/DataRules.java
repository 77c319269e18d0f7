package org.clientele.embedded.template;

import static org.clientele.embedded.template.Rule.each;
import static org.clientele.embedded.template.Rule.in;
import static org.clientele.embedded.template.Rule.that;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to be so of tables, logs and the key that encrypts them. */
final class DataRules {

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
              "a table is protected from deletion",
              template -> template.resources("AWS::DynamoDB::Table"),
              template ->
                  table -> {
                    Part isProtected = table.at("Properties", "DeletionProtectionEnabled");
                    return template.parameter(isProtected.reference()).at("Default").is("true");
                  }),
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

  private static final List<Rule> KEY_AND_LOGS =
      List.of(
          each(
              "whatever is kept outlives its stack, unless that could not be made",
              Template::resources,
              resource ->
                  resource.at("DeletionPolicy").is("RetainExceptOnCreate")
                      && resource.at("UpdateReplacePolicy").is("Retain")),
          each(
              "the key is rotated",
              "AWS::KMS::Key",
              key -> key.at("Properties", "EnableKeyRotation").is("true")),
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
          that(
              "the key is used through tables, queues and secrets",
              template ->
                  Stream.of("dynamodb", "sqs", "secretsmanager")
                      .allMatch(
                          service ->
                              statementsOfKey(template).stream()
                                  .anyMatch(statement -> isForUseThrough(service, statement)))),
          each(
              "the key encrypts the logs of this service alone",
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
                      .endsWith("/${ServiceName}")),
          each(
              "logs are encrypted with the stack's key",
              "AWS::Logs::LogGroup",
              group -> group.at("Properties", "KmsKeyId").reference().equals("DataKey")),
          each(
              "a log group is called as the service is, which the key knows",
              "AWS::Logs::LogGroup",
              group ->
                  group
                      .at("Properties", "LogGroupName", "Fn::Sub")
                      .text()
                      .matches("/aws/[a-z]+/\\$\\{ServiceName}")),
          each(
              "a secret is made at random and encrypted with the stack's key",
              "AWS::SecretsManager::Secret",
              secret ->
                  secret.at("Properties", "KmsKeyId").reference().equals("DataKey")
                      && secret.at("Properties", "GenerateSecretString", "PasswordLength").number()
                          >= 32),
          each(
              "logs are kept as the parameter says",
              "AWS::Logs::LogGroup",
              group ->
                  group.at("Properties", "RetentionInDays").reference().equals("LogRetentionDays")),
          that(
              "logs are kept for more than a year where nothing else is said",
              template -> template.parameter("LogRetentionDays").at("Default").number() == 400),
          each(
              "CloudWatch takes each choice of the logs' retention",
              template -> template.parameter("LogRetentionDays").at("AllowedValues").items(),
              choice -> RETENTIONS.contains(choice.text())));

  static final List<Rule> ALL =
      Stream.of(TABLES, KEY_AND_LOGS).flatMap(List::stream).map(Rule::ofData).toList();

  private DataRules() {}

  private static List<Part> originals(Template template) {
    return template.resources("AWS::DynamoDB::Table").stream()
        .filter(table -> !table.name().equals(DERIVED))
        .toList();
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

  private static boolean isForUseThrough(String service, Part statement) {
    return statement.at("Effect").is("Allow")
        && statement.at("Action").texts().containsAll(Set.of("kms:Decrypt", "kms:GenerateDataKey*"))
        && statement
            .at("Condition", "StringEquals", "kms:ViaService", "Fn::Sub")
            .text()
            .startsWith(service + ".");
  }

  private static List<Part> statementsOfKey(Template template) {
    return template.resources("AWS::KMS::Key").stream()
        .flatMap(key -> key.at("Properties", "KeyPolicy", "Statement").items().stream())
        .toList();
  }
}

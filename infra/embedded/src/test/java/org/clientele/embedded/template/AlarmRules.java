package org.clientele.embedded.template;

import static org.clientele.embedded.template.Rule.each;
import static org.clientele.embedded.template.Rule.in;
import static org.clientele.embedded.template.Rule.that;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What has to be so of alarms, of what they look at and of the runbook. */
final class AlarmRules {

  private static final Path RUNBOOK = Path.of("../runbook.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
  private static final Pattern ANCHOR = Pattern.compile("infra/runbook[.]md#([a-z-]+)$");
  private static final Set<String> WATCHED =
      Set.of("5xx", "Latency", "Throttles", "Errors", "IteratorAge");

  /** By AWS, or of what the functions log. */
  private static final Map<String, Set<String>> WRITTEN =
      Map.of(
          "AWS/ApiGateway",
          Set.of("5xx", "Count", "Latency"),
          "AWS/DynamoDB",
          Set.of("ReadThrottleEvents", "WriteThrottleEvents"),
          "AWS/Lambda",
          Set.of("Errors", "IteratorAge", "Throttles"),
          "AWS/SQS",
          Set.of(
              "ApproximateAgeOfOldestMessage",
              "ApproximateNumberOfMessagesVisible",
              "NumberOfMessagesDeleted",
              "NumberOfMessagesReceived"),
          "MetricsNamespace",
          Set.of(
              "lag_seconds",
              "overdue",
              "refused_tokens",
              "sent",
              "store_failures",
              "swept",
              "unreadable",
              "unreadable_keys",
              "wrong_secrets"));

  static final List<Rule> ALL =
      List.of(
          each(
              "an alarm tells the topic",
              "AWS::CloudWatch::Alarm",
              alarm ->
                  alarm.at("Properties", "AlarmActions").items().stream()
                      .anyMatch(action -> action.reference().equals("Alarms"))),
          each(
              "an alarm ends with its place in the runbook",
              "AWS::CloudWatch::Alarm",
              alarm -> anchor(alarm).equals(kebab(alarm.name()))),
          in(
              "an alarm has an entry in the runbook",
              Template::alarms,
              template -> alarm -> runbook().contains(anchor(alarm))),
          that(
              "an entry of the runbook is an alarm's",
              template -> runbook().equals(anchors(template))),
          each(
              "an alarm says what it means that there are no data",
              "AWS::CloudWatch::Alarm",
              alarm ->
                  alarm
                      .at("Properties", "TreatMissingData")
                      .is(alarm.name().endsWith("NotRunAlarm") ? "breaching" : "notBreaching")),
          each(
              "an alarm looks at metrics that somebody writes",
              template ->
                  template.alarms().stream()
                      .flatMap(Part::all)
                      .filter(part -> part.at("MetricName").exists())
                      .toList(),
              AlarmRules::isWritten),
          in(
              "a dead letter is told of",
              template -> template.queues().stream().filter(template::isForDeadLetters).toList(),
              template ->
                  queue ->
                      template.alarms().stream()
                          .filter(alarm -> alarm.mentions(queue.name()))
                          .anyMatch(
                              alarm ->
                                  alarm
                                          .at("Properties", "MetricName")
                                          .is("ApproximateNumberOfMessagesVisible")
                                      && alarm.at("Properties", "Threshold").is("0"))),
          in(
              "errors of a function that nobody waits for are told of",
              template ->
                  template.functions().stream()
                      .filter(function -> Template.events(function, "HttpApi").isEmpty())
                      .toList(),
              template ->
                  function ->
                      template.alarms().stream()
                          .filter(alarm -> alarm.mentions(function.name()))
                          .anyMatch(alarm -> alarm.at("Properties", "MetricName").is("Errors"))),
          in(
                  "throttling of a table is told of",
                  both -> Stacks.data(both).resources("AWS::DynamoDB::Table"),
                  both ->
                      table ->
                          Stacks.service(both)
                              .resource("TableThrottlesAlarm")
                              .mentions(table.name() + "Name"))
              .ofBoth(),
          in(
              "what is filtered from the logs is told of",
              template -> template.resources("AWS::Logs::MetricFilter"),
              template ->
                  filter ->
                      filter.at("Properties", "MetricTransformations").items().stream()
                          .allMatch(
                              metric ->
                                  metrics(template).contains(metric.at("MetricName").text()))),
          each(
              "what is filtered from the logs is a metric of this stack",
              template -> template.resources("AWS::Logs::MetricFilter"),
              filter ->
                  filter.at("Properties", "LogGroupName").reference().equals("FunctionLogsName")
                      && filter.at("Properties", "MetricTransformations").items().stream()
                          .allMatch(
                              metric ->
                                  metric
                                      .at("MetricNamespace")
                                      .reference()
                                      .equals("MetricsNamespace"))),
          that(
              "what a payment team has to be woken for is told of",
              template -> metrics(template).containsAll(WATCHED) && metrics(template).size() >= 12),
          each(
              "an expression of an alarm names metrics that it has",
              template ->
                  template.alarms().stream()
                      .filter(alarm -> alarm.at("Properties", "Metrics").exists())
                      .toList(),
              alarm -> {
                Set<String> ids =
                    alarm.at("Properties", "Metrics").items().stream()
                        .map(metric -> metric.at("Id").text())
                        .collect(Collectors.toSet());
                return alarm.at("Properties", "Metrics").items().stream()
                    .map(metric -> metric.at("Expression").text())
                    .flatMap(text -> Pattern.compile("\\b[a-z_]+\\b").matcher(text).results())
                    .allMatch(name -> ids.contains(name.group()));
              }),
          in(
              "the dashboard shows the alarm",
              Template::alarms,
              template -> alarm -> template.resource("Dashboard").mentions(alarm.name())),
          in(
              "the dashboard shows the queue",
              Template::queues,
              template -> queue -> template.resource("Dashboard").mentions(queue.name())),
          in(
              "the dashboard shows errors, executions and throttles of the function",
              Template::functions,
              template ->
                  function ->
                      Pattern.compile("\"\\$\\{%s}\"".formatted(function.name()))
                              .matcher(dashboard(template))
                              .results()
                              .count()
                          == 3),
          each(
              "alarms are encrypted with the stack's key",
              "AWS::SNS::Topic",
              topic -> topic.at("Properties", "KmsMasterKeyId").reference().equals("DataKeyArn")),
          each(
              "alarms are sent by TLS alone",
              "AWS::SNS::TopicPolicy",
              QueueRules::refusesWithoutTls),
          each(
              "alarms are published by this account's CloudWatch alone",
              template ->
                  template.resources("AWS::SNS::TopicPolicy").stream()
                      .flatMap(
                          policy ->
                              policy
                                  .at("Properties", "PolicyDocument", "Statement")
                                  .items()
                                  .stream())
                      .filter(statement -> statement.at("Effect").is("Allow"))
                      .toList(),
              AlarmRules::isCloudWatchOfThisAccount),
          that(
                  "the key encrypts alarms for CloudWatch",
                  template ->
                      template
                          .resource("DataKey")
                          .all()
                          .anyMatch(AlarmRules::isCloudWatchOfThisAccount))
              .ofData());

  private AlarmRules() {}

  private static boolean isCloudWatchOfThisAccount(Part statement) {
    return statement.at("Principal", "Service").is("cloudwatch.amazonaws.com")
        && statement
            .at("Condition", "StringEquals", "aws:SourceAccount")
            .reference()
            .equals("AWS::AccountId");
  }

  private static boolean isWritten(Part metric) {
    Part namespace = metric.at("Namespace");
    return WRITTEN
        .getOrDefault(namespace.text() + namespace.reference(), Set.of())
        .contains(metric.at("MetricName").text());
  }

  private static String anchor(Part alarm) {
    return ANCHOR
        .matcher(alarm.at("Properties", "AlarmDescription").text())
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElse("");
  }

  private static Set<String> anchors(Template template) {
    return template.alarms().stream()
        .map(AlarmRules::anchor)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String dashboard(Template template) {
    return template.resource("Dashboard").at("Properties", "DashboardBody", "Fn::Sub").text();
  }

  private static String kebab(String name) {
    return name.replaceFirst("Alarm$", "")
        .replaceAll("(?<!^)(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** Returns where the entries of the runbook are led to. */
  private static Set<String> runbook() {
    try {
      return HEADING
          .matcher(Files.readString(RUNBOOK))
          .results()
          .map((MatchResult heading) -> heading.group(1).toLowerCase(Locale.ROOT))
          .map(heading -> heading.replace(' ', '-'))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> metrics(Template template) {
    return template.alarms().stream()
        .flatMap(Part::all)
        .filter(part -> part.name().equals("MetricName"))
        .map(Part::text)
        .collect(Collectors.toCollection(HashSet::new));
  }
}

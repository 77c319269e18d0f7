package org.clientele.embedded.template;

import static org.clientele.embedded.template.Rule.each;
import static org.clientele.embedded.template.Rule.in;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has to be so of queues, and of the ticks that are sent to them. */
final class QueueRules {

  private static final int DAY = 24 * 60 * 60;

  /** What their functions take for a tick, by the queue. */
  private static final Map<String, String> TICKS =
      Map.of("SweepQueue", "tokens.sweep", "OutboxQueue", "deregistrations.send");

  static final List<Rule> ALL =
      List.of(
          each(
              "a queue is encrypted with the stack's key",
              "AWS::SQS::Queue",
              queue -> queue.at("Properties", "KmsMasterKeyId").reference().equals("DataKeyArn")),
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
                          .anyMatch(QueueRules::refusesWithoutTls)),
          each(
              "a queue has dead letters",
              QueueRules::live,
              queue ->
                  queue
                      .at("Properties", "RedrivePolicy", "deadLetterTargetArn")
                      .reference()
                      .equals(queue.name().replace("Queue", "DeadLetterQueue"))),
          each(
              "dead letters are kept for 14 days",
              QueueRules::dead,
              queue -> queue.at("Properties", "MessageRetentionPeriod").number() == 14 * DAY),
          each(
              "a dead letter has ten of its days left",
              QueueRules::live,
              queue -> queue.at("Properties", "MessageRetentionPeriod").number() <= 4 * DAY),
          each(
              "dead letters are nobody's messages",
              QueueRules::dead,
              queue -> !queue.at("Properties", "RedrivePolicy").exists()),
          in(
              "a message is hidden for six times the time of its function",
              QueueRules::live,
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
              QueueRules::live,
              queue -> deliveries(queue) >= 5),
          each(
              "a message is a dead letter before it is gone",
              QueueRules::live,
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
              "a tick is of the type that the function of its queue knows",
              "AWS::Scheduler::Schedule",
              schedule -> {
                Part target = schedule.at("Properties", "Target");
                return target
                    .at("Input")
                    .is("{\"type\": \"%s\"}".formatted(TICKS.get(target.at("Arn").reference())));
              }),
          each(
              "a tick comes every five minutes, as the alarms expect it",
              "AWS::Scheduler::Schedule",
              schedule -> schedule.at("Properties", "ScheduleExpression").is("rate(5 minutes)")));

  private QueueRules() {}

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
}

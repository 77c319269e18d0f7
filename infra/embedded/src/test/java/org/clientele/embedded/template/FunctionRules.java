package org.clientele.embedded.template;

import static org.clientele.embedded.template.Rule.each;
import static org.clientele.embedded.template.Rule.in;
import static org.clientele.embedded.template.Rule.that;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What has to be so of the functions, of what starts them and of the HTTP API. */
final class FunctionRules {

  private static final int GATEWAY_SECONDS = 30;
  private static final int STREAM_SECONDS = 24 * 60 * 60;
  private static final Set<String> WITHOUT_TOKEN =
      Set.of("IssueTokenFunction", "GetJwkSetFunction", "RefuseUnknownRouteFunction");

  static final List<Rule> ALL =
      List.of(
          each(
              "a function has no role or policy that SAM makes",
              Template::functions,
              function ->
                  function.at("Properties", "Role", "Fn::GetAtt").text().endsWith("Role.Arn")
                      && !function.at("Properties", "Policies").exists()),
          that(
              "no two functions have the same role",
              template -> isWithoutRepetition(template, "Role", "Fn::GetAtt")),
          that(
              "no two functions are the same",
              template ->
                  isWithoutRepetition(
                      template, "Environment", "Variables", "QUARKUS_FUNQY_EXPORT")),
          in(
              "a function is called by an alias",
              Template::functions,
              template -> one -> template.ofFunction(one, "AutoPublishAlias").is("live")),
          in(
              "a function is traced",
              Template::functions,
              template -> one -> template.ofFunction(one, "Tracing").is("Active")),
          in(
              "a function writes to the service's log group",
              Template::functions,
              template ->
                  one ->
                      template
                          .ofFunction(one, "LoggingConfig", "LogGroup")
                          .reference()
                          .equals("FunctionLogsName")),
          in(
              "a function runs as it is packaged",
              Template::functions,
              template ->
                  one ->
                      Stream.of("Runtime", "Handler", "MemorySize")
                          .allMatch(
                              setting ->
                                  template
                                      .ofFunction(one, setting)
                                      .all()
                                      .anyMatch(
                                          part ->
                                              part.at("Fn::FindInMap")
                                                  .texts()
                                                  .contains("Packaging")))),
          that(
              "a function has the memory that is asked for",
              template ->
                  template
                      .root()
                      .at("Globals", "Function", "MemorySize", "Fn::If")
                      .item(1)
                      .reference()
                      .equals("MemorySize")),
          that(
              "no concurrency is reserved where 0 is asked for, with which nothing would run",
              template -> {
                Part reserved =
                    template
                        .root()
                        .at("Globals", "Function", "ReservedConcurrentExecutions", "Fn::If");
                return reserved.item(0).is("ConcurrencyIsReserved")
                    && reserved.item(1).reference().equals("ReservedConcurrency")
                    && reserved.item(2).reference().equals("AWS::NoValue")
                    && template
                        .root()
                        .at("Conditions", "ConcurrencyIsReserved", "Fn::Not")
                        .item(0)
                        .at("Fn::Equals")
                        .item(1)
                        .is("0");
              }),
          that(
              "the key of the customers' hashes is read from its secret",
              template ->
                  template
                      .root()
                      .at("Globals", "Function", "Environment", "Variables")
                      .at("CLIENTELE_AUDIT_KEY", "Fn::Sub")
                      .is("{{resolve:secretsmanager:${AuditKeyArn}}}")),
          each(
              "a function is started by something",
              Template::functions,
              function -> !function.at("Properties", "Events").members().isEmpty()),
          each(
              "a function has no URL of its own",
              Template::functions,
              function -> !function.at("Properties", "FunctionUrlConfig").exists()),
          in(
              "a function outlasts four calls to the store",
              Template::functions,
              template -> one -> template.ofFunction(one, "Timeout").number() > 4 * 2),
          in(
              "what a queue or stream starts has a minute, well above the sweep's budget of 40 seconds",
              FunctionRules::ofQueuesAndStreams,
              template -> one -> template.ofFunction(one, "Timeout").number() >= 60),
          in(
              "a function of the API ends before the gateway gives up",
              FunctionRules::ofApi,
              template ->
                  one -> template.ofFunction(one, "Timeout").number() < gatewaySeconds(one)),
          each(
              "a function of the API says which scope it asks for",
              FunctionRules::ofApi,
              function ->
                  function.at("Metadata", "Scope").exists()
                      != WITHOUT_TOKEN.contains(function.name())),
          each(
              "what is read by GET is read by HEAD",
              FunctionRules::ofApi,
              function -> methods(function).contains("GET") == methods(function).contains("HEAD")),
          that(
              "no route is two functions'",
              template ->
                  isWithoutRepetition(
                      ofApi(template).stream()
                          .flatMap(function -> Template.events(function, "HttpApi").stream())
                          .map(event -> event.at("Method").text() + event.at("Path").text()))),
          that(
              "new versions take over as the parameter says",
              template ->
                  template
                      .root()
                      .at("Globals", "Function", "DeploymentPreference")
                      .at("Enabled", "Fn::FindInMap")
                      .item(1)
                      .reference()
                      .equals("Rollout")),
          in(
              "what sends a new version back is an alarm",
              FunctionRules::alarmsOfRollout,
              template -> alarm -> alarm(template, alarm).exists()),
          in(
              "no alarm of a rollout refers to the API, which refers to what is rolled out",
              FunctionRules::alarmsOfRollout,
              template ->
                  alarm ->
                      alarm.reference().isEmpty() || !alarm(template, alarm).mentions("HttpApi")),
          that(
              "a failing API sends a new version back",
              template ->
                  alarmsOfRollout(template).stream()
                      .anyMatch(alarm -> alarm(template, alarm).name().equals("ApiErrorsAlarm"))),
          in(
              "the failing function of a queue or stream sends a new version back",
              FunctionRules::ofQueuesAndStreams,
              template ->
                  function ->
                      alarmsOfRollout(template).stream()
                          .map(alarm -> alarm(template, alarm))
                          .anyMatch(alarm -> alarm.mentions(function.name()))),
          each(
              "what a queue or stream starts reports its failures one by one",
              FunctionRules::eventsOfQueuesAndStreams,
              event ->
                  event.at("FunctionResponseTypes").texts().contains("ReportBatchItemFailures")),
          each(
              "a queue takes only some of the account's concurrency",
              template -> events(template, "SQS"),
              event -> event.at("ScalingConfig", "MaximumConcurrency").exists()),
          each(
              "a shard is handled by itself",
              template ->
                  events(template, "SQS").stream()
                      .filter(
                          event ->
                              Set.of("SweepQueue", "OutboxQueue")
                                  .contains(event.at("Queue").reference()))
                      .toList(),
              event -> event.at("BatchSize").is("1")),
          each(
              "what a stream gives up goes to a queue",
              template -> events(template, "DynamoDB"),
              event ->
                  event
                      .at("DestinationConfig", "OnFailure", "Destination")
                      .reference()
                      .endsWith("DeadLetterQueue")),
          each(
              "a stream gives up before the record is gone",
              template -> events(template, "DynamoDB"),
              event -> event.at("MaximumRecordAgeInSeconds").number() < STREAM_SECONDS),
          each(
              "a batch of a stream that fails is halved",
              template -> events(template, "DynamoDB"),
              event -> event.at("BisectBatchOnFunctionError").is("true")),
          each(
              "a stream is followed from its beginning",
              template -> events(template, "DynamoDB"),
              event -> event.at("StartingPosition").is("TRIM_HORIZON")),
          each(
              "the API logs each request",
              "AWS::Serverless::HttpApi",
              api ->
                  api.at("Properties", "AccessLogSettings", "DestinationArn")
                      .mentions("AccessLogsName")),
          each(
              "the access log has neither path, query nor token",
              "AWS::Serverless::HttpApi",
              api ->
                  format(api)
                      .noneMatch(
                          text ->
                              text.matches("(?s).*context[.](?:path|authorizer|http[.]path).*"))),
          each(
              "the access log has an address only where that is chosen",
              "AWS::Serverless::HttpApi",
              api -> {
                Part format = api.at("Properties", "AccessLogSettings", "Format", "Fn::Sub");
                return !format.item(0).text().contains("context.identity")
                    && format
                        .item(1)
                        .at("SourceAddress", "Fn::If")
                        .texts()
                        .equals(List.of("LogsSourceAddress", "$context.identity.sourceIp", "-"));
              }),
          each(
              "the API takes only so many requests",
              "AWS::Serverless::HttpApi",
              api ->
                  api.at("Properties", "DefaultRouteSettings", "ThrottlingRateLimit").exists()
                      && api.at("Properties", "DefaultRouteSettings", "ThrottlingBurstLimit")
                          .exists()),
          each(
              "a domain of your own takes TLS 1.2 at least",
              "AWS::ApiGatewayV2::DomainName",
              domain ->
                  domain.at("Properties", "DomainNameConfigurations").items().stream()
                      .allMatch(one -> one.at("SecurityPolicy").is("TLS_1_2"))));

  private FunctionRules() {}

  private static List<Part> ofApi(Template template) {
    return template.functions().stream()
        .filter(function -> !Template.events(function, "HttpApi").isEmpty())
        .toList();
  }

  private static List<Part> ofQueuesAndStreams(Template template) {
    return template.functions().stream()
        .filter(function -> Template.events(function, "HttpApi").isEmpty())
        .toList();
  }

  private static List<Part> events(Template template, String type) {
    return template.functions().stream()
        .flatMap(function -> Template.events(function, type).stream())
        .toList();
  }

  private static List<Part> eventsOfQueuesAndStreams(Template template) {
    return Stream.of("SQS", "DynamoDB").flatMap(type -> events(template, type).stream()).toList();
  }

  private static int gatewaySeconds(Part function) {
    return Template.events(function, "HttpApi").stream()
        .map(event -> event.at("TimeoutInMillis"))
        .filter(Part::exists)
        .mapToInt(limit -> limit.number() / 1_000)
        .min()
        .orElse(GATEWAY_SECONDS);
  }

  private static List<String> methods(Part function) {
    return Template.events(function, "HttpApi").stream()
        .map(event -> event.at("Method").text())
        .toList();
  }

  private static List<Part> alarmsOfRollout(Template template) {
    return template.root().at("Globals", "Function", "DeploymentPreference", "Alarms").items();
  }

  /** Returns the alarm that a rollout refers to, or calls by its name. */
  private static Part alarm(Template template, Part alarm) {
    String name = alarm.at("Fn::Sub").text();
    return template.alarms().stream()
        .filter(
            one ->
                one.name().equals(alarm.reference())
                    || (!name.isEmpty() && one.at("Properties", "AlarmName", "Fn::Sub").is(name)))
        .findFirst()
        .orElse(template.root().at("nothing"));
  }

  private static Stream<String> format(Part api) {
    return api.at("Properties", "AccessLogSettings", "Format")
        .all()
        .map(Part::text)
        .filter(text -> !text.isEmpty());
  }

  private static boolean isWithoutRepetition(Template template, String... keys) {
    return isWithoutRepetition(
        template.functions().stream().map(function -> function.at("Properties").at(keys).text()));
  }

  private static boolean isWithoutRepetition(Stream<String> texts) {
    List<String> all = texts.toList();
    return !all.isEmpty() && new HashSet<>(all).size() == all.size();
  }
}

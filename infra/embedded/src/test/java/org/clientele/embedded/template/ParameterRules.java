package org.clientele.embedded.template;

import static org.clientele.embedded.template.Rule.each;
import static org.clientele.embedded.template.Rule.in;
import static org.clientele.embedded.template.Rule.that;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What has to be so of parameters, and of how the service gets what the other stack keeps. */
final class ParameterRules {

  private static final List<String> SIGNER =
      List.of("AccessTokenIssuer", "AccessTokenAudience", "AccessTokenKeys");

  /** Types of what a deployment of the service must not touch. */
  private static final Set<String> KEPT =
      Set.of(
          "AWS::DynamoDB::Table",
          "AWS::KMS::Key",
          "AWS::Logs::LogGroup",
          "AWS::SecretsManager::Secret");

  private static final List<Rule> SERVICE =
      List.of(
          each(
              "who signs access tokens has no default",
              template -> SIGNER.stream().map(template::parameter).toList(),
              parameter -> parameter.exists() && !parameter.at("Default").exists()),
          in(
              "a parameter decides something",
              Template::parameters,
              template -> parameter -> isUsed(template, parameter)),
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
              Template::parameters,
              parameter -> parameter.at("Description").exists()),
          that(
              "a domain of your own needs a certificate",
              template ->
                  template
                      .root()
                      .at("Rules", "DomainHasCertificate", "Assertions")
                      .mentions("CertificateArn")),
          each(
              "the service's stack keeps nothing",
              Template::resources,
              resource ->
                  !KEPT.contains(resource.at("Type").text())
                      && !resource.at("DeletionPolicy").exists()));

  private static final List<Rule> DATA =
      List.of(
          in(
              "a parameter of what is kept decides something",
              Template::parameters,
              template -> parameter -> isUsed(template, parameter)),
          each(
              "a parameter of what is kept is described",
              Template::parameters,
              parameter -> parameter.at("Description").exists()),
          each(
              "the stack of what is kept has nothing else",
              Template::resources,
              resource -> KEPT.contains(resource.at("Type").text())),
          each(
              "an output is of what it is called after",
              ParameterRules::outputs,
              output ->
                  output.mentions(
                      output
                          .name()
                          .replaceFirst("StreamArn$", "Table")
                          .replaceFirst("(Name|Arn)$", ""))),
          each(
              "an output is not exported: what is would not change as long as it is used",
              ParameterRules::outputs,
              output -> !output.at("Export").exists()));

  private static final List<Rule> BOTH =
      List.of(
          in(
              "what is kept is a parameter of the service, which has no other value by default",
              both -> outputs(Stacks.data(both)),
              both ->
                  output -> {
                    Part parameter = Stacks.service(both).parameter(output.name());
                    return parameter.exists() && !parameter.at("Default").exists();
                  }),
          in(
              "a parameter that has to be given says who signs access tokens, or is what is kept",
              both -> Stacks.service(both).parameters(),
              both ->
                  parameter ->
                      parameter.at("Default").exists()
                          || SIGNER.contains(parameter.name())
                          || parameter.name().equals("Revision")
                          || Stacks.data(both).outputs().contains(parameter.name())),
          in(
              "a parameter is of one stack",
              both -> Stacks.service(both).parameters(),
              both -> parameter -> !Stacks.data(both).parameter(parameter.name()).exists()),
          in(
              "whatever is kept is handed to the service",
              both -> Stacks.data(both).resources(),
              both ->
                  resource ->
                      outputs(Stacks.data(both)).stream()
                          .anyMatch(output -> output.mentions(resource.name()))));

  static final List<Rule> ALL =
      Stream.of(SERVICE.stream(), DATA.stream().map(Rule::ofData), BOTH.stream().map(Rule::ofBoth))
          .flatMap(rules -> rules)
          .toList();

  private ParameterRules() {}

  private static List<Part> outputs(Template template) {
    return template.root().at("Outputs").members();
  }

  private static boolean isUsed(Template template, Part parameter) {
    return template.root().members().stream()
        .filter(part -> !part.name().equals("Parameters"))
        .anyMatch(part -> part.mentions(parameter.name()));
  }
}

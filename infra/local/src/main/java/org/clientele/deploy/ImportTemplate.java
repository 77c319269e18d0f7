package org.clientele.deploy;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.clientele.cli.Exit;
import org.clientele.embedded.template.Part;
import org.clientele.embedded.template.Template;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes of a template what CloudFormation takes to put resources that there are into a stack. */
@Command(
    name = "import-template",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the resources of a template that outlive their stack, for CloudFormation's import.",
      "They come with what they need, without outputs, and with nothing besides."
    })
public final class ImportTemplate implements Callable<Integer> {

  private static final List<String> NAMES = List.of("AWS::StackName", Deployment.SERVICE_NAME);

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--service",
      required = true,
      paramLabel = "STACK",
      description = "name of the service's stack")
  private String service = "";

  @Parameters(
      paramLabel = "FILE",
      description = "infra/data.yaml, or the template of the stack that had the resources before")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    Template template = StackTemplate.read(Path.of(""), file.toString()).template();
    Part resources =
        part(
            template.resources().stream(),
            resource -> resource.at("DeletionPolicy").text().startsWith("Retain"));
    if (!resources.exists()) {
      throw new IOException("%s has no resource that outlives its stack".formatted(file));
    }
    Part conditions = conditions(template.root().at("Conditions"), resources);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("AWSTemplateFormatVersion", "2010-09-09");
    all.put(
        "Parameters",
        part(
                template.parameters().stream()
                    .filter(parameter -> !NAMES.contains(parameter.name())),
                parameter ->
                    Stream.of(resources, conditions)
                        .anyMatch(part -> part.mentions(parameter.name())))
            .value());
    all.put("Conditions", conditions.value());
    all.put("Resources", resources.value());
    all.values().removeIf(List.of()::equals);
    command
        .commandLine()
        .getOut()
        .println(
            new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(named(new Part("", all))));
    return Exit.DONE.code();
  }

  /** Returns the conditions that resources have, and those that these are made of. */
  private static Part conditions(Part all, Part resources) {
    Part wanted = part(all.members().stream(), one -> isWanted(one.name(), resources));
    while (true) {
      Part now = wanted;
      Part more =
          part(
              all.members().stream(),
              one -> now.at(one.name()).exists() || isWanted(one.name(), now));
      if (more.equals(now)) {
        return now;
      }
      wanted = more;
    }
  }

  private static boolean isWanted(String condition, Part by) {
    return by.all()
        .anyMatch(
            part -> part.at("Condition").is(condition) || part.at("Fn::If").item(0).is(condition));
  }

  /** Returns some parts as one; an empty one if there are none. */
  private static Part part(Stream<Part> parts, Predicate<Part> isWanted) {
    Map<String, Object> members =
        parts
            .filter(isWanted)
            .collect(toMap(Part::name, Part::value, (one, other) -> one, LinkedHashMap::new));
    return new Part("", members.isEmpty() ? List.of() : members);
  }

  /** Returns a part with the service's name in place of what it is called there. */
  private Object named(Part part) {
    if (NAMES.contains(part.at("Ref").text())) {
      return service;
    }
    if (part.value() instanceof List<?>) {
      return part.items().stream().map(this::named).toList();
    }
    if (part.value() instanceof Map<?, ?>) {
      Map<String, Object> members = new LinkedHashMap<>();
      part.members().forEach(member -> members.put(member.name(), named(member)));
      return members;
    }
    return part.value() instanceof String text ? named(text) : part.value();
  }

  private String named(String text) {
    String named = text;
    for (String name : NAMES) {
      named = named.replace("${" + name + "}", service);
    }
    return named;
  }
}

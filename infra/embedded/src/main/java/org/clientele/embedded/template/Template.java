package org.clientele.embedded.template;

import static java.util.stream.Collectors.toCollection;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A template, by what it deploys. */
public record Template(Part root) {

  public static Template of(String yaml) {
    return new Template(Part.of(yaml));
  }

  public List<Part> parameters() {
    return root.at("Parameters").members();
  }

  public Part parameter(String name) {
    return root.at("Parameters", name);
  }

  /** Returns the names of the outputs. */
  public Set<String> outputs() {
    return root.at("Outputs").members().stream()
        .map(Part::name)
        .collect(toCollection(LinkedHashSet::new));
  }

  public List<Part> resources() {
    return root.at("Resources").members();
  }

  public List<Part> resources(String type) {
    return resources().stream().filter(resource -> resource.at("Type").is(type)).toList();
  }

  public Part resource(String name) {
    return root.at("Resources", name);
  }

  public List<Part> functions() {
    return resources("AWS::Serverless::Function");
  }

  public List<Part> queues() {
    return resources("AWS::SQS::Queue");
  }

  public List<Part> alarms() {
    return resources("AWS::CloudWatch::Alarm");
  }

  /** Returns what a function has of its own or, otherwise, as all functions do. */
  public Part ofFunction(Part function, String... keys) {
    Part own = function.at("Properties").at(keys);
    return own.exists() ? own : root.at("Globals", "Function").at(keys);
  }

  /** Returns a function's environment variables by name, those of all functions included. */
  public Map<String, Part> variables(Part function) {
    Map<String, Part> variables = new LinkedHashMap<>();
    Stream.of(root.at("Globals", "Function"), function.at("Properties"))
        .flatMap(part -> part.at("Environment", "Variables").members().stream())
        .forEach(variable -> variables.put(variable.name(), variable));
    return variables;
  }

  /** Returns what starts a function, of one type. */
  public static List<Part> events(Part function, String type) {
    return function.at("Properties", "Events").members().stream()
        .filter(event -> event.at("Type").is(type))
        .map(event -> event.at("Properties"))
        .toList();
  }

  /** Returns the functions that a queue starts. */
  public Stream<Part> readersOf(Part queue) {
    return functions().stream()
        .filter(
            function ->
                events(function, "SQS").stream()
                    .anyMatch(event -> event.at("Queue").reference().equals(queue.name())));
  }

  /** Whether a queue takes what others could not deal with. */
  public boolean isForDeadLetters(Part queue) {
    return queue.name().endsWith("DeadLetterQueue");
  }

  public Part roleOf(Part function) {
    return resource(function.at("Properties", "Role").reference());
  }

  /** Returns the statements of a role or policy, those of who may assume it left out. */
  public static List<Part> statements(Part role) {
    Part properties = role.at("Properties");
    return Stream.concat(
            properties.at("Policies").items().stream().map(policy -> policy.at("PolicyDocument")),
            Stream.of(properties.at("PolicyDocument")))
        .flatMap(document -> document.at("Statement").items().stream())
        .filter(Part::exists)
        .toList();
  }

  public List<Part> allStatements() {
    return Stream.of("AWS::IAM::Role", "AWS::IAM::ManagedPolicy")
        .flatMap(type -> resources(type).stream())
        .flatMap(role -> statements(role).stream())
        .toList();
  }
}

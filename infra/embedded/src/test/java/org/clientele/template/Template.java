package org.clientele.template;

import java.util.List;
import java.util.stream.Stream;

/** The template, by what it deploys. */
record Template(Part root) {

  static Template of(String yaml) {
    return new Template(Part.of(yaml));
  }

  List<Part> resources() {
    return root.at("Resources").members();
  }

  List<Part> resources(String type) {
    return resources().stream().filter(resource -> resource.at("Type").is(type)).toList();
  }

  Part resource(String name) {
    return root.at("Resources", name);
  }

  List<Part> functions() {
    return resources("AWS::Serverless::Function");
  }

  List<Part> queues() {
    return resources("AWS::SQS::Queue");
  }

  List<Part> alarms() {
    return resources("AWS::CloudWatch::Alarm");
  }

  /** Returns what a function has of its own or, otherwise, as all functions do. */
  Part ofFunction(Part function, String... keys) {
    Part own = function.at("Properties").at(keys);
    return own.exists() ? own : root.at("Globals", "Function").at(keys);
  }

  /** Returns what starts a function, of one type. */
  static List<Part> events(Part function, String type) {
    return function.at("Properties", "Events").members().stream()
        .filter(event -> event.at("Type").is(type))
        .map(event -> event.at("Properties"))
        .toList();
  }

  /** Returns the functions that a queue starts. */
  Stream<Part> readersOf(Part queue) {
    return functions().stream()
        .filter(
            function ->
                events(function, "SQS").stream()
                    .anyMatch(event -> event.at("Queue").reference().equals(queue.name())));
  }

  /** Whether a queue takes what others could not deal with. */
  boolean isForDeadLetters(Part queue) {
    return queue.name().endsWith("DeadLetterQueue");
  }

  Part roleOf(Part function) {
    return resource(function.at("Properties", "Role").reference());
  }

  /** Returns the statements of a role or policy, those of who may assume it left out. */
  static List<Part> statements(Part role) {
    Part properties = role.at("Properties");
    return Stream.concat(
            properties.at("Policies").items().stream().map(policy -> policy.at("PolicyDocument")),
            Stream.of(properties.at("PolicyDocument")))
        .flatMap(document -> document.at("Statement").items().stream())
        .filter(Part::exists)
        .toList();
  }

  List<Part> allStatements() {
    return Stream.of("AWS::IAM::Role", "AWS::IAM::ManagedPolicy")
        .flatMap(type -> resources(type).stream())
        .flatMap(role -> statements(role).stream())
        .toList();
  }
}

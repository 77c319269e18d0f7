package org.clientele.embedded.template;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What has to be so in a template.
 *
 * @param breaches names what is not so; nobody has to be found for whom nothing is said
 * @param subject whose rule it is
 */
record Rule(
    String name, Function<Template, Stream<String>> breaches, Function<Stacks, Template> subject) {

  /** Of the service's template. */
  private Rule(String name, Function<Template, Stream<String>> breaches) {
    this(name, breaches, Stacks::service);
  }

  /** Of the template of what is kept. */
  Rule ofData() {
    return new Rule(name, breaches, Stacks::data);
  }

  /** Of how the two fit. */
  Rule ofBoth() {
    return new Rule(name, breaches, Stacks::both);
  }

  /** Of each of several parts, of which there has to be one. */
  static Rule each(String name, Function<Template, List<Part>> parts, Predicate<Part> holds) {
    return in(name, parts, template -> holds);
  }

  /** Of each of several parts, as the rest of the template is. */
  static Rule in(
      String name,
      Function<Template, List<Part>> parts,
      Function<Template, Predicate<Part>> holds) {
    return new Rule(
        name,
        template -> {
          List<Part> found = parts.apply(template);
          return found.isEmpty()
              ? Stream.of("there is none")
              : found.stream().filter(holds.apply(template).negate()).map(Part::name);
        });
  }

  /** Of each resource of a type. */
  static Rule each(String name, String type, Predicate<Part> holds) {
    return each(name, template -> template.resources(type), holds);
  }

  /** Of the template as a whole. */
  static Rule that(String name, Predicate<Template> holds) {
    return new Rule(
        name, template -> holds.test(template) ? Stream.empty() : Stream.of("the template"));
  }

  List<String> brokenBy(Stacks stacks) {
    return breaches.apply(subject.apply(stacks)).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}

package org.clientele.embedded.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The templates are as their rules say, and they notice what anybody could get wrong in them. */
class TemplateRulesTest {

  private static final Path DEFECTS = Path.of("target/defects");
  private static final String SERVICE = Stacks.read("template.yaml");
  private static final String DATA = Stacks.read("data.yaml");
  private static final Stacks STACKS = Stacks.of(SERVICE, DATA);
  private static final List<Rule> RULES =
      Stream.of(
              FunctionRules.ALL,
              RoleRules.ALL,
              QueueRules.ALL,
              DataRules.ALL,
              AlarmRules.ALL,
              ParameterRules.ALL)
          .flatMap(List::stream)
          .toList();

  static List<Rule> rules() {
    return RULES;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void templateIsAsTheRuleSays(Rule rule) {
    assertThat(rule.brokenBy(STACKS)).isEmpty();
  }

  @Test
  void ruleHasANameOfItsOwn() {
    assertThat(RULES).extracting(Rule::name).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    assertThat(defects()).hasSizeGreaterThan(30);
  }

  static List<SeededDefect> defects() {
    return SeededDefect.all();
  }

  /**
   * The templates with each defect are left behind, for whoever wants to see what a linter says.
   */
  @ParameterizedTest
  @MethodSource("defects")
  void defectBreaksTheRuleThatIsAboutIt(SeededDefect defect) throws IOException {
    String service = defect.in(SERVICE);
    boolean isOfService = !service.equals(SERVICE);
    String data = isOfService ? DATA : defect.in(DATA);
    String name = "%03d.yaml".formatted(defects().indexOf(defect));
    Files.createDirectories(DEFECTS);
    Files.writeString(DEFECTS.resolve(name), isOfService ? service : data);

    assertThat(isOfService || !data.equals(DATA)).as("the defect is in a template").isTrue();
    Stacks broken = Stacks.of(service, data);
    assertThat(RULES.stream().filter(rule -> !rule.brokenBy(broken).isEmpty()))
        .extracting(Rule::name)
        .contains(defect.rule());
  }
}

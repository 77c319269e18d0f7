package org.clientele.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The template is as its rules say, and they notice what anybody could get wrong in it. */
class TemplateRulesTest {

  private static final Path DEFECTS = Path.of("target/defects");
  private static final String YAML = read();
  private static final Template TEMPLATE = Template.of(YAML);
  private static final List<Rule> RULES =
      Stream.of(FunctionRules.ALL, RoleRules.ALL, DataRules.ALL, AlarmRules.ALL)
          .flatMap(List::stream)
          .toList();

  private static String read() {
    try {
      return Files.readString(Path.of("../template.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Rule> rules() {
    return RULES;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void templateIsAsTheRuleSays(Rule rule) {
    assertThat(rule.brokenBy(TEMPLATE)).isEmpty();
  }

  @Test
  void ruleHasANameOfItsOwn() {
    assertThat(RULES).extracting(Rule::name).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    assertThat(defects()).hasSizeGreaterThan(30);
  }

  static List<SeededDefect> defects() {
    return SeededDefect.all();
  }

  /** The template with each defect is left behind, for whoever wants to see what a linter says. */
  @ParameterizedTest
  @MethodSource("defects")
  void defectBreaksTheRuleThatIsAboutIt(SeededDefect defect) throws IOException {
    String broken = defect.in(YAML);
    Files.createDirectories(DEFECTS);
    Files.writeString(DEFECTS.resolve("%03d.yaml".formatted(defects().indexOf(defect))), broken);

    assertThat(broken).isNotEqualTo(YAML);
    Template template = Template.of(broken);
    assertThat(RULES.stream().filter(rule -> !rule.brokenBy(template).isEmpty()))
        .extracting(Rule::name)
        .contains(defect.rule());
  }
}

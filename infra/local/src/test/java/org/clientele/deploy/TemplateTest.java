package org.clientele.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.clientele.embedded.template.Part;
import org.clientele.embedded.template.Template;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the template lets a deployment succeed in an account that is new. */
class TemplateTest {

  /** What AWS gives an account at first, for all of its functions together. */
  private static final int CONCURRENCY_OF_A_NEW_ACCOUNT = 10;

  private Template template;

  @BeforeEach
  void read() throws IOException {
    template = StackTemplate.read(TestingProject.REPOSITORY, StackTemplate.SERVICE).template();
  }

  @Test
  void everyFunctionPublishesAVersionForEachRevision() {
    assertThat(template.functions())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            function ->
                assertThat(function.at("Properties", "AutoPublishCodeSha256").reference())
                    .as(function.name())
                    .isEqualTo("Revision"));
  }

  /** The stream takes as many besides as it has shards. */
  @Test
  void queuesFitTheConcurrencyOfANewAccountByDefault() {
    List<Part> maxima =
        template.functions().stream()
            .flatMap(function -> Template.events(function, "SQS").stream())
            .map(event -> event.at("ScalingConfig", "MaximumConcurrency"))
            .toList();

    assertThat(maxima).hasSize(4);
    assertThat(maxima.stream().mapToInt(this::fallback).sum())
        .isLessThan(CONCURRENCY_OF_A_NEW_ACCOUNT);
    assertThat(template.parameter("ReservedConcurrency").at("Default").number()).isZero();
  }

  private int fallback(Part reference) {
    return template.parameter(reference.reference()).at("Default").number();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "prod"})
  void everyEnvironmentIsTaggedSoThatTheDeployersPolicyKnowsIt(String environment)
      throws IOException {
    String config = Files.readString(TestingProject.REPOSITORY.resolve(SamConfig.FILE));

    assertThat(config)
        .contains("tags = \"Application=clientele Environment=%s\"".formatted(environment));
  }
}

package org.clientele.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** What of the template lets a deployment succeed in an account that is new, and be undone. */
class TemplateTest {

  /** What AWS gives an account at first, for all of its functions together. */
  private static final int CONCURRENCY_OF_A_NEW_ACCOUNT = 10;

  private static final String REFERENCE = "!Ref ";
  private static final String BOUNDARY =
      "[RolesAreBounded, !Ref PermissionsBoundary, !Ref AWS::NoValue]";

  @Test
  void everyFunctionPublishesAVersionForEachRevision() throws IOException {
    assertThat(ofType("AWS::Serverless::Function"))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            (id, function) ->
                assertThat(member(function, "Properties", "AutoPublishCodeSha256"))
                    .as(id)
                    .isEqualTo("!Ref Revision"));
  }

  /** The stream has one reader in a new table. */
  @Test
  void queuesAndStreamFitTheConcurrencyOfANewAccountByDefault() throws IOException {
    int stream = 1;
    List<Object> maxima = maxima();

    assertThat(maxima).hasSize(4);
    assertThat(stream + maxima.stream().mapToInt(TemplateTest::fallback).sum())
        .isLessThan(CONCURRENCY_OF_A_NEW_ACCOUNT);
    assertThat(fallback("!Ref ReservedConcurrency")).isZero();
  }

  private static List<Object> maxima() throws IOException {
    return ofType("AWS::Serverless::Function").values().stream()
        .flatMap(
            function ->
                member(function, "Properties", "Events") instanceof Map<?, ?> events
                    ? events.values().stream()
                    : Stream.of())
        .map(event -> member(event, "Properties", "ScalingConfig", "MaximumConcurrency"))
        .filter(maximum -> !maximum.equals(Map.of()))
        .toList();
  }

  private static int fallback(Object reference) {
    try {
      String name = reference.toString().substring(REFERENCE.length());
      return Integer.parseInt(member(template(), "Parameters", name, "Default").toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyTableThatIsKeptIsProtectedUnlessTheFirstDeploymentFails() throws IOException {
    Map<String, Object> kept = ofType("AWS::DynamoDB::Table");
    kept.remove("SearchTable");

    assertThat(kept)
        .hasSize(3)
        .allSatisfy(
            (id, table) -> {
              assertThat(member(table, "DeletionPolicy")).isEqualTo("RetainExceptOnCreate");
              assertThat(member(table, "UpdateReplacePolicy")).isEqualTo("Retain");
              assertThat(member(table, "Properties", "DeletionProtectionEnabled"))
                  .isEqualTo("!Ref DeletionProtection");
            });
    assertThat(ofType("AWS::KMS::Key"))
        .isNotEmpty()
        .allSatisfy(
            (id, key) ->
                assertThat(member(key, "DeletionPolicy")).isEqualTo("RetainExceptOnCreate"));
  }

  @Test
  void everyRoleIsBounded() throws IOException {
    assertThat(ofType("AWS::IAM::Role"))
        .isNotEmpty()
        .allSatisfy(
            (id, role) ->
                assertThat(member(role, "Properties", "PermissionsBoundary"))
                    .as(id)
                    .hasToString(BOUNDARY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "prod"})
  void everyEnvironmentIsTaggedSoThatTheDeployersPolicyKnowsIt(String environment)
      throws IOException {
    String config = Files.readString(TestingProject.REPOSITORY.resolve(SamConfig.FILE));

    assertThat(config)
        .contains("tags = \"Application=clientele Environment=%s\"".formatted(environment));
  }

  private static Map<String, Object> ofType(String type) throws IOException {
    return ((Map<?, ?>) member(template(), "Resources"))
        .entrySet().stream()
            .filter(resource -> member(resource.getValue(), "Type").equals(type))
            .collect(toMap(resource -> resource.getKey().toString(), Map.Entry::getValue));
  }

  private static Object template() throws IOException {
    var options = new LoaderOptions();
    return new Yaml(new WrittenTags(options))
        .load(Files.readString(TestingProject.REPOSITORY.resolve(Template.FILE)));
  }

  /** Returns what stands under these names, an empty mapping where nothing does. */
  private static Object member(Object mapping, String... names) {
    Object found = mapping;
    for (String name : names) {
      Object next = found instanceof Map<?, ?> members ? members.get(name) : null;
      found = next == null ? Map.of() : next;
    }
    return found;
  }

  /** Reads a reference as it is written, and other functions as their arguments. */
  private static final class WrittenTags extends SafeConstructor {

    WrittenTags(LoaderOptions options) {
      super(options);
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              if (node instanceof ScalarNode scalar) {
                return node.getTag().getValue() + " " + scalar.getValue();
              }
              return node instanceof SequenceNode sequence
                  ? constructSequence(sequence)
                  : constructMapping((MappingNode) node);
            }
          });
    }
  }
}

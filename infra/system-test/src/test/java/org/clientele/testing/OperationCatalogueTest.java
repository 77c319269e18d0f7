package org.clientele.testing;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.clientele.embedded.SamTemplate;
import org.junit.jupiter.api.Test;

/** An operation that is missing from the catalogue would be missing from every sweep. */
class OperationCatalogueTest {

  @Test
  void everyFunctionThatIsDeployedIsInTheCatalogue() {
    Set<String> deployed =
        SamTemplate.read().functions().stream().map(SamTemplate.Function::name).collect(toSet());

    assertThat(OperationCatalogue.ALL)
        .extracting(Operation::function)
        .containsOnly(deployed.toArray(String[]::new));
  }

  @Test
  void everyFunctionButTheDefaultRouteHasAUseThatSucceeds() {
    assertThat(OperationCatalogue.ALL)
        .filteredOn(Operation::succeeds)
        .extracting(Operation::function)
        .containsAll(
            OperationCatalogue.ALL.stream()
                .map(Operation::function)
                .filter(function -> !function.equals("refuse-unknown-route"))
                .toList());
  }

  @Test
  void someOperationsTakeAKeyAndSomeNeedAnAccessToken() {
    assertThat(OperationCatalogue.ALL)
        .anyMatch(Operation::takesKey)
        .anyMatch(operation -> !operation.takesKey())
        .anyMatch(Operation::needsAccessToken)
        .anyMatch(operation -> !operation.needsAccessToken());
  }

  @Test
  void noTwoUsesHaveTheSameName() {
    assertThat(OperationCatalogue.ALL).extracting(Operation::toString).doesNotHaveDuplicates();
  }
}

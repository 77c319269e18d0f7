package org.clientele.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.clientele.embedded.SamTemplate;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void noDeployedFunctionHasAClockThatIsPutAhead() {
    assertThat(SamTemplate.read().functions())
        .isNotEmpty()
        .allSatisfy(
            function ->
                assertThat(function.environment())
                    .containsKey("CLIENTELE_PROFILE")
                    .doesNotContainKey("CLIENTELE_CLOCK_OFFSET"));
  }

  @Test
  void providersHaveADayToAnswerWhereADeploymentDoesNotSayOtherwise() {
    assertThat(SamTemplate.read().functions())
        .isNotEmpty()
        .allSatisfy(
            function ->
                assertThat(function.environment())
                    .containsEntry("CLIENTELE_DEREGISTRATION_DEADLINE", "24H"));
  }
}

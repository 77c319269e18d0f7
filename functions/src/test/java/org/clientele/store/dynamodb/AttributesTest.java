package org.clientele.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {

  private static final List<Object> VALUES =
      List.of(
          "1",
          BigDecimal.ONE,
          true,
          "true",
          List.of("1"),
          List.of(BigDecimal.ONE),
          List.of("1", "1"),
          List.of("11"),
          Map.of("value", BigDecimal.ONE),
          Map.of("value", "1"));

  @Test
  void valuesOfEveryKindAreReadAsTheyWerePut() {
    assertThat(VALUES)
        .allSatisfy(
            value -> assertThat(item(value).values("fields")).isEqualTo(Map.of("f", value)));
  }

  @Test
  void differentValuesAreToldApart() {
    assertThat(VALUES.stream().map(value -> item(value).canonical())).doesNotHaveDuplicates();
    assertThat(item("1").canonical()).isEqualTo(item("1").canonical());
  }

  private static Attributes item(Object value) {
    return Attributes.empty().putValues("fields", Map.of("f", value));
  }
}

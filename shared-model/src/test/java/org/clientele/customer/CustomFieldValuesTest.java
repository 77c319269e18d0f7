package org.clientele.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomFieldValuesTest {

  @ParameterizedTest
  @CsvSource({
    "1.50, 1.5",
    "1e2, 100",
    "100, 100",
    "0.0, 0",
    "-0.10e1, -1",
    "1e40, 10000000000000000000000000000000000000000"
  })
  void numbersThatAreEqualAreOne(BigDecimal given, BigDecimal normal) {
    assertThat(normalForm(given)).isEqualTo(normal).hasToString(normal.toString());
  }

  @Test
  void wholeNumbersAreDecimals() {
    assertThat(normalForm(1)).isEqualTo(BigDecimal.ONE);
    assertThat(normalForm(1L)).isEqualTo(BigDecimal.ONE);
    assertThat(normalForm(BigInteger.ONE)).isEqualTo(BigDecimal.ONE);
  }

  /** Written out, it would fill the memory. */
  @Test
  void aNumberOfAnyMagnitudeCostsNothing() {
    assertThat(normalForm(new BigDecimal("1e2147483647"))).hasToString("1E+2147483647");
  }

  @Test
  void textsAreInTheirNormalFormAtAnyDepth() {
    assertThat(normalForm(" Rene\u0301e ")).isEqualTo("Ren\u00e9e");
    assertThat(normalForm(List.of(" a ", 1.0))).isEqualTo(List.of("a", BigDecimal.ONE));
    assertThat(normalForm(Map.of("k", " a "))).isEqualTo(Map.of("k", "a"));
    assertThat(normalForm(Arrays.asList("a", null, " "))).isEqualTo(List.of("a", "", ""));
  }

  @Test
  void whatIsEmptyOrNullIsAbsent() {
    Map<String, Object> empty = new HashMap<>();
    empty.put("a", "\t");
    empty.put("b", null);

    assertThat(CustomFieldValues.normalForm(empty)).isNull();
    assertThat(CustomFieldValues.normalForm(Map.of())).isNull();
    assertThat(CustomFieldValues.normalForm(null)).isNull();
  }

  private static @Nullable Object normalForm(Object value) {
    Map<String, Object> normal = CustomFieldValues.normalForm(Collections.singletonMap("f", value));
    return normal == null ? null : normal.get("f");
  }
}

package org.clientele.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerchantIdTest {

  @Test
  void printsAsItIsForItBeginsEveryKey() {
    String longest = "Az09._-".repeat(9) + "x";

    assertThat(new MerchantId(longest)).hasToString(longest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a#b", "a b", "é", "a\n"})
  void neverHoldsWhatSeparatesThePartsOfAKey(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new MerchantId(text));
    assertThatIllegalArgumentException().isThrownBy(() -> new MerchantId("x".repeat(65)));
  }
}

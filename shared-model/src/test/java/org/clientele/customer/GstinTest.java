package org.clientele.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GstinTest {

  private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  @ParameterizedTest
  @ValueSource(strings = {"27AAPFU0939F1ZV", "29AAGCB7383J1Z4"})
  void exactlyOneCharacterIsTheCheckCharacter(String gstin) {
    String unchecked = gstin.substring(0, 14);

    assertThat(CHARACTERS.chars().mapToObj(c -> unchecked + (char) c))
        .filteredOn(Gstin::hasCheckCharacter)
        .containsExactly(gstin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"72AAPFU0939F1ZV", "27APAFU0939F1ZV", "27AAPFU0939F1VZ"})
  void charactersThatChangePlacesAreNoticed(String gstin) {
    assertThat(Gstin.hasCheckCharacter(gstin)).isFalse();
  }
}

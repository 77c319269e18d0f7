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
        .filteredOn(Gstin::isIssued)
        .containsExactly(gstin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "27AAPFU0939F1ZV",
        "38AAPFU0939F1ZS",
        "97AAPFU0939F1ZO",
        "29AAPFU0939F1D0",
        "29MUMA12345B1D1",
        "29AAPFU0939F1C2",
        "29AAPFU0939F1B4",
        "0717USA00027UNX",
        "0717USA00027ON3",
        "3317USA00027NR1",
        "9917USA00027OSG",
        "27MUMA10007B1Z9"
      })
  void everyFormOfEveryStateMayHaveBeenIssued(String gstin) {
    assertThat(Gstin.isIssued(gstin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28ABCDE1234F2Z6",
        "39AAPFU0939F1ZQ",
        "00AAPFU0939F1ZB",
        "98AAPFU0939F1ZM",
        "27AAPFU0939F0ZW",
        "27AAPFU0939F1YX",
        "2717USA00027OSR",
        "27aapfu0939f1zv",
        "27AAPFU0939F1ZV0",
        "27AAPFU0939F1Z",
        "27 AAPFU0939F1ZV",
        "12345678901234R"
      })
  void otherFormStateOrCheckCharacterIsNotIssued(String gstin) {
    assertThat(Gstin.isIssued(gstin)).isFalse();
  }
}

package org.clientele.carddata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardDataGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111\u00A01111\u20111111 1111",
        "378282246310005",
        "5555555555554444",
        "card: 4111111111111111.",
        "12 4111 1111 1111 1111 12",
        "(4111111111111111)",
        "４１１１１１１１１１１１１１１１",
        "४१११११११११११११११",
        "6011000990139424",
        "2223003122003222"
      })
  void cardNumberIsRecognised(String text) {
    assertThat(CardDataGuard.hasCardNumber(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4111111111111112",
        "9876543210123456",
        "1728543028000",
        "202455840588334",
        "82d57572-057c-4826-5775-385a52150554",
        "x4111111111111111",
        "4111111111111111x",
        "41111111111111110000",
        "4111  1111  1111  1111",
        "4111/1111/1111/1111",
        "411111111111"
      })
  void otherTextIsNot(String text) {
    assertThat(CardDataGuard.hasCardNumber(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cvv", "CVC", "Pin", "track"})
  void secretsAreKnownByTheirName(String name) {
    assertThat(CardDataGuard.isSecret(name)).isTrue();
    assertThat(CardDataGuard.isSecret(name + "code")).isFalse();
  }
}

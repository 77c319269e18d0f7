package org.clientele.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdFormTest {

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "#."})
  void hasLettersDigitsUnderscoresHyphensAndWhatElseIsAllowed(String others) {
    String allowed = "[A-Za-z0-9_-]" + (others.isEmpty() ? "" : "|[" + others + "]");

    IntStream.rangeClosed(Character.MIN_VALUE, Character.MAX_VALUE)
        .mapToObj(Character::toString)
        .forEach(
            character ->
                assertThat(IdForm.isValid("a" + character, 50, others))
                    .as(Integer.toHexString(character.charAt(0)))
                    .isEqualTo(character.matches(allowed)));
  }

  @Test
  void hasOneCharacterToTheMost() {
    assertThat(IntStream.range(0, 60).filter(length -> IdForm.isValid("a".repeat(length), 50, "")))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 50).boxed().toList());
  }
}

package org.clientele.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTextTest {

  @ParameterizedTest
  @CsvSource({
    "ASHA, asha",
    "José, jose",
    "Jose\u0301, jose",
    "Łukasz, lukasz",
    "Søren Ærø, soren aero",
    "Đỗ Thị Hằng, do thi hang",
    "Weiß, weiss",
    "WEIẞ, weiss",
    "İpek, ipek",
    "ﬁlip, filip",
    "ＡＳＨＡ, asha",
    "ΟΔΟΣ, οδοσ",
    "Asha\u00A0\u2003Rao, asha rao",
    "' Asha  Rao ', asha rao",
    "९८७६, 9876",
    "O\u2019Neil, o'neil",
    "O\u02BCNeil, o'neil"
  })
  void caseLatinAccentsWidthsApostrophesAndDigitsOfOtherScriptsFold(String text, String folded) {
    assertThat(SearchText.fold(text)).isEqualTo(folded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"राधिका", "மீனாட்சி", "সুমাইয়া", "චමුදිත", "ਗੁਰਪ੍ਰੀਤ", "ज़ाकिर"})
  void vowelSignsAndNuktasOfIndianScriptsStay(String name) {
    String decomposed = java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFKD);

    assertThat(SearchText.fold(name)).isEqualTo(decomposed);
  }

  @Test
  void joinersAreNotCompared() {
    assertThat(SearchText.fold("ප්\u200Dරනාන්දු")).isEqualTo(SearchText.fold("ප්රනාන්දු"));
  }

  @Test
  void whatIsFoldedFoldsToItself() {
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(c -> Character.isDefined(c) && (c < 0xD800 || c > 0xDFFF))
        .forEach(
            c -> {
              String folded = SearchText.fold("x" + Character.toString(c) + "y");
              if (!SearchText.fold(folded).equals(folded)) {
                throw new AssertionError("U+%04X".formatted(c));
              }
            });
  }
}

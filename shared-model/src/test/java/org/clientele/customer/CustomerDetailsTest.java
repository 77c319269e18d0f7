package org.clientele.customer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.customer.CustomerFixtures.reachable;
import static org.clientele.customer.CustomerFixtures.taxed;
import static org.clientele.customer.CustomerFixtures.with;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerDetailsTest {

  @ParameterizedTest
  @CsvSource({
    "91,91",
    "+91,91",
    "' 91',91",
    "'91 ',91",
    "0091,91",
    "+1,1",
    "1242,1242",
    "++91,+91",
    "+0091,0091",
    "IN,IN"
  })
  void aCountryCodeLosesOnePrefix(String given, String digits) {
    assertThat(reachable(given, "9000000000").countryCode()).isEqualTo(digits);
  }

  @Test
  void aMobileNumberWithoutCountryCodeIsIndian() {
    assertThat(reachable(null, "9000000000")).isEqualTo(reachable("91", "9000000000"));
  }

  @Test
  void noCountryCodeIsTakenOutOfAMobileNumber() {
    assertThat(reachable("91", "919000000000").mobileNumber()).isEqualTo("919000000000");
  }

  @ParameterizedTest
  @CsvSource({
    "98765 43210, 9876543210",
    "98765-43210, 9876543210",
    "(022) 2345.6789, 02223456789",
    "' 9876543210 ', 9876543210",
    "98765\u00a0\u201143210, 9876543210",
    "+919876543210, +919876543210",
    "-9876543210, -9876543210",
    "9876543210-, 9876543210-",
    "98765/43210, 98765/43210",
    "9876543210x1, 9876543210x1"
  })
  void aMobileNumberLosesWhatIsPrintedBetweenItsDigits(String given, String kept) {
    assertThat(reachable("91", given).mobileNumber()).isEqualTo(kept);
  }

  @Test
  void aGstinIsUpperCaseWithoutBlanksAndAbsentWhenEmpty() {
    assertThat(taxed("28abcde1234f2z6").gstin()).isEqualTo("28ABCDE1234F2Z6");
    assertThat(taxed(" 28 ABCDE 1234F\u00a02Z6 ").gstin()).isEqualTo("28ABCDE1234F2Z6");
    assertThat(taxed(" ").gstin()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "hi,hi",
    "' TA ',ta",
    "iw,he",
    "IN,id",
    "ji,yi",
    "en-IN,en-IN",
    "\u0131d,\u0131d",
    "'',"
  })
  void aLanguageIsInLowerCaseAndByItsPresentCode(String given, @Nullable String kept) {
    assertThat(speaking(given).language()).isEqualTo(kept);
  }

  @Test
  void theLanguagesAreThoseThatJavaKnows() {
    List<String> known =
        IntStream.range(0, 26 * 26)
            .mapToObj(i -> "" + (char) ('a' + i / 26) + (char) ('a' + i % 26))
            .filter(code -> code.matches(Language.RULE))
            .toList();

    assertThat(known)
        .containsExactlyElementsOf(
            Arrays.stream(Locale.getISOLanguages())
                .map(code -> requireNonNull(speaking(code).language()))
                .distinct()
                .sorted()
                .toList());
  }

  @Test
  void textIsComposedAndWithoutBlanksAtItsEnds() {
    CustomerDetails details = texts("\u3000Rene\u0301e  Rao\u00a0");

    assertThat(details).isEqualTo(texts("Ren\u00e9e  Rao"));
    assertThat(details.firstName()).isEqualTo("Ren\u00e9e  Rao");
    assertThat(details.merchantMetadata()).containsEntry("note", "Ren\u00e9e  Rao");
  }

  @Test
  void tabsAndLineBreaksBecomeOneBlankEachButStayInMetadata() {
    CustomerDetails details = texts("\n12\tMain\r\nRoad\n\nKochi\n");

    assertThat(details.lastName()).isEqualTo("12 Main Road  Kochi");
    assertThat(details.organisationName()).isEqualTo("12 Main Road  Kochi");
    assertThat(requireNonNull(details.billingAddress()).address1())
        .isEqualTo("12 Main Road  Kochi");
    assertThat(details.merchantMetadata()).containsEntry("note", "12\tMain\r\nRoad\n\nKochi");
  }

  @Test
  void keysOfMetadataStayAsTheyAre() {
    Map<String, String> pairs = Map.of(" e\u0301 ", "v", "\u00e9", "w");

    assertThat(with(null, pairs).merchantMetadata()).isEqualTo(pairs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\u00a0\r\n"})
  void whatIsEmptyIsAbsent(String empty) {
    assertThat(texts(empty)).isEqualTo(texts(null));
  }

  private static CustomerDetails texts(@Nullable String text) {
    var address = new Address(text, text, text, text, text, text, text, text, text, text);
    return new CustomerDetails(
        text,
        text,
        text,
        text,
        text,
        text,
        address,
        address,
        text,
        text == null ? null : Map.of("note", text),
        text,
        text,
        text == null ? null : Map.of("note", text));
  }

  private static CustomerDetails speaking(String language) {
    return new CustomerDetails(
        "ref-1", null, null, null, null, null, null, null, null, null, null, language, null);
  }
}

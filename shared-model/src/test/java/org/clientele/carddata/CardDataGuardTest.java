package org.clientele.carddata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardDataGuardTest {

  private static final int SHORTEST = 12;
  private static final int LONGEST = 20;
  private static final int BODY = 64 * 1024;

  /** Each prefix at both ends of a row of the contract, and the lengths it has there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 | 13 16 19",
        "51 52 53 54 55 2221 2500 2720 | 16",
        "8172 8199 8201 8209 9792 8600 9860 9112 9891 9682 | 16",
        "3088 3094 3096 3102 3112 3120 3158 3159 3337 3349 | 16",
        "34 37 2131 1800 | 15",
        "300 305 3095 36 38 39 | 14 16",
        "3528 3536 3561 3589 62 8100 8171 | 16 17 18 19",
        "50 508 56 57 58 59 60 61 63 65 69 | 16 18 19",
        "2200 2205 9704 | 16 19"
      })
  void numberIsACardsIfPrefixAndLengthAreOfARow(String prefixes, String lengths) {
    List<String> ofTheRow = List.of(lengths.split(" "));
    for (String prefix : prefixes.split(" ")) {
      List<String> recognised = new ArrayList<>();
      for (int length = SHORTEST; length <= LONGEST; length++) {
        if (CardDataGuard.hasCardData(number(prefix, length))) {
          recognised.add(Integer.toString(length));
        }
      }

      assertThat(recognised).as(prefix).isEqualTo(ofTheRow);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0", "10", "1799", "1801", "19", "2000", "2130", "2132", "2199", "2206", "2220", "2721",
        "3060", "3087", "3103", "3111", "3121", "3157", "3160", "32", "3336", "3350", "3527",
        "3590", "70", "79", "80", "8099", "8210", "8599", "8601", "90", "9111", "9113", "9681",
        "9703", "9705", "9791", "9793", "9859", "9861", "9890", "9892"
      })
  void otherPrefixIsNoCards(String prefix) {
    for (int length = SHORTEST; length <= LONGEST; length++) {
      String number = number(prefix, length);

      assertThat(CardDataGuard.hasCardData(number)).as(number).isFalse();
    }
  }

  @Test
  void everyOtherLastDigitIsNoCards() {
    for (int digit = 0; digit <= 9; digit++) {
      assertThat(CardDataGuard.hasCardData("817229141777631" + digit)).isEqualTo(digit == 7);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4-4-4-1",
    "36, 4-4-4-2",
    "37, 4-4-4-3",
    "65, 4-4-4-4",
    "62, 4-4-4-5",
    "62, 4-4-4-6",
    "9704, 4-4-4-7",
    "37, 4-6-5",
    "36, 4-6-4",
    "62, 6-13",
    "8172, 8-8",
    "34, 4-5-6",
    "4, 8-4-4",
    "4, 4-4-8",
    "4, 4-8-4",
    "4, 1-1-1-1-1-1-1-1-1-1-1-1-1",
    "4, 1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1",
    "62, 1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1"
  })
  void printedGroupingIsRecognised(String prefix, String grouping) {
    assertThat(CardDataGuard.hasCardData(grouped(prefix, grouping, " "))).isTrue();
    assertThat(CardDataGuard.hasCardData("12 " + grouped(prefix, grouping, " - ") + " 12"))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "4, 3-7-6",
    "4, 5-4-4-3",
    "4, 4-4-4-3-1",
    "4, 2-2-2-2-2-2-2-2",
    "4, 4-4-2-2-4",
    "4, 10-6",
    "37, 5-5-5",
    "36, 7-7",
    "4, 1-15"
  })
  void otherGroupingIsNot(String prefix, String grouping) {
    assertThat(CardDataGuard.hasCardData(grouped(prefix, grouping, " "))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "-",
        "  ",
        " - ",
        "---",
        ".",
        "/",
        "_",
        "*",
        "|",
        "\t",
        "\n",
        "\r\n",
        "\u0085",
        "\u2028",
        "\u00A0",
        "\u2003",
        "\u3000",
        "\u2010",
        "\u2011",
        "\u2013",
        "\u2014",
        "\u2212",
        "\u00B7",
        "\u2022",
        "\u200B",
        " \u200B\u200B\u200B-\u200B ",
        "\u00AD",
        "\u2060",
        "\uFEFF",
        ""
      })
  void separatorMayStandBetweenGroups(String separator) {
    assertThat(CardDataGuard.hasCardData(grouped("4", "4-4-4-4", separator))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"    ", "-----", ",", ":", "+", "=", "x", " x ", "\u0928", "\u0301", "()"})
  void otherSignsMayNot(String separator) {
    assertThat(CardDataGuard.hasCardData(grouped("4", "4-4-4-4", separator))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "card: 4111111111111111.",
        "(4111111111111111)",
        "4111\u00A01111\u20111111 1111",
        "\uFF14\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11\uFF11",
        "\u096A\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967",
        "\u096A111 1111 1111 111\u0661",
        "4\u200B1\u200B1\u200B11\u200D111111111\u200E11",
        "card4111111111111111",
        "4111111111111111exp",
        "\u0915\u093E\u0930\u094D\u09214111111111111111",
        "Amex378282246310005cvv",
        "4111111111111111D25121010000",
        "2026-01-31 4111111111111111",
        "4111111111111112 4111111111111111",
        "1111 4111 1111 1111 1111 1111"
      })
  void cardNumberIsFoundInItsSurroundings(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Asha",
        "411111111111111",
        "41111111111111110",
        "04111111111111111",
        "41111111111111110000",
        "x4222222222222",
        "4222222222222x",
        "a36906790377424",
        "9704442323221834062z",
        "\u0967" + "4111111111111111",
        "9876543210123456",
        "1728543028000",
        "202455840588334"
      })
  void otherTextIsNone(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "356938035643809",
        "35-693803-564380-9",
        "2026-01-01/2026-12-31",
        "2026-01-31T23:59:59.123456Z",
        "20260131235959",
        "1769903999123456",
        "1769903999123",
        "404-5533442-1234500",
        "27AAPFU0939F1ZV",
        "+91 98765 43210, +91 98765 43211",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV"
      })
  void otherIdentifierIsNone(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "47223179-9330-4259-b66c-f2db26efb20c",
        "47223179-9330-4259-B66C-F2DB26EFB20C",
        "cart 47223179-9330-4259-b66c-f2db26efb20c, ref47223179-9330-4259-b66c-f2db26efb20c",
        "4722\u200B3179-9330-4259-b66c-f2db26efb20c",
        "41111111-1111-1111-1111-411111111111"
      })
  void uuidIsPassedOver(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "47223179-9330-4259-b66c-f2db26efb20c 4111111111111111",
        "4111111111111111/47223179-9330-4259-b66c-f2db26efb20c",
        "4111111147223179-9330-4259-b66c-f2db26efb20c 47223179-9330-4259",
        "47223179-9330-4259-b66c-f2db26efb20",
        "47223179 9330 4259-b66c-f2db26efb20c"
      })
  void cardNumberBesideAUuidIsNot(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%B4111111111111111^RAO/ASHA^2512101",
        "%B4111111111111112^RAO/ASHA^2512101",
        "%b7000 0000 0000 0000^",
        ";4111111111111112=25121010000?",
        "swiped ;501800000009=2512"
      })
  void trackIsRecognisedWhateverItsNumber(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112^",
        "%4111111111111112^",
        ";1=2;3=4",
        "a;41111111112=",
        ";4111111111111112"
      })
  void partOfATrackIsNone(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CVV: 123",
        "cvv 1234",
        "my_cvv=123",
        "cvv123",
        "Cvv2 - 123",
        "cvv2123",
        "cvv21234",
        "(CVC) \"123\"",
        "cvc2:1234",
        "CSC\n123",
        "c\u200Bvv \u0967\u0968\u0969",
        "the cvv, cvv: 123!"
      })
  void securityCodeIsRecognisedByTheWordBeforeIt(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cvv",
        "cvv2",
        "cvv 12",
        "cvv 12345",
        "cvv 560001",
        "cvv of 2026",
        "BCSC 2026",
        "123 cvv",
        "pin 1234",
        "cid 123"
      })
  void otherNumberAfterAWordIsNone(String text) {
    assertThat(CardDataGuard.hasCardData(text)).isFalse();
  }

  static List<String> secrets() {
    List<String> names =
        List.of(
            "cvv",
            "cvv2",
            "cvc",
            "cvc2",
            "cid",
            "csc",
            "cav2",
            "cardcvv",
            "securitycode",
            "cardsecuritycode",
            "track",
            "track1",
            "track2",
            "track3",
            "trackdata",
            "pinblock",
            "cardnumber",
            "cardno");
    Stream<String> written =
        Stream.of(
            "CVV2",
            "Card_CVV",
            "security code",
            "Security-Code",
            "track.data",
            "PIN block",
            "card\u200Bno",
            "\uFF43\uFF56\uFF56",
            "card_no.");
    return Stream.concat(names.stream(), written).toList();
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void secretIsKnownByItsNameWhereItsValueHoldsADigit(String name) {
    assertThat(CardDataGuard.isSecret(name, "123")).isTrue();
    assertThat(CardDataGuard.isSecret(name, "x\u0967y")).isTrue();
    assertThat(CardDataGuard.isSecret(name, "on file")).isFalse();
    assertThat(CardDataGuard.isSecret(name, "")).isFalse();
    assertThat(CardDataGuard.isSecret("x" + name, "123")).isFalse();
    assertThat(CardDataGuard.isSecret(name + "x", "123")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pan", "pincode", "cvv_required", "soundtrack", "order_id", "", "\u0928"})
  void otherNameIsNoSecrets(String name) {
    assertThat(CardDataGuard.isSecret(name, "1234")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1234, true",
    "12 34, true",
    "\u0967\u0968\u0969\u096A, true",
    "0412AC89ABCDEF67, true",
    "0412 ac89 abcd ef67, true",
    "560001, false",
    "560 001, false",
    "SW1A 2AA, false",
    "123, false",
    "0412AC89ABCDEF6, false",
    "none, false"
  })
  void pinHasFourDigitsOrIsABlock(String value, boolean secret) {
    assertThat(CardDataGuard.isSecret("pin", value)).isEqualTo(secret);
    assertThat(CardDataGuard.isSecret("P.I.N", value)).isEqualTo(secret);
    assertThat(CardDataGuard.isSecret("pin_code", value)).isFalse();
  }

  /** Generous: where each place were looked at from each other, this would take minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4", "4 ", "4 - ", "41111111111111", "4111 ", "1 1 1 1 1 44444444444444444444", "a",
        "47223179-9330-4259-b66c-f2db26efb20", "cvv", "cvv ", "\u200B4", "%B4", ";4=", "4x"
      })
  void longestTextTakesTimeInProportion(String repeated) {
    String text = "1234567890123" + repeated.repeat(BODY / repeated.length());
    String gap = "cvv" + "-".repeat(BODY) + "1234567890123";

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          CardDataGuard.hasCardData(text);
          CardDataGuard.hasCardData(gap);
          CardDataGuard.isSecret(text, text);
        });
  }

  /** Returns a number of that prefix and length that ends with its Luhn digit. */
  private static String number(String prefix, int length) {
    String digits = prefix + "0702468135790246813".substring(0, length - 1 - prefix.length());
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      sum += i % 2 == 1 ? digit : digit * 2 / 10 + digit * 2 % 10;
    }
    return digits + (10 - sum % 10) % 10;
  }

  private static String grouped(String prefix, String grouping, String separator) {
    List<Integer> sizes = Stream.of(grouping.split("-")).map(Integer::valueOf).toList();
    var left = new StringBuilder(number(prefix, sizes.stream().mapToInt(size -> size).sum()));
    return sizes.stream()
        .map(
            size -> {
              String group = left.substring(0, size);
              left.delete(0, size);
              return group;
            })
        .collect(Collectors.joining(separator));
  }
}

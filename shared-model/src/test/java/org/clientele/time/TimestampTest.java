package org.clientele.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

  @ParameterizedTest
  @CsvSource({
    "2024-10-04T13:11:29.645591Z, 2024-10-04T13:11:29.645591Z",
    "2024-10-04T13:11:29Z, 2024-10-04T13:11:29.000000Z",
    "2024-10-04T13:11:29.6Z, 2024-10-04T13:11:29.600000Z",
    "2024-12-31T23:59:59.999999999Z, 2024-12-31T23:59:59.999999Z"
  })
  void alwaysHasSixDigitsOfFraction(Instant instant, String text) {
    assertThat(Timestamp.format(instant)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-10-04T13:11:29Z",
        "2024-10-04T13:11:29.600Z",
        "2024-10-04T13:11:29.645591Z",
        "2024-12-31T23:59:59.999999999Z",
        "2024-02-29T00:00:00.000000001Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void whatIsStoredIsReadAsItWas(Instant instant) {
    assertThat(Timestamp.read(instant.toString())).isEqualTo(instant);
    assertThat(Timestamp.read(Timestamp.format(instant)))
        .isEqualTo(instant.truncatedTo(ChronoUnit.MICROS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2024-10-04",
        "2024-10-04T13:11:29",
        "2024-10-04T13:11:29+05:30",
        "2024-10-04T13:11:29.Z",
        "2024-10-04T13:11:29.12345678901Z",
        "2024-13-04T13:11:29Z",
        "2023-02-29T13:11:29Z",
        "2024-10-04T25:11:29Z",
        "twenty-24-10T13:11Z"
      })
  void whatWasNeverStoredIsNotRead(String text) {
    assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> Timestamp.read(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-07-09T07:57:08Z, 2024-07-09T07:57:08Z",
    "2024-07-09T07:57:08.0Z, 2024-07-09T07:57:08Z",
    "2024-07-09T07:57:08.022Z, 2024-07-09T07:57:08.022Z",
    "2024-07-09T07:57:08.022123Z, 2024-07-09T07:57:08.022123Z",
    "2024-07-09T07:57:08.022123999Z, 2024-07-09T07:57:08.022123Z",
    "2024-07-09t07:57:08z, 2024-07-09T07:57:08Z",
    "2024-07-09T13:27:08+05:30, 2024-07-09T07:57:08Z",
    "2024-07-09T07:57:08-00:00, 2024-07-09T07:57:08Z",
    "2024-07-09T07:57:08+23:59, 2024-07-08T07:58:08Z",
    "2024-02-29T23:59:59-00:01, 2024-03-01T00:00:59Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z"
  })
  void timeOfRfc3339IsReadToTheMicrosecond(String text, Instant instant) {
    assertThat(Timestamp.parse(text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 2024-07-09T07:57:08Z",
        "2024-07-09T07:57:08Z\n",
        "2024-07-09",
        "2024-07-09T07:57:08",
        "2024-07-09 07:57:08Z",
        "2024-07-09T07:57Z",
        "20240709T075708Z",
        "2024-07-09T07:57:08.Z",
        "2024-07-09T07:57:08,5Z",
        "2024-07-09T07:57:08.1234567890Z",
        "2024-07-09T07:57:08+05",
        "2024-07-09T07:57:08+0530",
        "2024-07-09T07:57:08+05:30:00",
        "2024-07-09T07:57:08+24:00",
        "2024-07-09T07:57:08+05:60",
        "2024-07-09T07:57:08GMT",
        "2024-07-09T07:57:08Z[Asia/Kolkata]",
        "\u0662\u0660\u0662\u0664-07-09T07:57:08Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-07-09T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2024-07-09T07:60:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31T24:00:00Z",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z"
      })
  void otherTimesAreRefused(String text) {
    assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> Timestamp.parse(text));
  }
}

package org.clientele.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}

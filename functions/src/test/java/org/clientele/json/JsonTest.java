package org.clientele.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  private static final Json JSON = TestingApi.json(TestingSettings.of());

  /** U+0938 ends in the byte of the digit 8. */
  @ParameterizedTest
  @ValueSource(strings = {"\\u098\u0938", "\\u09", "\\u", "\\\\\\u098g"})
  void escapeThatIsNotFourHexadecimalDigitsIsRefused(String text) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> JSON.parse("{\"a\":\"" + text + "\"}"))
        .returns(ErrorCode.INVALID_REQUEST, ApiException::code)
        .returns("body", ApiException::reason);
  }

  @ParameterizedTest
  @CsvSource({"\\u0938, \u0938", "\\\\u09, \\u09", "\\u00e9\\n\\\\, '\u00e9\n\\'"})
  void otherEscapesAreRead(String text, String read) {
    assertThat(JSON.parse("{\"a\":\"" + text + "\"}").path("a").asText()).isEqualTo(read);
  }
}

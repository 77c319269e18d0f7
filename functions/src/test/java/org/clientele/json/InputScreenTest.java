package org.clientele.json;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputScreenTest {

  private static final InputScreen SCREEN = new InputScreen(() -> false);

  /** Fields keep line breaks as blanks, and texts in Unicode's NFC. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "8172\r\n\r\n2914\r\n\r\n1777\r\n\r\n6317",
        "8172\u03872914\u03871777\u03876317",
        "\u037E8172291417776317=",
        "\u2078\u00B9\u2077\u00B2\u00B2\u2079\u00B9\u2074\u00B9\u2077\u2077\u2077\u2076\u00B3\u00B9\u2077",
        "8172 2914 1777 6317"
      })
  void textThatIsACardNumberOnceItIsKeptIsRefused(String text) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> SCREEN.requireAllowed(object("billing_address", "address1", text)))
        .returns(ErrorCode.CARD_DATA_NOT_ALLOWED, ApiException::code)
        .returns("billing_address.address1", ApiException::reason);
  }

  @Test
  void metadataMayHaveLinesInARequestAndInAMessage() {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.set("token", object("merchant_metadata", "note", "two\nlines"));

    assertThatCode(() -> SCREEN.requireAllowed(object("merchant_metadata", "note", "two\nlines")))
        .doesNotThrowAnyException();
    assertThatCode(() -> SCREEN.requireAllowed(message)).doesNotThrowAnyException();
  }

  @Test
  void otherTextsMayNot() {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> SCREEN.requireAllowed(object("token", "status_reason", "two\nlines")))
        .returns(ErrorCode.INVALID_REQUEST, ApiException::code)
        .returns("token.status_reason", ApiException::reason);
  }

  private static ObjectNode object(String outer, String inner, String text) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.putObject(outer).put(inner, text);
    return object;
  }
}

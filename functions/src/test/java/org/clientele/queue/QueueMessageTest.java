package org.clientele.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueMessageTest {

  private static final String LONGEST = "x".repeat(64);

  private record Wanted(@JsonProperty("name") String name) {}

  @Test
  void bodyIsRead() {
    assertThat(message("{\"name\": \"नमस्ते\"}").body(Wanted.class))
        .isEqualTo(new Wanted("नमस्ते"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "null", "[]", "{", "{}x", "{\"name\": 1}{}"})
  void bodyThatIsNotOneObjectIsRefused(@Nullable String body) {
    assertRefused(message(body), ErrorCode.INVALID_REQUEST, "body");
  }

  @Test
  void bodyHasAtMost5KilobytesOfUtf8() {
    String longest = "{\"name\":\"" + "é".repeat(2_554) + "x\"}";

    assertThat(message(longest).body(Wanted.class).name()).hasSize(2_555);
    assertRefused(message(longest + " "), ErrorCode.INVALID_REQUEST, "body");
  }

  @Test
  void cardNumberIsRefusedAlsoInAFieldThatNobodyKnows() {
    assertRefused(
        message("{\"name\": \"4111 1111 1111 1111\"}"), ErrorCode.CARD_DATA_NOT_ALLOWED, "name");
    assertRefused(
        message("{\"unknown\": \"4111111111111111\"}"), ErrorCode.CARD_DATA_NOT_ALLOWED, "unknown");
  }

  @Test
  void deadLetterNamesTheMessageAndItsTokenAndNothingElse() {
    QueueMessage message =
        message(
            """
            {"merchant_id": "m-1", "source": "tsp.1", "source_sequence": 7, "name": "Asha",
             "notification_id": "n-1",
             "token": {"customer_id": "cust-1", "merchant_token_reference": "ref_1",
                       "provider_token_id": "p-1",
                       "card_data": {"last4_digit": "1112"}}}
            """);
    message.body(Wanted.class);

    assertThat(letter(message))
        .isEqualTo(
            new DeadLetter(
                "m-1",
                "record-tokens",
                "INVALID_USER_ACCOUNT",
                "forbidden",
                "token.status",
                "m-1",
                "tsp.1",
                7L,
                "n-1",
                "cust-1",
                "ref_1",
                "p-1"));
  }

  @Test
  void pathsAreOfAllFieldsAlsoOfThoseWithoutAValue() {
    QueueMessage message =
        message("{\"type\": \"t\", \"a\": {\"b\": null, \"c\": {}}, \"d\": [{\"e\": 1}]}");

    assertThat(message.type()).isEqualTo("t");
    assertThat(message.paths()).containsExactlyInAnyOrder("type", "a", "a.b", "a.c", "d");
    assertThat(message("{\"type\": 1}").type()).isNull();
  }

  @Test
  void deadLetterOfAnUnreadableBodyNamesTheMessageAlone() {
    QueueMessage message = message("{");

    assertThat(letter(message))
        .isEqualTo(
            new DeadLetter(
                "m-1",
                "record-tokens",
                "INVALID_USER_ACCOUNT",
                "forbidden",
                "token.status",
                null,
                null,
                null,
                null,
                null,
                null,
                null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "asha@example.com", "4111111111111111", "4111-1111-1111-1111", "<x>"})
  void deadLetterLeavesOutWhatMayBeMoreThanAnIdentifier(String text) {
    QueueMessage message =
        message(
            """
            {"merchant_id": "%s", "token": {"customer_id": "%s"}, "source": "tsp"}
            """
                .formatted(text, text));
    read(message);

    DeadLetter letter = letter(message);

    assertThat(letter.merchantId()).isNull();
    assertThat(letter.customerId()).isNull();
  }

  @Test
  void identifierHasAtMost64Characters() {
    QueueMessage message =
        message("{\"merchant_id\": \"%s\", \"source\": \"%sx\"}".formatted(LONGEST, LONGEST));
    message.body(Wanted.class);

    assertThat(letter(message).merchantId()).isEqualTo(LONGEST);
    assertThat(letter(message).source()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808,",
    "1.5,",
    "1.0,",
    "'\"7\"',",
    "null,"
  })
  void deadLetterHasTheSequenceIfItIsOne(String written, @Nullable Long sequence) {
    QueueMessage message = message("{\"source_sequence\": " + written + "}");
    message.body(Wanted.class);

    assertThat(letter(message).sourceSequence()).isEqualTo(sequence);
  }

  private static void read(QueueMessage message) {
    try {
      message.body(Wanted.class);
    } catch (ApiException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CARD_DATA_NOT_ALLOWED);
    }
  }

  private static DeadLetter letter(QueueMessage message) {
    return message.toDeadLetter(
        "record-tokens",
        new ApiException(ErrorCode.INVALID_USER_ACCOUNT, "forbidden", "token.status"));
  }

  private static void assertRefused(QueueMessage message, ErrorCode code, String reason) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> message.body(Wanted.class))
        .returns(code, ApiException::code)
        .returns(reason, ApiException::reason);
  }

  private static QueueMessage message(@Nullable String body) {
    var received = new SQSMessage();
    received.setMessageId("m-1");
    received.setBody(body);
    return new QueueMessage(
        received, TestingApi.json(TestingSettings.of()), TestingIdentityProvider.NOW);
  }
}

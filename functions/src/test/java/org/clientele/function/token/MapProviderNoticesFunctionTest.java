package org.clientele.function.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.clientele.TestingApi;
import org.clientele.TestingClock;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.notice.ProviderNoticeMapper;
import org.clientele.queue.TestingSqs;
import org.clientele.settings.Settings;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class MapProviderNoticesFunctionTest {

  private static final Settings SETTINGS = TestingSettings.of();
  private static final Instant NOW = TestingIdentityProvider.NOW;
  private static final String TOKENS = SETTINGS.tokensQueue().orElseThrow();
  private static final String DEAD_LETTERS = SETTINGS.noticesDeadLetterQueue().orElseThrow();
  private static final String DELETED =
      """
      {"provider": "payu", "merchant_id": "m-1", "received_at": "2026-03-01T10:00:05Z",
       "body": {"notificationType": "CARD_LIFE_CYCLE_DELETE", "cardToken": "26b4ce096d1",
                "tokenProvisioningStatus": "DELETED", "note": "%s"}}
      """;

  private final TestingSqs sqs = new TestingSqs();
  private final MapProviderNoticesFunction function =
      new MapProviderNoticesFunction(
          TestingApi.queue(sqs.sender(), SETTINGS, new TestingClock(NOW)),
          new ProviderNoticeMapper(TestingApi.json(SETTINGS), SETTINGS),
          sqs.sender(),
          SETTINGS);

  @Test
  void noticeIsSentOnAsItsMessagesAndABadOneOfItsBatchComesAgain() throws JsonProcessingException {
    List<String> failed = failed(NOW, DELETED.formatted(""), DELETED.replace("payu", "nobody"));

    assertThat(failed).containsExactly("m-1");
    assertThat(sqs.sent(TOKENS)).hasSize(1);
    JsonNode message = tree(sqs.sent(TOKENS).get(0));
    assertThat(message.path("type").asText()).isEqualTo("token.changed");
    assertThat(message.at("/token/provider_token_id").asText()).isEqualTo("26b4ce096d1");
    assertThat(message.at("/change/status").asText()).isEqualTo("DEACTIVATED");
    assertThat(message.at("/cause/by").asText()).isEqualTo("customer");
  }

  @Test
  void noticeThatSaysNothingThatIsKeptIsDone() {
    String notice =
        """
        {"provider": "visa", "merchant_id": "m-1", "received_at": "2026-03-01T10:00:05Z",
         "query": {"eventType": "KEY_STATUS_UPDATED"}, "body": {"vProvisionedTokenID": "v-1"}}
        """;

    assertThat(failed(NOW, notice)).isEmpty();
    assertThat(sqs.sent(TOKENS)).isEmpty();
  }

  @Test
  void noticeWithACardNumberIsRefusedWhereverItStandsAndGivenUpWithoutIt()
      throws JsonProcessingException {
    List<String> failed =
        failed(NOW.minusSeconds(3_600), DELETED.formatted("to 4111 1111 1111 1111"));

    assertThat(failed).isEmpty();
    assertThat(sqs.sent(TOKENS)).isEmpty();
    assertThat(sqs.sent(DEAD_LETTERS)).hasSize(1);
    JsonNode letter = tree(sqs.sent(DEAD_LETTERS).get(0));
    assertThat(letter.path("code").asText()).isEqualTo("CARD_DATA_NOT_ALLOWED");
    assertThat(letter.path("reason").asText()).isEqualTo("body.note");
    assertThat(letter.path("source").asText()).isEqualTo("payu");
    assertThat(letter.toString()).doesNotContain("4111");
  }

  @Test
  void noticeIsReadToTheSizeThatProvidersNeed() {
    int more = 60 * 1024;

    assertThat(failed(NOW, DELETED.formatted("x".repeat(more)))).isEmpty();
    assertThat(failed(NOW, DELETED.formatted("x".repeat(more + 5 * 1024)))).containsExactly("m-0");
    assertThat(sqs.sent(TOKENS)).hasSize(1);
  }

  @Test
  void noticeWhoseMessagesAreNotTakenComesAgain() {
    sqs.fail(SdkClientException.create("the queue is out"));

    assertThat(failed(NOW.minusSeconds(3_600), DELETED.formatted(""))).containsExactly("m-0");
  }

  private List<String> failed(Instant sent, String... notices) {
    List<SQSMessage> records = new ArrayList<>();
    for (String notice : notices) {
      var message = new SQSMessage();
      message.setMessageId("m-" + records.size());
      message.setBody(notice);
      message.setAttributes(Map.of("SentTimestamp", Long.toString(sent.toEpochMilli())));
      records.add(message);
    }
    var event = new SQSEvent();
    event.setRecords(records);
    return function.handle(event).getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static JsonNode tree(String json) throws JsonProcessingException {
    return new ObjectMapper().readTree(json);
  }
}

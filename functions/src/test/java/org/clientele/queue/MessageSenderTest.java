package org.clientele.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

class MessageSenderTest {

  private final TestingSqs sqs = new TestingSqs();
  private final MessageSender sender = sqs.sender();

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 1", "11, 2", "20, 2", "64, 7"})
  void messagesGoTenAtATimeAndEachOnce(int messages, int calls) {
    List<String> bodies = IntStream.range(0, messages).mapToObj(i -> "body " + i).toList();

    sender.send("queue", bodies);

    assertThat(sqs.requests())
        .hasSize(calls)
        .allSatisfy(request -> assertThat(request.entries()).hasSizeLessThanOrEqualTo(10));
    assertThat(sqs.sent("queue")).containsExactlyElementsOf(bodies);
  }

  @Test
  void entriesOfACallAreToldApart() {
    sender.send("queue", List.of("a", "a", "a"));

    assertThat(sqs.requests())
        .singleElement()
        .extracting(SendMessageBatchRequest::entries)
        .satisfies(
            entries ->
                assertThat(entries)
                    .extracting(SendMessageBatchRequestEntry::id)
                    .doesNotHaveDuplicates());
  }

  @Test
  void nothingIsNoCall() {
    sender.send("queue", List.of());

    assertThat(sqs.requests()).isEmpty();
  }

  @Test
  void messageThatTheQueueDoesNotTakeIsAFailure() {
    sqs.refuse("b");

    assertThatExceptionOfType(SdkClientException.class)
        .isThrownBy(() -> sender.send("queue", List.of("a", "b", "c")));
    assertThat(sqs.sent("queue")).containsExactly("a", "c");
  }
}

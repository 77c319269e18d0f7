package org.clientele.queue;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Puts messages into queues. */
@Singleton
public class MessageSender {

  /** SQS takes so many messages at once. */
  private static final int BATCH = 10;

  private final SqsClient sqs;

  MessageSender(SqsClient sqs) {
    this.sqs = sqs;
  }

  /**
   * Sends messages, whose order does not matter.
   *
   * @throws SdkClientException if one of them could not be sent; others may have been
   */
  public void send(String queueUrl, List<String> bodies) {
    for (int begin = 0; begin < bodies.size(); begin += BATCH) {
      List<String> batch = bodies.subList(begin, Math.min(begin + BATCH, bodies.size()));
      var response =
          sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries(batch)));
      if (response.hasFailed() && !response.failed().isEmpty()) {
        throw SdkClientException.create("the queue took not all messages");
      }
    }
  }

  private static List<SendMessageBatchRequestEntry> entries(List<String> bodies) {
    return new ArrayList<>(
        IntStream.range(0, bodies.size())
            .mapToObj(
                i ->
                    SendMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .messageBody(bodies.get(i))
                        .build())
            .toList());
  }
}

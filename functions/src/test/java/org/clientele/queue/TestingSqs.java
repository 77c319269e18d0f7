package org.clientele.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Queues that keep what is sent, and that can refuse messages and calls as the real ones may. */
public final class TestingSqs implements SqsClient {

  private final List<SendMessageBatchRequest> requests = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private @Nullable RuntimeException failure;

  public MessageSender sender() {
    return new MessageSender(this);
  }

  /** From now on messages of that body are not taken, though others of their batch are. */
  void refuse(String body) {
    refused.add(body);
  }

  /** From now on every call fails. */
  public void fail(RuntimeException why) {
    failure = why;
  }

  List<SendMessageBatchRequest> requests() {
    return List.copyOf(requests);
  }

  /** Returns the bodies of all messages that a queue has taken. */
  public List<String> sent(String queueUrl) {
    return requests.stream()
        .filter(request -> request.queueUrl().equals(queueUrl))
        .flatMap(request -> request.entries().stream())
        .map(SendMessageBatchRequestEntry::messageBody)
        .filter(body -> !refused.contains(body))
        .toList();
  }

  @Override
  public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
    if (failure != null) {
      throw failure;
    }
    requests.add(request);
    var failed =
        request.entries().stream()
            .filter(entry -> refused.contains(entry.messageBody()))
            .map(entry -> BatchResultErrorEntry.builder().id(entry.id()).build())
            .toList();
    return SendMessageBatchResponse.builder().failed(failed).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // nothing is open
  }
}

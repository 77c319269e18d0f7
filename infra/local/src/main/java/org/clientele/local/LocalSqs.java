package org.clientele.local;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Queues in memory. */
@Singleton
class LocalSqs implements SqsClient {

  private final Map<String, Queue<String>> queues = new ConcurrentHashMap<>();

  @Override
  public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
    request.entries().forEach(entry -> send(request.queueUrl(), entry.messageBody()));
    return SendMessageBatchResponse.builder().build();
  }

  void send(String queueUrl, String body) {
    queue(queueUrl).add(body);
  }

  /** Returns what is in a queue, the longest there first. */
  List<String> all(String queueUrl) {
    return List.copyOf(queue(queueUrl));
  }

  /** Takes the next message out of a queue, if there is one. */
  Optional<String> poll(String queueUrl) {
    return Optional.ofNullable(queue(queueUrl).poll());
  }

  /** Takes the first message that is the wanted one out of a queue, if it is there. */
  Optional<String> take(String queueUrl, Predicate<String> wanted) {
    Queue<String> queue = queue(queueUrl);
    Optional<String> message = queue.stream().filter(wanted).findFirst();
    message.ifPresent(queue::remove);
    return message;
  }

  private Queue<String> queue(String url) {
    return queues.computeIfAbsent(url, name -> new ConcurrentLinkedQueue<>());
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

package org.clientele.api;

import static org.clientele.error.ErrorCode.INTERNAL_ERROR;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.clientele.error.ApiException;
import org.clientele.queue.MessageSender;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The way of every queue message: it is read, the operation is run, and what fails is reported by
 * itself, so that the rest of the batch does not come again.
 */
@Singleton
public class QueueAdapter {

  /** A message that is refused so often is given up. */
  private static final int TRIES = 5;

  private static final Logger LOG = Logger.getLogger(QueueAdapter.class);

  private final Json json;
  private final MessageSender sender;

  QueueAdapter(Json json, MessageSender sender) {
    this.json = json;
    this.sender = sender;
  }

  /** Returns which messages of an event have failed and are to come again. */
  public SQSBatchResponse handle(
      SQSEvent event, String function, Consumer<QueueMessage> operation) {
    return handle(event, function, operation, refused -> false);
  }

  /**
   * Returns which messages of an event have failed and are to come again. A message that is refused
   * when it has come five times goes to the dead-letter queue, with identifiers only; one that
   * meets an outage stays in its queue.
   */
  public SQSBatchResponse handle(
      SQSEvent event,
      String function,
      Consumer<QueueMessage> operation,
      String deadLetterQueueUrl) {
    return handle(
        event, function, operation, refused -> giveUp(refused, function, deadLetterQueueUrl));
  }

  /** A message and why it was refused. */
  private record Refused(QueueMessage message, ApiException why) {}

  private SQSBatchResponse handle(
      SQSEvent event,
      String function,
      Consumer<QueueMessage> operation,
      Predicate<Refused> givesUp) {
    List<BatchItemFailure> failures =
        event.getRecords().stream()
            .map(received -> new QueueMessage(received, json))
            .filter(message -> !isDone(message, function, operation, givesUp))
            .map(message -> new BatchItemFailure(message.id()))
            .toList();
    return new SQSBatchResponse(failures);
  }

  private static boolean isDone(
      QueueMessage message,
      String function,
      Consumer<QueueMessage> operation,
      Predicate<Refused> givesUp) {
    try {
      operation.accept(message);
      return true;
    } catch (ApiException e) {
      LOG.warnf("%s %s: %s %s", message.id(), function, e.code(), e.reason());
      return !e.code().isTransient() && givesUp.test(new Refused(message, e));
    } catch (SdkException e) {
      LOG.warnf(e, "%s %s: the store or a queue failed", message.id(), function);
      return false;
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s %s: unexpected failure", message.id(), function);
      return givesUp.test(new Refused(message, new ApiException(INTERNAL_ERROR, "a defect")));
    }
  }

  private boolean giveUp(Refused refused, String function, String deadLetterQueueUrl) {
    if (refused.message().receiveCount() < TRIES) {
      return false;
    }
    try {
      var letter = refused.message().toDeadLetter(function, refused.why());
      sender.send(deadLetterQueueUrl, List.of(json.write(letter)));
      return true;
    } catch (SdkException e) {
      LOG.warnf(e, "%s %s: the dead-letter queue failed", refused.message().id(), function);
      return false;
    }
  }
}

package org.clientele.queue;

import static org.clientele.error.ErrorCode.INTERNAL_ERROR;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.clientele.error.ApiException;
import org.clientele.json.Json;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The way of every queue message: it is read, the operation is run, and what fails is reported by
 * itself, so that the rest of the batch does not come again. What comes unusually often is not
 * handled in every delivery, so that a message that ends the process is parted from the rest of its
 * batch.
 *
 * <p>An event without a list of records, or with a record that has no message id, is not from SQS.
 * It is logged and thrown back before any message is handled: the invocation then counts as an
 * error, and SQS delivers the whole batch again and at last moves it to the dead-letter queue. A
 * failure without an identifier would have the batch delivered again as well, but by an invocation
 * that counts as a success. An empty list is answered without failures.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling
 *     errors for an SQS event source in Lambda</a>
 */
@Singleton
public class QueueAdapter {

  /**
   * A message that is refused and was sent so long ago is given up. The number of times it was
   * received would count outages as well.
   */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final Logger LOG = Logger.getLogger(QueueAdapter.class);

  private final Json json;
  private final MessageSender sender;
  private final Clock clock;

  public QueueAdapter(Json json, MessageSender sender, Clock clock) {
    this.json = json;
    this.sender = sender;
    this.clock = clock;
  }

  /**
   * Returns which messages of an event have failed and are to come again.
   *
   * @throws IllegalArgumentException if the event is not from SQS
   */
  public SQSBatchResponse handle(
      @Nullable SQSEvent event, String function, Consumer<QueueMessage> operation) {
    return handle(event, function, operation, refused -> false);
  }

  /**
   * Returns which messages of an event have failed and are to come again. A message that is refused
   * an hour or more after it was sent goes to the dead-letter queue, with identifiers only; one
   * that meets an outage stays in its queue.
   *
   * @throws IllegalArgumentException if the event is not from SQS
   */
  public SQSBatchResponse handle(
      @Nullable SQSEvent event,
      String function,
      Consumer<QueueMessage> operation,
      String deadLetterQueueUrl) {
    return handle(
        event, function, operation, refused -> giveUp(refused, function, deadLetterQueueUrl));
  }

  /** A message and why it was refused. */
  private record Refused(QueueMessage message, ApiException why) {}

  private SQSBatchResponse handle(
      @Nullable SQSEvent event,
      String function,
      Consumer<QueueMessage> operation,
      Predicate<Refused> givesUp) {
    List<SQSMessage> records = records(event, function);
    List<BatchItemFailure> failures =
        records.stream()
            .map(received -> new QueueMessage(received, json, clock.instant()))
            .filter(
                message ->
                    isPutOff(message, records.size(), function)
                        || !isDone(message, function, operation, givesUp))
            .map(message -> new BatchItemFailure(message.id()))
            .toList();
    return new SQSBatchResponse(failures);
  }

  private static boolean isPutOff(QueueMessage message, int batch, String function) {
    boolean putOff = batch > 1 && !message.isItsTurn();
    if (putOff) {
      LOG.warnf("%s %s: came unusually often, put off", message.id(), function);
    }
    return putOff;
  }

  private static List<SQSMessage> records(@Nullable SQSEvent event, String function) {
    if (event == null || event.getRecords() == null) {
      throw notFromSqs(function, "no list of records");
    }
    List<SQSMessage> records = event.getRecords();
    if (!records.stream().allMatch(QueueAdapter::hasId)) {
      throw notFromSqs(function, "a record without a message id");
    }
    if (records.isEmpty()) {
      LOG.warnf("%s: an event without messages", function);
    }
    return records;
  }

  private static boolean hasId(@Nullable SQSMessage received) {
    return received != null
        && received.getMessageId() != null
        && !received.getMessageId().isEmpty();
  }

  private static IllegalArgumentException notFromSqs(String function, String what) {
    LOG.errorf("%s: an event with %s is not from SQS", function, what);
    return new IllegalArgumentException("not an event from SQS: " + what);
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
    if (!refused.message().isOlderThan(PATIENCE)) {
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

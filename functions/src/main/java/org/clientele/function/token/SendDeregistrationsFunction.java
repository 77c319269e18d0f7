package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.outbox.Outbox;
import org.clientele.outbox.OutboxMessage;
import org.clientele.queue.QueueAdapter;
import org.clientele.queue.QueueMessage;
import org.jspecify.annotations.Nullable;

/**
 * Ticks of EventBridge Scheduler, from SQS, and the messages that a tick becomes: one for each
 * shard of what providers are to be asked.
 */
@Singleton
public class SendDeregistrationsFunction {

  private static final String NAME = "send-deregistrations";

  private final QueueAdapter queue;
  private final Outbox outbox;

  SendDeregistrationsFunction(QueueAdapter queue, Outbox outbox) {
    this.queue = queue;
    this.outbox = outbox;
  }

  @Funq(NAME)
  public SQSBatchResponse handle(@Nullable SQSEvent event) {
    return queue.handle(event, NAME, this::sendDeregistrations);
  }

  private void sendDeregistrations(QueueMessage message) {
    Integer shard = message.body(OutboxMessage.class).shard();
    if (shard == null) {
      outbox.begin();
    } else {
      outbox.send(shard, message.now());
    }
  }
}

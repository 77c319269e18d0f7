package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.queue.QueueAdapter;
import org.clientele.queue.QueueMessage;
import org.clientele.sweep.SweepMessage;
import org.clientele.sweep.TokenSweep;
import org.jspecify.annotations.Nullable;

/**
 * Ticks of EventBridge Scheduler, from SQS, and the messages that a tick becomes: one for each
 * shard.
 */
@Singleton
public class SweepExpiredTokensFunction {

  private static final String NAME = "sweep-expired-tokens";

  private final QueueAdapter queue;
  private final TokenSweep sweep;

  SweepExpiredTokensFunction(QueueAdapter queue, TokenSweep sweep) {
    this.queue = queue;
    this.sweep = sweep;
  }

  @Funq(NAME)
  public SQSBatchResponse handle(@Nullable SQSEvent event) {
    return queue.handle(event, NAME, this::sweepExpiredTokens);
  }

  private void sweepExpiredTokens(QueueMessage message) {
    Integer shard = message.body(SweepMessage.class).shard();
    if (shard == null) {
      sweep.begin();
    } else {
      sweep.sweep(shard, message.now());
    }
  }
}

package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.List;
import org.clientele.notice.ProviderNotice;
import org.clientele.notice.ProviderNoticeMapper;
import org.clientele.queue.MessageSender;
import org.clientele.queue.QueueAdapter;
import org.clientele.queue.QueueMessage;
import org.clientele.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Notices of token service providers, from SQS, each sent on as the messages for record-tokens that
 * it becomes. One that comes again becomes the same messages, which are recorded once.
 */
@Singleton
public class MapProviderNoticesFunction {

  private static final String NAME = "map-provider-notices";

  /** Some providers tell of ten tokens at once. */
  private static final int BODY_BYTES = 64 * 1024;

  private final QueueAdapter queue;
  private final ProviderNoticeMapper mapper;
  private final MessageSender sender;
  private final String tokensQueueUrl;
  private final String deadLetterQueueUrl;

  MapProviderNoticesFunction(
      QueueAdapter queue, ProviderNoticeMapper mapper, MessageSender sender, Settings settings) {
    this.queue = queue;
    this.mapper = mapper;
    this.sender = sender;
    this.tokensQueueUrl = settings.tokensQueue().orElseThrow();
    this.deadLetterQueueUrl = settings.noticesDeadLetterQueue().orElseThrow();
  }

  @Funq(NAME)
  public SQSBatchResponse handle(@Nullable SQSEvent event) {
    return queue.handle(event, NAME, this::mapNotice, deadLetterQueueUrl);
  }

  private void mapNotice(QueueMessage message) {
    List<ObjectNode> messages = mapper.map(message.body(ProviderNotice.class, BODY_BYTES));
    sender.send(tokensQueueUrl, messages.stream().map(ObjectNode::toString).toList());
  }
}

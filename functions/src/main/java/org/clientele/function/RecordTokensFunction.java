package org.clientele.function;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.api.QueueAdapter;
import org.clientele.api.QueueMessage;
import org.clientele.settings.Settings;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.TokenRecorded;
import org.jspecify.annotations.Nullable;

/** Messages {@code token.recorded} of token service providers, from SQS. */
@Singleton
public class RecordTokensFunction {

  private static final String NAME = "record-tokens";

  private final QueueAdapter queue;
  private final TokenReportRepository reports;
  private final String deadLetterQueueUrl;

  RecordTokensFunction(QueueAdapter queue, TokenReportRepository reports, Settings settings) {
    this.queue = queue;
    this.reports = reports;
    this.deadLetterQueueUrl = settings.tokensDeadLetterQueue();
  }

  @Funq(NAME)
  public SQSBatchResponse handle(@Nullable SQSEvent event) {
    return queue.handle(event, NAME, this::recordToken, deadLetterQueueUrl);
  }

  private void recordToken(QueueMessage message) {
    reports.record(message.body(TokenRecorded.class).requireConsistent(), message.now());
  }
}

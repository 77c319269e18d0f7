package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.json.Json;
import org.clientele.queue.QueueAdapter;
import org.clientele.queue.QueueMessage;
import org.clientele.settings.Settings;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.PaymentToken;
import org.clientele.token.TokenRecorded;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Messages {@code token.recorded} of token service providers, from SQS. */
@Singleton
public class RecordTokensFunction {

  private static final Logger LOG = Logger.getLogger(RecordTokensFunction.class);
  private static final String NAME = "record-tokens";

  private final QueueAdapter queue;
  private final TokenReportRepository reports;
  private final Json json;
  private final String deadLetterQueueUrl;
  private final String namespace;

  RecordTokensFunction(
      QueueAdapter queue, TokenReportRepository reports, Json json, Settings settings) {
    this.queue = queue;
    this.reports = reports;
    this.json = json;
    this.deadLetterQueueUrl = settings.tokensDeadLetterQueue();
    this.namespace = settings.metricsNamespace();
  }

  @Funq(NAME)
  public SQSBatchResponse handle(@Nullable SQSEvent event) {
    return queue.handle(event, NAME, this::recordToken, deadLetterQueueUrl);
  }

  private void recordToken(QueueMessage message) {
    var report = message.body(TokenRecorded.class).requireConsistent();
    PaymentToken stored = reports.record(report, message.now());
    var line = TokenReportLine.of(NAME, report, stored, message, namespace);
    if (line.isWorthLogging()) {
      LOG.info(json.write(line));
    }
  }
}

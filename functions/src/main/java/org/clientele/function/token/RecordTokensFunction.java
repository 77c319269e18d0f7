package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.error.ApiException;
import org.clientele.json.Json;
import org.clientele.queue.QueueAdapter;
import org.clientele.queue.QueueMessage;
import org.clientele.settings.Settings;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.NoticeResult;
import org.clientele.token.TokenNotice;
import org.clientele.token.message.TokenChanged;
import org.clientele.token.message.TokenRecorded;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Messages {@code token.recorded} and {@code token.changed} of token service providers, from SQS.
 */
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
    TokenNotice notice = notice(message);
    NoticeResult result = reports.record(notice, message.now()).result();
    var line = TokenReportLine.of(NAME, notice, result, message, namespace);
    if (line.isWorthLogging()) {
      LOG.info(json.write(line));
    }
  }

  private static TokenNotice notice(QueueMessage message) {
    String type = message.type();
    if (TokenRecorded.TYPE.equals(type)) {
      return message.body(TokenRecorded.class).toNotice();
    }
    if (TokenChanged.TYPE.equals(type)) {
      return message.body(TokenChanged.class).toNotice(message.paths());
    }
    throw ApiException.invalid("type", "must be token.recorded or token.changed");
  }
}

package org.clientele.function.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.TestingApi;
import org.clientele.TestingClock;
import org.clientele.TestingSettings;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.outbox.Outbox;
import org.clientele.queue.TestingSqs;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.token.Deregistration;
import org.clientele.token.Deregistration.Holder;
import org.clientele.token.Deregistration.Trigger;
import org.junit.jupiter.api.Test;

class SendDeregistrationsFunctionTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:00:00Z");

  private final Settings settings = TestingSettings.of();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final TestingSqs sqs = new TestingSqs();
  private final SendDeregistrationsFunction function =
      new SendDeregistrationsFunction(
          TestingApi.queue(sqs.sender(), settings, new TestingClock(NOW)),
          new Outbox(
              dynamoDb.deregistrations(settings),
              sqs.sender(),
              TestingApi.json(settings),
              settings));

  @Test
  void tickBecomesTheShardsAndAShardIsSent() {
    dynamoDb.clearOutbox();
    String tokenId = UUID.randomUUID().toString();
    dynamoDb.put(
        DeregistrationItem.of(
            new Deregistration(
                new MerchantId("m"),
                new CustomerId("c"),
                new PaymentTokenId(tokenId),
                "reference",
                List.of(new Holder("tsp", null)),
                Trigger.TOKEN_REMOVED,
                NOW,
                null,
                1)));

    assertThat(failed("{\"type\": \"deregistrations.send\"}")).isEmpty();
    List<String> shards = sqs.sent(settings.outboxQueue());
    assertThat(shards).hasSize(8);
    assertThat(sqs.sent(settings.deregistrationsQueue())).isEmpty();

    assertThat(failed(shards.toArray(String[]::new))).isEmpty();
    assertThat(sqs.sent(settings.deregistrationsQueue()))
        .singleElement()
        .asString()
        .contains(tokenId);
  }

  @Test
  void messageOfAnotherTypeOrShardIsRefused() {
    assertThat(
            failed(
                "{\"type\": \"deregistrations.send\", \"shard\": 8}",
                "{\"type\": \"deregistrations.send\", \"shard\": -1}",
                "{\"type\": \"tokens.sweep\"}",
                "{}"))
        .containsExactly("m-0", "m-1", "m-2", "m-3");
    assertThat(sqs.sent(settings.outboxQueue())).isEmpty();
  }

  private List<String> failed(String... bodies) {
    var event = new SQSEvent();
    event.setRecords(
        IntStream.range(0, bodies.length).mapToObj(i -> message("m-" + i, bodies[i])).toList());
    return Stream.of(function.handle(event))
        .flatMap(response -> response.getBatchItemFailures().stream())
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static SQSMessage message(String id, String body) {
    var message = new SQSMessage();
    message.setMessageId(id);
    message.setBody(body);
    return message;
  }
}

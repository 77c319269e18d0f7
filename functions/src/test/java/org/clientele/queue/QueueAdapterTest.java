package org.clientele.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.TestingApi;
import org.clientele.TestingClock;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class QueueAdapterTest {

  private static final String DEAD_LETTERS = "dead-letters";
  private static final Instant NOW = TestingIdentityProvider.NOW;
  private static final Instant HOUR_BEFORE = NOW.minusSeconds(3600);

  private record Wanted(@JsonProperty("name") String name) {}

  private final TestingSqs sqs = new TestingSqs();
  private final QueueAdapter queue =
      new QueueAdapter(
          TestingApi.json(TestingSettings.of()), sqs.sender(), TestingIdentityProvider.CLOCK);
  private final List<String> handled = new ArrayList<>();
  private final TestingLog log = new TestingLog(QueueAdapter.class);

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void eachMessageThatFailsIsReportedAndTheOthersAreHandled() {
    SQSEvent event =
        event(
            IntStream.range(0, 10)
                .mapToObj(i -> message("m-" + i, i % 3 == 1 ? "{" : named("n" + i), NOW)));

    List<String> failed = handle(event);

    assertThat(failed).containsExactly("m-1", "m-4", "m-7");
    assertThat(handled).containsExactly("n0", "n2", "n3", "n5", "n6", "n8", "n9");
  }

  @Test
  void eventWithoutMessagesHasNoFailuresAndIsLogged() {
    assertThat(handle(event(Stream.of()))).isEmpty();
    assertThat(log.onlyLine(Level.WARNING)).isEqualTo("greet: an event without messages");
  }

  static Stream<@Nullable SQSEvent> eventsNotFromSqs() {
    SQSMessage good = message("m-1", named("n"), NOW);
    return Stream.of(
        null,
        new SQSEvent(),
        event(Stream.of(good, message(null, named("n"), NOW))),
        event(Stream.of(good, message("", named("n"), NOW))),
        event(Stream.of(good, null)));
  }

  @ParameterizedTest
  @MethodSource("eventsNotFromSqs")
  void eventThatIsNotFromSqsIsAnErrorAndNoneOfItIsHandled(@Nullable SQSEvent event) {
    assertThatIllegalArgumentException().isThrownBy(() -> handle(event));
    assertThat(log.onlyLine(Level.SEVERE)).startsWith("greet: ");
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-60_000, 0, 3_599_999})
  void refusedMessageComesAgainWithinAnHour(long ageMillis) {
    assertThat(handle(event(Stream.of(message("m-1", "{}x", NOW.minusMillis(ageMillis))))))
        .containsExactly("m-1");
    assertThat(sqs.sent(DEAD_LETTERS)).isEmpty();
    assertThat(log.onlyLine(Level.WARNING)).isEqualTo("m-1 greet: INVALID_REQUEST body");
  }

  @ParameterizedTest
  @ValueSource(longs = {3_600_000, 3_600_001})
  void refusedMessageIsGivenUpAfterAnHourAndTheRestOfItsBatchIsNot(long ageMillis)
      throws JsonProcessingException {
    List<String> failed =
        handle(
            event(
                Stream.of(
                    message("m-1", "{", NOW),
                    message("m-2", "{", NOW.minusMillis(ageMillis)),
                    message("m-3", named("n"), NOW.minusMillis(ageMillis)))));

    assertThat(failed).containsExactly("m-1");
    assertThat(handled).containsExactly("n");
    assertThat(deadLetters())
        .containsExactly(
            Map.of(
                "message_id", "m-2",
                "function", "greet",
                "code", "INVALID_REQUEST",
                "message", "body must be one JSON object and is malformed at line 1, column 2",
                "reason", "body"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"note\": \"8172-2914-1777-6317\"",
        "\"token\": {\"card_data\": {\"Card No\": \"8172291417776317\"}}",
        "\"token\": {\"merchant_token_reference\": \"ref8172291417776317\"}",
        "\"cvv2\": 123, \"source\": \"8172.2914.1777.6317\"",
        "\"unknown\": [\"CVV: 123\"]"
      })
  void messageWithCardDataIsRefusedAndItsDeadLetterHoldsNone(String member) {
    String body = "{\"name\": \"n\", " + member + "}";

    assertThat(handle(event(Stream.of(message("m-1", body, NOW))))).containsExactly("m-1");
    assertThat(handle(event(Stream.of(message("m-1", body, HOUR_BEFORE))))).isEmpty();

    assertThat(handled).isEmpty();
    assertThat(String.join("", sqs.sent(DEAD_LETTERS)))
        .contains("CARD_DATA_NOT_ALLOWED")
        .doesNotContain("8172", "6317", "123");
    assertThat(log.lines()).allSatisfy(line -> assertThat(line).doesNotContain("8172", "123"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000})
  void howOftenAMessageWasReceivedDoesNotHaveItGivenUp(int receiveCount) {
    SQSMessage young = received(message("m-1", "{", NOW), receiveCount);
    SQSMessage old = received(message("m-2", "{", HOUR_BEFORE), receiveCount);

    assertThat(handle(event(Stream.of(young)))).containsExactly("m-1");
    assertThat(handle(event(Stream.of(old)))).isEmpty();
  }

  @Test
  void batchThatComesAsOftenAsAnOutageTakesIsHandledAtOnce() {
    List<SQSMessage> batch = batch().map(message -> received(message, 10)).toList();

    assertThat(handle(event(batch.stream()))).isEmpty();
  }

  @Test
  void messageThatEndsTheProcessIsPartedFromTheRestOfItsBatch() {
    List<SQSMessage> batch = new ArrayList<>(batch().toList());
    String deadly = batch.get(3).getMessageId();

    for (int delivery = 1; batch.size() > 1; delivery++) {
      assertThat(delivery).as("deliveries, of 100 before SQS gives up").isLessThan(100);
      batch.forEach(message -> received(message, 1 + receiveCount(message)));
      try {
        List<String> failed = handle(event(batch.stream()), message -> endFor(deadly, message));
        batch.removeIf(message -> !failed.contains(message.getMessageId()));
      } catch (OutOfMemoryError e) {
        // nothing is acknowledged
      }
    }

    assertThat(batch).extracting(SQSMessage::getMessageId).containsExactly(deadly);
  }

  private static Stream<SQSMessage> batch() {
    return IntStream.range(0, 10).mapToObj(i -> message("m-" + i, named("n"), NOW));
  }

  private void endFor(String deadly, QueueMessage message) {
    if (message.id().equals(deadly)) {
      throw new OutOfMemoryError("as a message may cause");
    }
    greet(message);
  }

  private static SQSMessage received(SQSMessage message, int count) {
    Map<String, String> attributes = new HashMap<>(message.getAttributes());
    attributes.put("ApproximateReceiveCount", Integer.toString(count));
    message.setAttributes(attributes);
    return message;
  }

  private static int receiveCount(SQSMessage message) {
    return Integer.parseInt(message.getAttributes().get("ApproximateReceiveCount"));
  }

  @Test
  void messageOfUnknownAgeIsNotGivenUp() {
    SQSMessage unknown = message("m-1", "{", HOUR_BEFORE);
    unknown.setAttributes(null);
    SQSMessage unsent = message("m-2", "{", HOUR_BEFORE);
    unsent.setAttributes(Map.of());

    assertThat(handle(event(Stream.of(unknown, unsent)))).containsExactly("m-1", "m-2");
  }

  @Test
  void refusedMessageStaysInAQueueWithoutADeadLetterQueueOfOurs() {
    SQSBatchResponse response =
        queue.handle(event(Stream.of(message("m-1", "{", HOUR_BEFORE))), "greet", this::greet);

    assertThat(failed(response)).containsExactly("m-1");
    assertThat(sqs.sent(DEAD_LETTERS)).isEmpty();
  }

  @Test
  void outageKeepsTheMessageHoweverOldItIs() {
    List<String> failed =
        handle(
            event(Stream.of(message("m-1", named("n"), HOUR_BEFORE))),
            failing(SdkClientException.create("the store cannot be reached")));

    assertThat(failed).containsExactly("m-1");
    assertThat(sqs.sent(DEAD_LETTERS)).isEmpty();
    assertThat(log.onlyLine(Level.WARNING)).contains("m-1", "greet");
  }

  @ParameterizedTest
  @EnumSource(names = {"CUSTOMER_CHANGED", "RATE_LIMITED", "SERVICE_UNAVAILABLE"})
  void refusalThatMayPassKeepsTheMessageHoweverOldItIs(ErrorCode code) {
    List<String> failed =
        handle(
            event(Stream.of(message("m-1", named("n"), HOUR_BEFORE))),
            failing(new ApiException(code, "later")));

    assertThat(failed).containsExactly("m-1");
    assertThat(sqs.sent(DEAD_LETTERS)).isEmpty();
  }

  @Test
  void defectCountsAsARefusalAndShowsNothingOfItself() throws JsonProcessingException {
    Consumer<QueueMessage> defect = failing(new IllegalStateException("secret"));

    assertThat(handle(event(Stream.of(message("m-1", "{}", NOW))), defect)).containsExactly("m-1");
    assertThat(handle(event(Stream.of(message("m-1", "{}", HOUR_BEFORE))), defect)).isEmpty();
    assertThat(deadLetters())
        .containsExactly(
            Map.of("message_id", "m-1", "function", "greet", "code", "INTERNAL_ERROR"));
  }

  @Test
  void messageThatCannotBeGivenUpStaysInItsQueue() {
    sqs.fail(SdkClientException.create("the queue cannot be reached"));

    assertThat(handle(event(Stream.of(message("m-1", "{", HOUR_BEFORE))))).containsExactly("m-1");
  }

  @Test
  void messageHasOneTimeHoweverLongItTakes() {
    Instant first = NOW;
    var ticking =
        new QueueAdapter(
            TestingApi.json(TestingSettings.of()), sqs.sender(), new TestingClock(first));
    List<Instant> times = new ArrayList<>();

    ticking.handle(
        event(Stream.of(message("m-1", "{}", NOW), message("m-2", "{}", NOW))),
        "greet",
        message -> times.addAll(List.of(message.now(), message.now())));

    assertThat(times).containsExactly(first, first, first.plusSeconds(1), first.plusSeconds(1));
  }

  private void greet(QueueMessage message) {
    handled.add(message.body(Wanted.class).name());
  }

  private static Consumer<QueueMessage> failing(RuntimeException why) {
    return message -> {
      throw why;
    };
  }

  private List<String> handle(@Nullable SQSEvent event) {
    return handle(event, this::greet);
  }

  private List<String> handle(@Nullable SQSEvent event, Consumer<QueueMessage> operation) {
    return failed(queue.handle(event, "greet", operation, DEAD_LETTERS));
  }

  private static List<String> failed(SQSBatchResponse response) {
    return response.getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private List<Map<?, ?>> deadLetters() throws JsonProcessingException {
    List<Map<?, ?>> letters = new ArrayList<>();
    for (String sent : sqs.sent(DEAD_LETTERS)) {
      letters.add(new ObjectMapper().readValue(sent, Map.class));
    }
    return letters;
  }

  private static String named(String name) {
    return "{\"name\": \"" + name + "\"}";
  }

  private static SQSEvent event(Stream<@Nullable SQSMessage> messages) {
    var event = new SQSEvent();
    event.setRecords(Arrays.asList(messages.toArray(SQSMessage[]::new)));
    return event;
  }

  private static SQSMessage message(@Nullable String id, String body, Instant sent) {
    var message = new SQSMessage();
    message.setMessageId(id);
    message.setBody(body);
    message.setAttributes(
        Map.of(
            "SentTimestamp", Long.toString(sent.toEpochMilli()), "ApproximateReceiveCount", "0"));
    return message;
  }
}

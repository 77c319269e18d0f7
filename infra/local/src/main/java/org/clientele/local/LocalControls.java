package org.clientele.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.clientele.settings.Settings;

/**
 * What the local server has besides the API, under {@code /local}: messages are handed to their
 * functions, the sweep is run, and time is moved, all of it when asked to.
 */
@Singleton
class LocalControls {

  /** As often as the template lets a message come again. */
  private static final int TRIES = 5;

  private static final int SWEEPERS = 8;

  /** An answer to a control: a status and a JSON body. */
  record Answer(int status, JsonNode body) {}

  private final LocalFunctions functions;
  private final LocalSqs queues;
  private final LocalClock clock;
  private final Settings settings;
  private final ObjectMapper json;

  LocalControls(
      LocalFunctions functions,
      LocalSqs queues,
      LocalClock clock,
      Settings settings,
      ObjectMapper json) {
    this.functions = functions;
    this.queues = queues;
    this.clock = clock;
    this.settings = settings;
    this.json = json;
  }

  /** Returns the answer to {@code POST path}, if that is a control. */
  Optional<Answer> post(String path, String body) {
    return switch (path) {
      case "/local/tokens" -> Optional.of(recordToken(body));
      case "/local/sweep" -> Optional.of(sweep());
      case "/local/clock" -> Optional.of(setClock(body));
      default -> Optional.empty();
    };
  }

  private Answer recordToken(String message) {
    String id = UUID.randomUUID().toString();
    if (isDelivered("record-tokens", id, message)) {
      Optional<String> deadLetter =
          queues.take(
              settings.tokensDeadLetterQueue(),
              letter -> tree(letter).path("message_id").asText().equals(id));
      return deadLetter.isEmpty()
          ? new Answer(200, json.createObjectNode().put("recorded", true))
          : new Answer(422, tree(deadLetter.get()));
    }
    return new Answer(503, json.createObjectNode().put("recorded", false));
  }

  /** Sweeps all shards, some at a time, and returns when nothing is left to do. */
  private Answer sweep() {
    queues.send(settings.sweepQueue(), "{\"type\": \"tokens.sweep\"}");
    var delivered = new AtomicInteger();
    var failed = new AtomicInteger();
    deliverNext(delivered, failed);
    ExecutorService sweepers = Executors.newFixedThreadPool(SWEEPERS);
    try {
      List<Future<?>> running =
          Stream.<Future<?>>generate(() -> sweepers.submit(() -> deliverAll(delivered, failed)))
              .limit(SWEEPERS)
              .toList();
      for (Future<?> sweeper : running) {
        sweeper.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is being stopped", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sweep failed", e);
    } finally {
      sweepers.shutdown();
    }
    int status = failed.get() == 0 ? 200 : 503;
    return new Answer(
        status,
        json.createObjectNode().put("messages", delivered.get()).put("failed", failed.get()));
  }

  private void deliverAll(AtomicInteger delivered, AtomicInteger failed) {
    while (deliverNext(delivered, failed)) {
      // until the queue is empty
    }
  }

  private boolean deliverNext(AtomicInteger delivered, AtomicInteger failed) {
    Optional<String> message = queues.poll(settings.sweepQueue());
    message.ifPresent(
        body ->
            (isDelivered("sweep-expired-tokens", UUID.randomUUID().toString(), body)
                    ? delivered
                    : failed)
                .incrementAndGet());
    return message.isPresent();
  }

  /** Hands a message to its function, again while that reports it as failed. */
  private boolean isDelivered(String function, String id, String message) {
    for (int i = 1; i <= TRIES; i++) {
      JsonNode answer = functions.call(function, event(id, message, i));
      if (answer.path("batchItemFailures").isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private ObjectNode event(String id, String body, int receiveCount) {
    ObjectNode event = json.createObjectNode();
    ObjectNode message = event.putArray("records").addObject();
    message.put("messageId", id).put("body", body).put("eventSource", "aws:sqs");
    message.putObject("attributes").put("ApproximateReceiveCount", "" + receiveCount);
    return event;
  }

  private Answer setClock(String body) {
    try {
      JsonNode wanted = tree(body);
      Instant now = Instant.parse(wanted.path("now").asText());
      if (wanted.path("stopped").asBoolean()) {
        clock.stopAt(now);
      } else {
        clock.set(now);
      }
      return new Answer(200, json.createObjectNode().put("now", now.toString()));
    } catch (DateTimeException | IllegalArgumentException e) {
      return new Answer(
          400,
          json.createObjectNode()
              .put("code", "INVALID_REQUEST")
              .put("message", "now must be a time in UTC like 2026-01-31T23:59:59Z"));
    }
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }
}

package org.clientele.local;

import static org.clientele.error.ErrorCode.FORBIDDEN;
import static org.clientele.error.ErrorCode.INTERNAL_ERROR;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.error.ErrorCode.NOT_FOUND;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.error.ErrorCode;
import org.clientele.error.ErrorResponse;
import org.clientele.settings.Settings;
import org.clientele.time.Timestamp;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the local server has in addition to the API, under {@code /local}: messages are handed to
 * their functions, what has a schedule is run, time is moved, and any function is called with any
 * event, all of it when asked to.
 */
@Singleton
class LocalControls {

  /** What the paths of all controls begin with, and of nothing else. */
  static final String ROOT = "/local/";

  /** The page that lists customers to try. */
  static final String PAGE = "/local";

  /** While the store fails. */
  private static final int TRIES = 5;

  /** A message that was sent so long ago and is refused is given up at once, and logged once. */
  private static final Duration SENT_BEFORE = Duration.ofHours(1);

  private static final int SWEEPERS = 8;

  /**
   * What a schedule has done by a tick, and by the message that the tick becomes for each shard.
   */
  private record Scheduled(String queueUrl, String queue, String function, String tick) {}

  /** An answer to a control: a status and a JSON body. */
  record Answer(int status, JsonNode body) {}

  private static final Logger LOG = Logger.getLogger(LocalControls.class);
  private static final Pattern FUNCTION = Pattern.compile("/local/functions/([^/]+)");

  private final Functions functions;
  private final LocalSqs queues;
  private final LocalClock clock;
  private final ObservedReports reports;
  private final ObservedSweep dueTokens;
  private final Settings settings;
  private final ObjectMapper json;

  /** Refuses text after the JSON. */
  private final ObjectReader strict;

  LocalControls(
      Functions functions,
      LocalSqs queues,
      LocalClock clock,
      ObservedReports reports,
      ObservedSweep dueTokens,
      Settings settings,
      ObjectMapper json) {
    this.functions = functions;
    this.queues = queues;
    this.clock = clock;
    this.reports = reports;
    this.dueTokens = dueTokens;
    this.settings = settings;
    this.json = json;
    this.strict = json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** Whether a path is the page's or may be a control's. */
  static boolean isUnder(@Nullable String path) {
    return path != null && (path.equals(PAGE) || path.startsWith(ROOT));
  }

  /**
   * Returns the answer to a caller that is not of this machine, by what of its request shows it.
   */
  Answer refuseForeign(String reason) {
    return refused(403, FORBIDDEN, "only this machine may use /local", reason);
  }

  /** Returns the answer to {@code GET path}, if that is a control. */
  Optional<Answer> get(String path) {
    return switch (path) {
      case "/local/clock" -> Optional.of(clock());
      case "/local/deregistrations" -> Optional.of(deregistrations());
      default -> Optional.empty();
    };
  }

  private Answer deregistrations() {
    ObjectNode sent = json.createObjectNode();
    ArrayNode messages = sent.putArray("messages");
    queues.all(settings.deregistrationsQueue()).forEach(message -> messages.add(tree(message)));
    return new Answer(200, sent);
  }

  /** Returns the answer to {@code POST path}, if that is a control. */
  Optional<Answer> post(String path, String body) {
    Matcher function = FUNCTION.matcher(path);
    if (function.matches()) {
      return Optional.of(invoke(function.group(1), body));
    }
    return switch (path) {
      case "/local/tokens" -> Optional.of(recordToken(body));
      case "/local/notices" -> Optional.of(mapNotice(body));
      case "/local/sweep" ->
          Optional.of(
              run(
                  new Scheduled(
                      settings.sweepQueue(),
                      "SweepQueue",
                      "sweep-expired-tokens",
                      "tokens.sweep")));
      case "/local/deregistrations" ->
          Optional.of(
              run(
                  new Scheduled(
                      settings.outboxQueue(),
                      "OutboxQueue",
                      "send-deregistrations",
                      "deregistrations.send")));
      case "/local/clock" -> Optional.of(setClock(body));
      default -> Optional.empty();
    };
  }

  private Answer clock() {
    return new Answer(
        200,
        json.createObjectNode()
            .put("now", Timestamp.format(clock.instant()))
            .put("stopped", clock.isStopped()));
  }

  /** Calls a function with an event of any kind. */
  private Answer invoke(String function, String event) {
    if (!functions.has(function)) {
      return refused(404, NOT_FOUND, "there is no function of this name", "name");
    }
    JsonNode tree;
    try {
      tree = tree(event);
    } catch (IllegalArgumentException e) {
      return refused(400, INVALID_REQUEST, "the event is not JSON", "event");
    }
    try {
      return new Answer(200, functions.invoke(function, tree));
    } catch (FunctionException e) {
      LOG.error("A function failed", e);
      return refused(502, INTERNAL_ERROR, String.valueOf(e.getMessage()), function);
    }
  }

  private Answer recordToken(String message) {
    reports.takeOutcome();
    Answer answer =
        deliver(
            "record-tokens", "TokensQueue", message, Optional.of(settings.tokensDeadLetterQueue()));
    reports
        .takeOutcome()
        .ifPresent(outcome -> ((ObjectNode) answer.body()).put("outcome", outcome));
    return answer;
  }

  /** Has a notice read, and records what it becomes; answers what went wrong first, if anything. */
  private Answer mapNotice(String notice) {
    Answer answer =
        deliver("map-provider-notices", "NoticesQueue", notice, settings.noticesDeadLetterQueue());
    ArrayNode messages = json.createArrayNode();
    while (answer.status() == 200) {
      Optional<String> message = queues.poll(settings.tokensQueue().orElseThrow());
      if (message.isEmpty()) {
        break;
      }
      messages.add(tree(message.get()));
      answer = recordToken(message.get());
    }
    ((ObjectNode) answer.body()).set("messages", messages);
    return answer;
  }

  private Answer deliver(
      String function, String queue, String message, Optional<String> deadLetters) {
    String id = UUID.randomUUID().toString();
    if (isDelivered(function, new SqsEvent.Message(queue, id, message))) {
      Optional<String> deadLetter =
          queues.take(
              deadLetters.orElseThrow(),
              letter -> tree(letter).path("message_id").asText().equals(id));
      return deadLetter.isEmpty()
          ? new Answer(200, json.createObjectNode().put("recorded", true))
          : new Answer(422, tree(deadLetter.get()));
    }
    return new Answer(503, json.createObjectNode().put("recorded", false));
  }

  /** Delivers a tick and then all shards, some at a time, until nothing is left to do. */
  private Answer run(Scheduled scheduled) {
    queues.send(scheduled.queueUrl(), "{\"type\": \"%s\"}".formatted(scheduled.tick()));
    long sweptBefore = dueTokens.swept();
    var delivered = new AtomicInteger();
    var failed = new AtomicInteger();
    deliverNext(scheduled, delivered, failed);
    ExecutorService sweepers = Executors.newFixedThreadPool(SWEEPERS);
    try {
      List<Future<?>> running =
          Stream.<Future<?>>generate(
                  () -> sweepers.submit(() -> deliverAll(scheduled, delivered, failed)))
              .limit(SWEEPERS)
              .toList();
      for (Future<?> sweeper : running) {
        sweeper.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is being stopped", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(scheduled.function() + " failed", e);
    } finally {
      sweepers.shutdown();
    }
    ObjectNode answer =
        json.createObjectNode().put("messages", delivered.get()).put("failed", failed.get());
    if (functions.isInProcess() && scheduled.function().equals("sweep-expired-tokens")) {
      answer.put("swept", dueTokens.swept() - sweptBefore);
    }
    return new Answer(failed.get() == 0 ? 200 : 503, answer);
  }

  private void deliverAll(Scheduled scheduled, AtomicInteger delivered, AtomicInteger failed) {
    while (deliverNext(scheduled, delivered, failed)) {
      // until the queue is empty
    }
  }

  private boolean deliverNext(Scheduled scheduled, AtomicInteger delivered, AtomicInteger failed) {
    Optional<String> message = queues.poll(scheduled.queueUrl());
    message.ifPresent(
        body ->
            (isDelivered(
                        scheduled.function(),
                        new SqsEvent.Message(scheduled.queue(), UUID.randomUUID().toString(), body))
                    ? delivered
                    : failed)
                .incrementAndGet());
    return message.isPresent();
  }

  /** Hands a message to its function, again while that reports it as failed. */
  private boolean isDelivered(String function, SqsEvent.Message message) {
    for (int i = 1; i <= TRIES; i++) {
      try {
        Instant sent = clock.instant().minus(SENT_BEFORE);
        JsonNode answer = functions.invoke(function, SqsEvent.of(json, message, i, sent));
        if (answer.path("batchItemFailures").isEmpty()) {
          return true;
        }
      } catch (FunctionException e) {
        LOG.error("A function failed", e);
      }
    }
    return false;
  }

  private Answer setClock(String body) {
    JsonNode wanted;
    Instant now;
    try {
      wanted = tree(body);
      now = LocalClock.parse(wanted.path("now").textValue());
    } catch (IllegalArgumentException e) {
      return refused(400, INVALID_REQUEST, "now " + e.getMessage(), "now");
    }
    JsonNode stopped = wanted.path("stopped");
    if (!stopped.isMissingNode() && !stopped.isBoolean()) {
      return refused(400, INVALID_REQUEST, "stopped must be true or false", "stopped");
    }
    if (!stopped.asBoolean()) {
      clock.set(now);
    } else if (!clock.stopAt(now)) {
      return refused(
          400,
          INVALID_REQUEST,
          "the clocks of an archive's processes cannot be stopped",
          "stopped");
    }
    return new Answer(200, json.createObjectNode().put("now", now.toString()));
  }

  private Answer refused(int status, ErrorCode code, String message, String reason) {
    var details = new ErrorResponse.Details("clientele-local", "local-control", reason);
    return new Answer(status, json.valueToTree(new ErrorResponse(code.code(), message, details)));
  }

  private JsonNode tree(String text) {
    try {
      return strict.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }
}

package org.clientele.outbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.clientele.error.ApiException;
import org.clientele.json.Json;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.queue.MessageSender;
import org.clientele.settings.Settings;
import org.clientele.store.token.DeregistrationRepository;
import org.clientele.store.token.DeregistrationRepository.Due;
import org.clientele.store.token.DeregistrationRepository.Page;
import org.clientele.token.Deregistration;
import org.clientele.token.message.TokenDeregistrationRequested;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Asks providers to end tokens. Only what has been sent is stored as that, so it may be killed,
 * repeated or overlap with itself: a message may be sent twice then, and none is lost.
 */
@Singleton
public class Outbox {

  private static final Logger LOG = Logger.getLogger(Outbox.class);

  /** Sent by one message, which takes well less than its function has; the rest is left. */
  private static final int MOST = 1_000;

  private final DeregistrationRepository deregistrations;
  private final MessageSender sender;
  private final Json json;
  private final String outboxQueueUrl;
  private final String providersQueueUrl;
  private final Duration patience;
  private final String namespace;

  public Outbox(
      DeregistrationRepository deregistrations,
      MessageSender sender,
      Json json,
      Settings settings) {
    this.deregistrations = deregistrations;
    this.sender = sender;
    this.json = json;
    this.outboxQueueUrl = settings.outboxQueue();
    this.providersQueueUrl = settings.deregistrationsQueue();
    this.patience = settings.deregistrationDeadline();
    this.namespace = settings.metricsNamespace();
  }

  /** Has every shard sent, each by a message of its own. */
  public void begin() {
    sender.send(
        outboxQueueUrl,
        IntStream.range(0, DeregistrationRepository.SHARDS)
            .mapToObj(OutboxMessage::ofShard)
            .map(json::write)
            .toList());
  }

  /**
   * Sends what is to be sent of a shard, and counts what was sent and is not answered in time; what
   * it leaves is the next tick's.
   *
   * @param shard 0 to 7
   */
  public void send(int shard, Instant now) {
    Page page = deregistrations.toSend(shard);
    Sent done = send(page, new Sent(0, 0, 0), now);
    while (!page.next().isEmpty() && done.sent() < MOST) {
      page = deregistrations.toSend(shard, page.next());
      done = send(page, done, now);
    }
    int overdue = deregistrations.overdue(shard, now);
    LOG.info(json.write(OutboxLine.of(now, namespace, shard, done, overdue)));
  }

  /**
   * What has been done of a shard.
   *
   * @param unreadable that cannot be sent until somebody has looked at their items
   * @param lagSeconds by how much the one that was the longest due was late
   */
  private record Sent(int sent, int unreadable, long lagSeconds) {}

  private Sent send(Page page, Sent before, Instant now) {
    Sent done = before;
    for (List<Due> batch : page.batches()) {
      if (done.sent() < MOST) {
        done = send(batch, done, now);
      }
    }
    return done;
  }

  private Sent send(List<Due> batch, Sent before, Instant now) {
    List<Due> read = new ArrayList<>();
    List<Deregistration> open = new ArrayList<>();
    long lag = before.lagSeconds();
    for (Due due : batch) {
      try {
        lag = Math.max(lag, Duration.between(due.since(), now).toSeconds());
        open.addAll(deregistrations.open(due));
        read.add(due);
      } catch (ApiException | SdkException e) {
        throw e;
      } catch (RuntimeException e) {
        // One item that is out of shape must not keep those behind it.
        LOG.errorf(e, "a deregistration cannot be read: %s", due.id());
      }
    }
    sender.send(providersQueueUrl, open.stream().map(this::message).toList());
    open.forEach(asked -> deregistrations.sent(asked, deadline(asked)));
    read.forEach(deregistrations::done);
    return new Sent(
        before.sent() + open.size(), before.unreadable() + batch.size() - read.size(), lag);
  }

  private String message(Deregistration wanted) {
    return json.write(TokenDeregistrationRequested.from(wanted, deadline(wanted)));
  }

  /** The same however late it is sent. */
  private Instant deadline(Deregistration wanted) {
    return wanted.occurredAt().plus(patience);
  }

  /**
   * What is logged of a shard, and taken as metrics.
   *
   * @param overdue that were sent and not answered in time
   */
  @RegisterForReflection
  record OutboxLine(
      @JsonProperty("_aws") EmbeddedMetrics metrics,
      @JsonProperty("function") String function,
      @JsonProperty("shard") int shard,
      @JsonProperty("sent") int sent,
      @JsonProperty("unreadable") int unreadable,
      @JsonProperty("overdue") int overdue,
      @JsonProperty("lag_seconds") long lagSeconds) {

    static OutboxLine of(Instant now, String namespace, int shard, Sent done, int overdue) {
      return new OutboxLine(
          EmbeddedMetrics.of(
              now,
              namespace,
              List.of(List.of("function")),
              "sent",
              "unreadable",
              "overdue",
              "lag_seconds"),
          "send-deregistrations",
          shard,
          done.sent(),
          done.unreadable(),
          overdue,
          done.lagSeconds());
    }
  }
}

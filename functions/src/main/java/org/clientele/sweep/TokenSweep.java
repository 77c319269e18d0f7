package org.clientele.sweep;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.clientele.json.Json;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.queue.MessageSender;
import org.clientele.settings.Settings;
import org.clientele.store.token.DueTokenRepository;
import org.clientele.store.token.DueTokenRepository.DueToken;
import org.clientele.store.token.DueTokenRepository.Outcome;
import org.clientele.store.token.DueTokenRepository.Page;
import org.jboss.logging.Logger;

/**
 * Stores expired tokens as deactivated. What is done has left the index that it reads, so it may be
 * killed, repeated or overlap with itself and nothing has to be remembered.
 */
@Singleton
public class TokenSweep {

  private static final Logger LOG = Logger.getLogger(TokenSweep.class);

  /** A clock that is ahead by less than this deactivates nothing early; readers need no sweep. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** One partition of DynamoDB takes 1,000 writes a second; some are left for merchants. */
  private static final int TOKENS_PER_SECOND = 800;

  private final DueTokenRepository dueTokens;
  private final MessageSender sender;
  private final Json json;
  private final SweepTimer timer;
  private final String queueUrl;
  private final String namespace;
  private final Duration budget;

  TokenSweep(
      DueTokenRepository dueTokens,
      MessageSender sender,
      Json json,
      SweepTimer timer,
      Settings settings) {
    this.dueTokens = dueTokens;
    this.sender = sender;
    this.json = json;
    this.timer = timer;
    this.queueUrl = settings.sweepQueue();
    this.namespace = settings.metricsNamespace();
    this.budget = settings.sweepBudget();
  }

  /** Has every shard swept, each by a message of its own. */
  public void begin() {
    sender.send(
        queueUrl,
        IntStream.range(0, DueTokenRepository.SHARDS)
            .mapToObj(SweepMessage::ofShard)
            .map(json::write)
            .toList());
  }

  /**
   * Sweeps a shard; what time does not reach, or the table does not take, is left to the next tick.
   *
   * @param shard 0 to 63
   * @param now tokens that expired less than a minute before are not due
   */
  public void sweep(int shard, Instant now) {
    long begun = timer.nanos();
    Instant due = now.minus(GRACE);
    Page page = dueTokens.find(shard, due);
    long lag = lag(page, now);
    Outcome done = sweep(page, begun);
    while (!page.next().isEmpty() && !isTimeUp(begun)) {
      page = dueTokens.find(shard, due, page.next());
      lag = Math.max(lag, lag(page, now));
      done = done.plus(sweep(page, begun));
    }
    if (done.unreadable() > 0) {
      LOG.errorf("shard %d: %d due tokens have unreadable items", shard, done.unreadable());
    }
    long millis = NANOSECONDS.toMillis(timer.nanos() - begun);
    LOG.info(json.write(SweepLine.of(now, namespace, shard, done, lag, millis)));
  }

  /** Returns by how many seconds the oldest token of a page is late. */
  private static long lag(Page page, Instant now) {
    return page.tokens().stream()
        .findFirst()
        .map(oldest -> Duration.between(oldest.expiry(), now).toSeconds())
        .orElse(0L);
  }

  private Outcome sweep(Page page, long begun) {
    Outcome done = new Outcome(0, 0, 0, page.unreadable());
    for (List<DueToken> batch : page.batches()) {
      if (isTimeUp(begun)) {
        done = done.plus(new Outcome(0, 0, batch.size(), 0));
      } else {
        long batchBegun = timer.nanos();
        done = done.plus(dueTokens.deactivate(batch));
        pace(batch.size(), batchBegun);
      }
    }
    return done;
  }

  private boolean isTimeUp(long begun) {
    return timer.nanos() - begun > budget.toNanos();
  }

  /** Waits as long as the batch should have taken longer. */
  private void pace(int tokens, long begun) {
    long nanos = TimeUnit.SECONDS.toNanos(tokens) / TOKENS_PER_SECOND;
    timer.await(nanos - (timer.nanos() - begun));
  }

  /**
   * What is logged of the sweep of a shard, and taken as metrics.
   *
   * @param unreadable that are due and whose items have to be looked at
   * @param lagSeconds by how much the oldest due token was late
   */
  @RegisterForReflection
  record SweepLine(
      @JsonProperty("_aws") EmbeddedMetrics metrics,
      @JsonProperty("function") String function,
      @JsonProperty("shard") int shard,
      @JsonProperty("swept") int swept,
      @JsonProperty("conflicts") int conflicts,
      @JsonProperty("left") int left,
      @JsonProperty("unreadable") int unreadable,
      @JsonProperty("lag_seconds") long lagSeconds,
      @JsonProperty("duration_ms") long durationMillis) {

    static SweepLine of(
        Instant now, String namespace, int shard, Outcome done, long lag, long millis) {
      return new SweepLine(
          EmbeddedMetrics.of(
              now,
              namespace,
              List.of(List.of("function")),
              "swept",
              "conflicts",
              "unreadable",
              "lag_seconds"),
          "sweep-expired-tokens",
          shard,
          done.swept(),
          done.conflicts(),
          done.left(),
          done.unreadable(),
          lag,
          millis);
    }
  }
}

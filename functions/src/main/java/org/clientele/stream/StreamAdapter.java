package org.clientele.stream;

import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.clientele.error.ApiException;
import org.clientele.json.Json;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.settings.Settings;
import org.clientele.stream.StreamEvent.Write;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The way of every batch of a stream: its records are read, the operation is run on all of them,
 * and if it fails the whole batch comes again, before any later record of its shard. A record that
 * cannot be read never could be: it is counted and passed over, and does not hold up the others.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html">Partial
 *     batch response with DynamoDB</a>
 */
@Singleton
public class StreamAdapter {

  private static final Logger LOG = Logger.getLogger(StreamAdapter.class);

  private final Json json;
  private final Clock clock;
  private final String namespace;

  public StreamAdapter(Json json, Clock clock, Settings settings) {
    this.json = json;
    this.clock = clock;
    this.namespace = settings.metricsNamespace();
  }

  /**
   * Returns from which record on the batch is to come again, if it is.
   *
   * @param reader gives nothing for a record that the operation has no use for
   * @param operation returns how much it has written
   * @throws IllegalArgumentException if the event is not of a stream
   */
  public <T> StreamsEventResponse handle(
      @Nullable StreamEvent event,
      String function,
      Function<Write, Optional<T>> reader,
      ToIntFunction<List<T>> operation) {
    List<Write> writes = writes(event, function);
    if (writes.isEmpty()) {
      LOG.warnf("%s: an event without records", function);
      return new StreamsEventResponse(List.of());
    }
    List<T> read = new ArrayList<>();
    int unreadable = 0;
    for (Write write : writes) {
      try {
        reader.apply(write).ifPresent(read::add);
      } catch (RuntimeException e) {
        // Its message may hold what the item holds.
        LOG.errorf(
            "%s %s: an item is not in its form: %s",
            write.sequenceNumber(), function, e.getClass().getSimpleName());
        unreadable++;
      }
    }
    String first = writes.get(0).sequenceNumber();
    try {
      int written = operation.applyAsInt(read);
      log(function, writes, written, unreadable);
      return new StreamsEventResponse(List.of());
    } catch (ApiException e) {
      LOG.warnf("%s %s: %s", first, function, e.code());
    } catch (SdkException e) {
      LOG.warnf(e, "%s %s: the store failed", first, function);
    }
    return new StreamsEventResponse(List.of(new BatchItemFailure(first)));
  }

  private static List<Write> writes(@Nullable StreamEvent event, String function) {
    if (event == null || event.records() == null) {
      throw notOfAStream(function);
    }
    List<Write> writes = new ArrayList<>();
    for (StreamEvent.Item item : event.records()) {
      if (item == null || item.write() == null || item.write().sequenceNumber() == null) {
        throw notOfAStream(function);
      }
      writes.add(item.write());
    }
    return writes;
  }

  private static IllegalArgumentException notOfAStream(String function) {
    LOG.errorf("%s: an event is not of a stream", function);
    return new IllegalArgumentException("not an event of a stream");
  }

  private void log(String function, List<Write> writes, int written, int unreadable) {
    Instant now = clock.instant();
    long oldest = writes.stream().mapToLong(Write::createdAt).min().orElseThrow();
    LOG.info(
        json.write(
            new BatchLine(
                EmbeddedMetrics.of(
                    now,
                    namespace,
                    List.of(List.of("function")),
                    "records",
                    "lag_seconds",
                    "unreadable"),
                function,
                writes.size(),
                written,
                unreadable,
                Math.max(now.getEpochSecond() - oldest, 0))));
  }

  /**
   * What is logged of a batch, and taken as metrics.
   *
   * @param unreadable whose items have to be looked at
   * @param lagSeconds how old the oldest record was when it was done
   */
  @RegisterForReflection
  record BatchLine(
      @JsonProperty("_aws") EmbeddedMetrics metrics,
      @JsonProperty("function") String function,
      @JsonProperty("records") int records,
      @JsonProperty("written") int written,
      @JsonProperty("unreadable") int unreadable,
      @JsonProperty("lag_seconds") long lagSeconds) {}
}

package org.clientele.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.clientele.embedded.TableStream;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerItem;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Hands what becomes of customers to index-customers, as Lambda does on AWS: in order, and again
 * until it is done. What another server left undone is done first.
 */
@Singleton
class LocalStream {

  private static final String FUNCTION = "index-customers";

  private static final Logger LOG = Logger.getLogger(LocalStream.class);

  /** With the time that a batch takes, searches find a new customer within 200 ms. */
  private static final long PAUSE_MILLIS = 100;

  private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;

  private static final long LONGEST_CALL_MILLIS = 3_000;

  private final Functions functions;
  private final LocalClock clock;
  private final ObjectMapper json;
  private final URI endpoint;
  private final String table;

  /** There is one server in a process, and its store has to outlast the last call. */
  private static volatile @Nullable Thread following;

  private static volatile boolean stopped;

  LocalStream(
      Functions functions,
      LocalClock clock,
      ObjectMapper json,
      Settings settings,
      @ConfigProperty(name = "quarkus.dynamodb.endpoint-override") URI endpoint) {
    this.functions = functions;
    this.clock = clock;
    this.json = json;
    this.endpoint = endpoint;
    this.table = settings.customersTable();
  }

  /** Begins to follow the stream, beside everything else. */
  void start() {
    stopped = false;
    var follower = new Thread(this::follow, "stream");
    follower.setDaemon(true);
    following = follower;
    follower.start();
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
  }

  /** Ends it, and returns when no call is being made any more. */
  static void end() {
    stopped = true;
    Thread follower = following;
    if (follower != null) {
      try {
        follower.join(LONGEST_CALL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void follow() {
    try {
      Optional<TableStream> stream =
          StartCalls.untilDone(() -> TableStream.fromBeginning(endpoint, table));
      if (stream.isPresent()) {
        follow(stream.get());
      } else {
        withoutStream();
      }
    } catch (SdkException e) {
      withoutStream();
    }
  }

  private void withoutStream() {
    LOG.warnf(
        "The DynamoDB at %s has no streams: searches find what the command search-index has found",
        endpoint);
  }

  private void follow(TableStream stream) {
    boolean failed = false;
    while (!stopped) {
      try {
        stream.drain(this::isDone);
        failed = false;
      } catch (SdkException e) {
        if (!failed && !stopped) {
          LOG.warnf("The stream of %s cannot be read: %s", table, e.getClass().getSimpleName());
        }
        failed = true;
      }
      pause(failed ? PAUSE_AFTER_FAILURE_MILLIS : PAUSE_MILLIS);
    }
    stream.close();
  }

  private boolean isDone(List<Record> records) {
    List<Record> customers =
        records.stream()
            .filter(record -> CustomerItem.isCustomer(record.dynamodb().keys()))
            .toList();
    if (customers.isEmpty()) {
      return true;
    }
    try {
      JsonNode event = json.valueToTree(TableStream.event(customers, clock.offset()));
      JsonNode answer = functions.invoke(FUNCTION, event);
      if (answer.path("batchItemFailures").isEmpty()) {
        return true;
      }
    } catch (FunctionException e) {
      if (!stopped) {
        LOG.warnf("%s failed and is called again: %s", FUNCTION, e.getMessage());
      }
    }
    pause(PAUSE_AFTER_FAILURE_MILLIS);
    return false;
  }

  private void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }
}

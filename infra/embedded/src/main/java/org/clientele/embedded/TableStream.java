package org.clientele.embedded;

import static java.util.stream.Collectors.toMap;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The stream of a table, read as Lambda reads it: in batches, each shard in order and after its
 * parent, and a batch that is not handled comes again.
 */
public final class TableStream implements AutoCloseable {

  private static final int BATCH = 100;

  /**
   * How far a shard has been read.
   *
   * @param last the sequence number of the last record; null before the first
   */
  private record Position(String iterator, @Nullable String last) {}

  private final DynamoDbStreamsClient client;
  private final String arn;
  private final Map<String, Position> open = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();

  private TableStream(DynamoDbStreamsClient client, String arn) {
    this.client = client;
    this.arn = arn;
  }

  /** Returns the stream of a table from its beginning, if the engine has one. */
  public static Optional<TableStream> fromBeginning(URI endpoint, String tableName) {
    return of(endpoint, tableName)
        .map(
            stream -> {
              stream.find(ShardIteratorType.TRIM_HORIZON);
              return stream;
            });
  }

  /** Returns the stream of what is written to a table from now on, if the engine has one. */
  public static Optional<TableStream> fromNow(URI endpoint, String tableName) {
    return of(endpoint, tableName)
        .map(
            stream -> {
              stream.find(ShardIteratorType.LATEST);
              return stream;
            });
  }

  private static Optional<TableStream> of(URI endpoint, String tableName) {
    try (DynamoDbClient dynamoDb = EmbeddedDynamoDb.client(endpoint)) {
      var table = dynamoDb.describeTable(describe -> describe.tableName(tableName)).table();
      return Optional.ofNullable(table.latestStreamArn())
          .map(arn -> new TableStream(EmbeddedDynamoDb.streams(endpoint), arn));
    }
  }

  /**
   * Hands on all records that there are, until one batch is not handled.
   *
   * @param handler takes a batch of one shard; whether it is done with it
   * @return how many records have been handled
   */
  public int drain(Predicate<List<Record>> handler) {
    int before = -1;
    int handled = 0;
    while (handled > before) {
      before = handled;
      for (var shard : Map.copyOf(open).entrySet()) {
        handled += read(shard.getKey(), shard.getValue(), handler);
      }
    }
    return handled;
  }

  private int read(String shard, Position position, Predicate<List<Record>> handler) {
    GetRecordsResponse read;
    try {
      read = client.getRecords(get -> get.shardIterator(position.iterator()).limit(BATCH));
    } catch (ExpiredIteratorException e) {
      // The machine was asleep.
      open.put(shard, new Position(iterator(shard, position.last()), position.last()));
      return 0;
    }
    List<Record> records = read.records();
    if (!records.isEmpty() && !handler.test(records)) {
      return 0;
    }
    if (read.nextShardIterator() == null) {
      open.remove(shard);
      find(ShardIteratorType.TRIM_HORIZON);
      return Math.max(records.size(), open.isEmpty() ? 0 : 1);
    }
    String last =
        records.isEmpty()
            ? position.last()
            : records.get(records.size() - 1).dynamodb().sequenceNumber();
    open.put(shard, new Position(read.nextShardIterator(), last));
    return records.size();
  }

  /** Opens the shards that are not known yet and whose parents are done. */
  private void find(ShardIteratorType from) {
    List<Shard> shards = new ArrayList<>();
    String after = null;
    do {
      String start = after;
      var page =
          client
              .describeStream(describe -> describe.streamArn(arn).exclusiveStartShardId(start))
              .streamDescription();
      shards.addAll(page.shards());
      after = page.lastEvaluatedShardId();
    } while (after != null);
    for (Shard shard : shards) {
      boolean ended = shard.sequenceNumberRange().endingSequenceNumber() != null;
      if (open.containsKey(String.valueOf(shard.parentShardId())) || !known.add(shard.shardId())) {
        continue;
      }
      if (from != ShardIteratorType.LATEST || !ended) {
        open.put(shard.shardId(), new Position(iterator(shard.shardId(), from), null));
      }
    }
  }

  private String iterator(String shard, ShardIteratorType from) {
    return client
        .getShardIterator(get -> get.streamArn(arn).shardId(shard).shardIteratorType(from))
        .shardIterator();
  }

  private String iterator(String shard, @Nullable String last) {
    return last == null
        ? iterator(shard, ShardIteratorType.TRIM_HORIZON)
        : client
            .getShardIterator(
                get ->
                    get.streamArn(arn)
                        .shardId(shard)
                        .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                        .sequenceNumber(last))
            .shardIterator();
  }

  /**
   * Returns the event that Lambda makes of records, as JSON has it.
   *
   * @param ahead by how much the readers' clock is ahead of the engine's
   */
  public static Map<String, Object> event(List<Record> records, Duration ahead) {
    return Map.of("Records", records.stream().map(record -> record(record, ahead)).toList());
  }

  private static Map<String, Object> record(Record record, Duration ahead) {
    var change = record.dynamodb();
    Instant created = change.approximateCreationDateTime().plus(ahead);
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("ApproximateCreationDateTime", created.getEpochSecond());
    written.put("Keys", item(change.keys()));
    if (change.hasOldImage()) {
      written.put("OldImage", item(change.oldImage()));
    }
    if (change.hasNewImage()) {
      written.put("NewImage", item(change.newImage()));
    }
    written.put("SequenceNumber", change.sequenceNumber());
    written.put("StreamViewType", change.streamViewTypeAsString());
    return Map.of(
        "eventID",
        record.eventID(),
        "eventName",
        record.eventNameAsString(),
        "eventSource",
        "aws:dynamodb",
        "dynamodb",
        written);
  }

  private static Map<String, Object> item(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, attribute -> value(attribute.getValue())));
  }

  private static Map<String, Object> value(AttributeValue value) {
    return switch (value.type()) {
      case S -> Map.of("S", value.s());
      case N -> Map.of("N", value.n());
      case BOOL -> Map.of("BOOL", value.bool());
      case NUL -> Map.of("NULL", true);
      case SS -> Map.of("SS", value.ss());
      case NS -> Map.of("NS", value.ns());
      case M -> Map.of("M", item(value.m()));
      case L -> Map.of("L", value.l().stream().map(TableStream::value).toList());
      case B, BS, UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalArgumentException("an attribute of a type that no item here has");
    };
  }

  @Override
  public void close() {
    client.close();
  }
}

package org.clientele.store.repair;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.store.customer.ClaimCheck;
import org.clientele.store.customer.HistoryCheck;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.ParallelCalls;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.merchant.CustomFieldCheck;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import org.clientele.store.token.DefaultTokenCheck;
import org.clientele.store.token.DeregistrationCheck;
import org.clientele.store.token.TokenCountCheck;
import org.clientele.store.token.TokenItemCheck;
import org.clientele.store.token.TokenOwnerCheck;
import org.clientele.store.token.TokenPointerCheck;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Looks at every item of the customers table with those that it belongs to. What it holds in memory
 * grows with what it finds, and not with the table. It may be ended and begun again, while requests
 * are served: a half is one only if all that it was seen by was so at one moment, and it is mended
 * only while that is so.
 *
 * <p>The table is read twice: first customers, tokens and definitions of fields, whose words count,
 * then the items that follow them, of which by then only those are wrong that nobody has claimed.
 */
public final class TableRepair {

  private static final int SEGMENTS = 8;
  private static final int AT_ONCE = 100;
  private static final Duration PATIENCE = Duration.ofDays(30);

  /** More often than this nobody changes the same items right between two reads. */
  private static final int ATTEMPTS = 20;

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final List<Check> checks;
  private final Options options;
  private final BiConsumer<Half, Boolean> listener;

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Map<HalfKind, Long> found = new ConcurrentHashMap<>();
  private final Map<HalfKind, Long> left = new ConcurrentHashMap<>();
  private final LongAdder items = new LongAdder();

  /**
   * What is wanted of a repair.
   *
   * @param apply whether to mend what is found
   * @param restoredTo the moment to which the table was restored; null to ask for no removed token
   *     again
   * @param now by which it is decided what has expired
   */
  public record Options(boolean apply, @Nullable Instant restoredTo, Instant now) {}

  /**
   * @param listener told of each half once, and whether it was mended
   */
  public TableRepair(
      DynamoDbClient dynamoDb,
      String tableName,
      Options options,
      BiConsumer<Half, Boolean> listener) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, tableName);
    this.checks =
        List.of(
            new ClaimCheck(),
            new HistoryCheck(),
            new TokenOwnerCheck(),
            new DefaultTokenCheck(),
            new TokenItemCheck(),
            new TokenPointerCheck(),
            new TokenCountCheck(),
            new DeregistrationCheck(options.restoredTo()),
            new CustomFieldCheck());
    this.options = options;
    this.listener = listener;
  }

  public RepairReport run() {
    scan(TableRepair::isTruth);
    scan(sortKey -> !isTruth(sortKey));
    return new RepairReport(items.sum(), found, left);
  }

  private static boolean isTruth(String sortKey) {
    return sortKey.equals("customer")
        || sortKey.startsWith("token#")
        || sortKey.startsWith("custom-field#");
  }

  private void scan(Predicate<String> wanted) {
    ParallelCalls.map(
        IntStream.range(0, SEGMENTS).boxed().toList(),
        segment -> {
          scan(segment, wanted);
          return true;
        },
        PATIENCE);
  }

  private void scan(int segment, Predicate<String> wanted) {
    var pages =
        dynamoDb.scanPaginator(
            scan ->
                scan.tableName(table.name())
                    .segment(segment)
                    .totalSegments(SEGMENTS)
                    .consistentRead(true));
    for (var page : pages) {
      List<Map<String, AttributeValue>> concerned =
          page.items().stream().filter(item -> wanted.test(sortKey(item))).toList();
      items.add(concerned.size());
      examine(concerned, prefetched(page.items(), concerned));
    }
  }

  private static String sortKey(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredText(Attributes.SK);
  }

  private static String name(Map<String, AttributeValue> key) {
    return Attributes.of(key).requiredText(Attributes.PK) + " " + sortKey(key);
  }

  private List<Check> concerning(Map<String, AttributeValue> item) {
    return checks.stream().filter(check -> check.concerns(sortKey(item))).toList();
  }

  private Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> prefetched(
      List<Map<String, AttributeValue>> page, List<Map<String, AttributeValue>> concerned) {
    Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> known = new HashMap<>();
    page.forEach(item -> known.put(Reading.keyOf(item), Optional.of(item)));
    Set<Map<String, AttributeValue>> wanted = new LinkedHashSet<>();
    for (Map<String, AttributeValue> item : concerned) {
      isReadable(() -> concerning(item).forEach(check -> wanted.addAll(check.counterparts(item))));
    }
    wanted.removeAll(known.keySet());
    wanted.forEach(key -> known.put(key, Optional.empty()));
    List<Map<String, AttributeValue>> keys = List.copyOf(wanted);
    for (int begin = 0; begin < keys.size(); begin += AT_ONCE) {
      table
          .findAll(keys.subList(begin, Math.min(begin + AT_ONCE, keys.size())))
          .forEach(item -> known.put(Reading.keyOf(item), Optional.of(item)));
    }
    return known;
  }

  /** What cannot be read must not hold up the rest, and its values must not be told. */
  private static boolean isReadable(Runnable look) {
    try {
      look.run();
      return true;
    } catch (SdkException e) {
      throw e;
    } catch (RuntimeException e) {
      if (e instanceof ApiException refused && refused.code() == ErrorCode.RATE_LIMITED) {
        throw refused;
      }
      return false;
    }
  }

  private void examine(
      List<Map<String, AttributeValue>> concerned,
      Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> known) {
    for (Map<String, AttributeValue> item : concerned) {
      if (!isReadable(() -> examine(item, known))) {
        count(skipped(HalfKind.UNREADABLE, item), false);
      }
    }
  }

  /** What was read before an item was mended says nothing of it any more. */
  private void examine(
      Map<String, AttributeValue> item,
      Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> known) {
    boolean right = true;
    for (Check check : concerning(item)) {
      var reading = new Reading(dynamoDb, table, known);
      right = right && check.halves(item, reading, options.now()).isEmpty();
      if (!right) {
        lookAgain(check, Reading.keyOf(item));
      }
    }
  }

  /** Reads anew what looks wrong, and mends one half after the other. */
  private void lookAgain(Check check, Map<String, AttributeValue> key) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Reading reading = new Reading(dynamoDb, table, Map.of());
      List<Half> halves =
          reading
              .find(key)
              .map(item -> check.halves(item, reading, options.now()))
              .orElse(List.of());
      if (halves.isEmpty()) {
        return;
      }
      if (reading.isOfOneMoment() && isLeft(halves, reading)) {
        return;
      }
    }
    count(skipped(HalfKind.UNSETTLED, key), false);
  }

  /** Mends one half, and returns whether there was none to be mended. */
  private boolean isLeft(List<Half> halves, Reading reading) {
    List<Half> mendable =
        halves.stream().filter(half -> options.apply() && !half.mends().isEmpty()).toList();
    halves.stream().filter(half -> !mendable.contains(half)).forEach(half -> count(half, false));
    mendable.stream()
        .findFirst()
        .filter(half -> reading.store(half.mends()))
        .ifPresent(half -> count(half, true));
    return mendable.isEmpty();
  }

  /** Keys of other items than customers and tokens hold references. */
  private static Half skipped(HalfKind kind, Map<String, AttributeValue> item) {
    String sortKey = sortKey(item);
    String ids =
        sortKey.equals("customer") || sortKey.startsWith("token#")
            ? name(item)
            : sortKey.replaceFirst("#.*", "");
    return new Half(kind, Reading.keyOf(item), ids, List.of());
  }

  private void count(Half half, boolean mended) {
    if (known.add(half.kind() + " " + name(half.item()))) {
      found.merge(half.kind(), 1L, Long::sum);
      if (!mended) {
        left.merge(half.kind(), 1L, Long::sum);
      }
      listener.accept(half, mended);
    }
  }
}

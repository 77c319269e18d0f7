package org.clientele.store.search;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.CancellationReasons;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * How many customers a merchant has of each status. Beside the counts stands as what each customer
 * has been counted; both are written in one transaction, so that the counts are always the sum of
 * that, however often a change comes.
 */
@Singleton
public class CustomerCounts {

  /** A merchant's counts are the sum of so many items, so that none is hot. */
  private static final int PARTS = 8;

  /** A transaction takes 100 writes. */
  private static final int CUSTOMERS_AT_ONCE = 50;

  private static final String COUNTED = "counted";
  private static final String COUNT = "count";
  private static final String STATUS = "status";
  private static final String VERSION = "version";

  /**
   * A customer that is to be counted.
   *
   * @param before as what it has been counted; null if it has not
   * @param after null if it is gone
   */
  private record Count(
      @Nullable CustomerStatus before, @Nullable CustomerStatus after, long version) {

    Count then(Count later) {
      return new Count(before, later.after, later.version);
    }
  }

  private final DynamoDbClient dynamoDb;
  private final Table table;

  @Inject
  public CustomerCounts(DynamoDbClient dynamoDb, Settings settings) {
    this(dynamoDb, settings.searchTable());
  }

  CustomerCounts(DynamoDbClient dynamoDb, String tableName) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, tableName);
  }

  /** Returns how many customers a merchant has of some statuses, as the counts were seconds ago. */
  public long total(MerchantId merchantId, Collection<CustomerStatus> statuses) {
    var keys = IntStream.range(0, PARTS).mapToObj(part -> countKey(merchantId, part)).toList();
    long total =
        table.findAll(keys).stream()
            .map(Attributes::of)
            .flatMap(part -> statuses.stream().map(status -> part.number(status.name())))
            .mapToLong(number -> number == null ? 0 : number)
            .sum();
    return Math.max(total, 0);
  }

  /**
   * Brings the counts up to changes.
   *
   * @param changes of any customers, those of each in their order
   */
  public void follow(List<CustomerChange> changes) {
    changes.stream()
        .collect(groupingBy(CustomerChange::merchantId))
        .forEach((merchantId, own) -> follow(merchantId, counts(own)));
  }

  /**
   * Counts customers of a merchant as they are, whatever they have been counted as.
   *
   * @param customers 1 to 100
   */
  void recount(MerchantId merchantId, List<Customer> customers) {
    Map<String, Attributes> markers = new HashMap<>();
    table
        .findAll(customers.stream().map(one -> markerKey(merchantId, one.id()).toMap()).toList())
        .stream()
        .map(Attributes::of)
        .forEach(marker -> markers.put(marker.requiredText(Attributes.PK), marker));
    Map<CustomerId, Count> counts = new LinkedHashMap<>();
    for (Customer customer : customers) {
      Attributes marker =
          markers.get(markerKey(merchantId, customer.id()).requiredText(Attributes.PK));
      CustomerStatus before = marker == null ? null : marker.constant(STATUS, CustomerStatus.class);
      if (before != customer.status()) {
        counts.put(customer.id(), new Count(before, customer.status(), customer.version()));
      }
    }
    follow(merchantId, counts);
  }

  /** Whether an item of the search table says as what a customer has been counted. */
  static boolean isMarker(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredText(Attributes.SK).equals(COUNTED);
  }

  /** Returns the customer that a marker is of. */
  static CustomerId countedId(Map<String, AttributeValue> marker) {
    String pk = Attributes.of(marker).requiredText(Attributes.PK);
    return new CustomerId(pk.substring(pk.lastIndexOf('#') + 1));
  }

  /**
   * Counts customers of a merchant no more, whose items are gone.
   *
   * @param markers of them, as they were read
   */
  void discount(MerchantId merchantId, List<Map<String, AttributeValue>> markers) {
    Map<CustomerId, Count> counts = new LinkedHashMap<>();
    for (Map<String, AttributeValue> item : markers) {
      Attributes marker = Attributes.of(item);
      CustomerStatus before = marker.constant(STATUS, CustomerStatus.class);
      counts.put(countedId(item), new Count(before, null, marker.requiredNumber(VERSION)));
    }
    follow(merchantId, counts);
  }

  private static Map<CustomerId, Count> counts(List<CustomerChange> changes) {
    Map<CustomerId, Count> counts = new LinkedHashMap<>();
    changes.forEach(
        change ->
            counts.merge(
                change.id(),
                new Count(status(change.before()), status(change.after()), change.version()),
                Count::then));
    counts.values().removeIf(count -> count.before == count.after);
    return counts;
  }

  private static @Nullable CustomerStatus status(@Nullable Customer customer) {
    return customer == null ? null : customer.status();
  }

  private void follow(MerchantId merchantId, Map<CustomerId, Count> counts) {
    List<Map.Entry<CustomerId, Count>> all = List.copyOf(counts.entrySet());
    for (int begin = 0; begin < all.size(); begin += CUSTOMERS_AT_ONCE) {
      Map<CustomerId, Count> some = new LinkedHashMap<>();
      all.subList(begin, Math.min(begin + CUSTOMERS_AT_ONCE, all.size()))
          .forEach(one -> some.put(one.getKey(), one.getValue()));
      OptimisticRetry.untilDone(() -> count(merchantId, some));
    }
  }

  /** Takes out what turns out to have been counted already. */
  private Optional<Boolean> count(MerchantId merchantId, Map<CustomerId, Count> counts) {
    if (counts.isEmpty()) {
      return Optional.of(true);
    }
    List<CustomerId> ids = List.copyOf(counts.keySet());
    List<TransactWriteItem> writes = new ArrayList<>();
    counts.forEach((id, count) -> writes.add(marker(merchantId, id, count)));
    Map<CustomerStatus, Integer> differences = differences(counts.values());
    if (!differences.isEmpty()) {
      writes.add(sum(merchantId, differences));
    }
    try {
      dynamoDb.transactWriteItems(transaction -> transaction.transactItems(writes));
      return Optional.of(true);
    } catch (TransactionCanceledException e) {
      CancellationReasons.requireRace(e);
      reconsider(counts, ids, e.cancellationReasons());
      return counts.isEmpty() ? Optional.of(true) : Optional.empty();
    }
  }

  private static void reconsider(
      Map<CustomerId, Count> counts, List<CustomerId> ids, List<CancellationReason> reasons) {
    for (int i = 0; i < ids.size(); i++) {
      CancellationReason reason = reasons.get(i);
      if (CancellationReasons.isRefused(reason)) {
        Attributes held = Attributes.of(reason.hasItem() ? reason.item() : Map.of());
        counts.computeIfPresent(ids.get(i), (id, count) -> reconsidered(count, held));
      }
    }
  }

  /** Returns what is still to be counted; null if it has been. */
  private static @Nullable Count reconsidered(Count wanted, Attributes held) {
    CustomerStatus counted = held.constant(STATUS, CustomerStatus.class);
    Long version = held.number(VERSION);
    boolean isLater = version != null && version >= wanted.version() && wanted.after() != null;
    return counted == wanted.after() || isLater
        ? null
        : new Count(counted, wanted.after(), wanted.version());
  }

  /** Says as what a customer is counted from now on, if it was counted as is believed. */
  private TransactWriteItem marker(MerchantId merchantId, CustomerId id, Count count) {
    Attributes key = markerKey(merchantId, id);
    CustomerStatus before = count.before();
    CustomerStatus after = count.after();
    Condition believed =
        before == null ? Condition.absent() : Condition.equal(STATUS, before.name());
    if (after == null) {
      return table.delete(key.toMap(), believed, Refusal.race()).item();
    }
    Condition newer =
        before == null ? believed : believed.and(Condition.less(VERSION, count.version()));
    return table
        .put(
            key.put(STATUS, after.name()).put(VERSION, count.version()).toMap(),
            newer,
            Refusal.race())
        .item();
  }

  private static Map<CustomerStatus, Integer> differences(Collection<Count> counts) {
    Map<CustomerStatus, Integer> differences = new HashMap<>();
    for (Count count : counts) {
      if (count.before() != null) {
        differences.merge(count.before(), -1, Integer::sum);
      }
      if (count.after() != null) {
        differences.merge(count.after(), 1, Integer::sum);
      }
    }
    differences.values().removeIf(difference -> difference == 0);
    return differences;
  }

  private TransactWriteItem sum(MerchantId merchantId, Map<CustomerStatus, Integer> differences) {
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    differences.forEach(
        (status, difference) -> {
          names.put("#" + status, status.name());
          values.put(":" + status, AttributeValue.fromN(Integer.toString(difference)));
        });
    String sums = names.values().stream().map("#%1$s :%1$s"::formatted).collect(joining(", "));
    var update =
        Update.builder()
            .tableName(table.name())
            .key(countKey(merchantId, ThreadLocalRandom.current().nextInt(PARTS)))
            .updateExpression("ADD " + sums)
            .expressionAttributeNames(names)
            .expressionAttributeValues(values)
            .build();
    return TransactWriteItem.builder().update(update).build();
  }

  private static Attributes markerKey(MerchantId merchantId, CustomerId id) {
    return Attributes.key(merchantId + "#" + COUNTED + "#" + id, COUNTED);
  }

  private static Map<String, AttributeValue> countKey(MerchantId merchantId, int part) {
    return Attributes.key(merchantId + "#" + COUNT + "#" + part, COUNT).toMap();
  }
}

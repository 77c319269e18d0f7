package org.clientele.store.customer;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.reverseOrder;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerFilter;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.cursor.Cursors;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.ParallelCalls;
import org.clientele.store.dynamodb.Table;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A merchant's customers page by page, newest first. A customer's place is its creation, which
 * never changes, and a cursor is a place; so whatever is created, changed or deleted meanwhile, who
 * is there throughout comes once.
 *
 * <p>A page costs the same however many customers there are: the youngest places of each partition
 * of the index tell which customers come next, and those are read themselves and checked, until the
 * page is full or enough were read. Then it is shorter than it might be, and not the last.
 */
@Singleton
public class CustomerPages {

  /** So many customers a page reads at most. */
  static final int MOST_READ = 500;

  /** One more than fit into the half read unit that a query costs at least. */
  private static final int PLACES_OF_EACH_SHARD = 21;

  /** DynamoDB takes so many keys at once. */
  private static final int BATCH = 100;

  /** Each time that too few customers were wanted, so many times as many are read for each. */
  private static final int WIDER = 5;

  /**
   * So long a page waits for the index, and goes on to read customers; with its other calls, less
   * than its function has.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Before any place, and after any. */
  private static final String OLDEST = "0";

  private static final String NEWEST = "~";

  /**
   * Places in the list, newest first.
   *
   * @param isAll whether there are no older ones
   */
  private record Places(List<String> keys, boolean isAll) {

    /** Puts together what is known of all shards: what is older than one's last is not. */
    static Places merged(List<Places> shards) {
      Optional<String> knownTo =
          shards.stream()
              .filter(shard -> !shard.isAll)
              .map(shard -> shard.keys.get(shard.keys.size() - 1))
              .max(naturalOrder());
      return new Places(
          shards.stream()
              .flatMap(shard -> shard.keys.stream())
              .filter(key -> knownTo.isEmpty() || key.compareTo(knownTo.get()) >= 0)
              .distinct()
              .sorted(reverseOrder())
              .toList(),
          knownTo.isEmpty());
    }
  }

  /**
   * Customers that are wanted, newest first.
   *
   * @param readTo the place after which there may be more; absent if there are none
   */
  private record Found(List<Customer> customers, @Nullable String readTo) {}

  private final DynamoDbClient dynamoDb;
  private final Cursors cursors;
  private final Table table;

  public CustomerPages(DynamoDbClient dynamoDb, Cursors cursors, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.cursors = cursors;
    this.table = new Table(dynamoDb, settings.customersTable());
  }

  /** Returns a page as the other {@code list} does, where any customer may be wanted. */
  public CustomerPage list(
      MerchantId merchantId,
      CustomerFilter filter,
      int limit,
      @Nullable String cursor,
      Instant now) {
    return list(merchantId, filter, null, limit, cursor, now);
  }

  /**
   * Returns a page of the customers that are wanted by a reader at {@code now}.
   *
   * @param among who alone may be wanted, 100 at most; null where that is not known
   * @param limit how many it has at most
   * @param cursor {@link CustomerPage#nextCursor} of the page before; absent for the first
   * @throws ApiException {@code INVALID_REQUEST} if the cursor is not of the merchant's customers
   *     by this filter; {@code SERVICE_UNAVAILABLE}; {@code RATE_LIMITED}
   */
  public CustomerPage list(
      MerchantId merchantId,
      CustomerFilter filter,
      @Nullable List<CustomerId> among,
      int limit,
      @Nullable String cursor,
      Instant now) {
    String list = "customers " + filter.canonical();
    String after = cursor == null ? null : cursors.parse(merchantId, list, cursor);
    Found found =
        few(merchantId, filter, among, after, now)
            .orElseGet(() -> created(merchantId, filter, limit, after, now));
    List<Customer> page = found.customers.stream().limit(limit).toList();
    String next =
        found.customers.size() > limit
            ? CustomerItem.listKey(page.get(page.size() - 1))
            : found.readTo;
    return new CustomerPage(page, next == null ? null : cursors.format(merchantId, list, next));
  }

  /**
   * Returns those among the ones that are known, or of a country code and mobile number; nothing
   * where neither is given, or more have the number than are read at once.
   */
  private Optional<Found> few(
      MerchantId merchantId,
      CustomerFilter filter,
      @Nullable List<CustomerId> among,
      @Nullable String after,
      Instant now) {
    List<CustomerId> ids =
        among == null && filter.countryCode() != null && filter.mobileNumber() != null
            ? idsOf(CustomerItem.mobileKey(merchantId, filter.countryCode(), filter.mobileNumber()))
            : among;
    return ids == null || ids.size() > BATCH
        ? Optional.empty()
        : Optional.of(
            new Found(
                read(merchantId, ids)
                    .filter(customer -> isAfter(after, CustomerItem.listKey(customer)))
                    .filter(customer -> filter.matches(customer.asOf(now)))
                    .sorted(comparing(CustomerItem::listKey, reverseOrder()))
                    .toList(),
                null));
  }

  private List<CustomerId> idsOf(String mobileKey) {
    return dynamoDb
        .query(
            query ->
                query
                    .tableName(table.name())
                    .indexName(CustomerItem.LOOKUP_INDEX)
                    .keyConditionExpression("#mobile = :mobile")
                    .expressionAttributeNames(Map.of("#mobile", CustomerItem.MOBILE_KEY))
                    .expressionAttributeValues(Map.of(":mobile", AttributeValue.fromS(mobileKey)))
                    .limit(BATCH + 1))
        .items()
        .stream()
        .map(Attributes::of)
        .map(CustomerItem::customerId)
        .distinct()
        .toList();
  }

  /** Returns those that come next in the order of creation, one more than the limit at most. */
  private Found created(
      MerchantId merchantId,
      CustomerFilter filter,
      int limit,
      @Nullable String after,
      Instant now) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Places places = places(merchantId, filter, after);
    int most = Math.min(places.keys.size(), MOST_READ);
    List<Customer> found = new ArrayList<>();
    int read = 0;
    int width = 1;
    while (found.size() <= limit && read < most && (read == 0 || System.nanoTime() - end < 0)) {
      int portion = Math.min((limit + 1 - found.size()) * width, BATCH);
      List<String> next = places.keys.subList(read, Math.min(read + portion, most));
      read(merchantId, next.stream().map(CustomerItem::listedId).toList())
          .filter(customer -> filter.matches(customer.asOf(now)))
          .forEach(found::add);
      read += next.size();
      width *= WIDER;
    }
    boolean isAll = places.isAll && read == places.keys.size();
    return new Found(found, isAll ? null : places.keys.get(read - 1));
  }

  private Places places(MerchantId merchantId, CustomerFilter filter, @Nullable String after) {
    String oldest = filter.createdFrom() == null ? OLDEST : Timestamp.format(filter.createdFrom());
    String newest =
        filter.createdTo() == null ? NEWEST : Timestamp.format(filter.createdTo()) + NEWEST;
    return Places.merged(
        ParallelCalls.map(
            CustomerItem.listShards(merchantId),
            shard -> places(shard, oldest, after == null ? newest : after, after),
            PATIENCE));
  }

  private Places places(String shard, String oldest, String newest, @Nullable String after) {
    var response =
        dynamoDb.query(
            query ->
                query
                    .tableName(table.name())
                    .indexName(CustomerItem.LIST_INDEX)
                    .keyConditionExpression("#shard = :shard AND #key BETWEEN :oldest AND :newest")
                    .expressionAttributeNames(
                        Map.of("#shard", CustomerItem.LIST_SHARD, "#key", CustomerItem.LIST_KEY))
                    .expressionAttributeValues(values(shard, oldest, newest))
                    .scanIndexForward(false)
                    .limit(PLACES_OF_EACH_SHARD));
    return new Places(
        response.items().stream()
            .map(entry -> Attributes.of(entry).requiredText(CustomerItem.LIST_KEY))
            .filter(key -> isAfter(after, key))
            .toList(),
        !response.hasLastEvaluatedKey());
  }

  private static Map<String, AttributeValue> values(String shard, String oldest, String newest) {
    return Map.of(
        ":shard", AttributeValue.fromS(shard),
        ":oldest", AttributeValue.fromS(oldest),
        ":newest", AttributeValue.fromS(newest));
  }

  private static boolean isAfter(@Nullable String place, String key) {
    return place == null || key.compareTo(place) < 0;
  }

  /** Returns the customers of these ids that there are, in their order. */
  private Stream<Customer> read(MerchantId merchantId, List<CustomerId> ids) {
    if (ids.isEmpty()) {
      return Stream.empty();
    }
    Map<CustomerId, Customer> customers = new HashMap<>();
    table.findAll(ids.stream().map(id -> CustomerItem.key(merchantId, id)).toList()).stream()
        .map(CustomerItem::toCustomer)
        .forEach(customer -> customers.put(customer.id(), customer));
    return ids.stream().map(customers::get).filter(Objects::nonNull);
  }
}

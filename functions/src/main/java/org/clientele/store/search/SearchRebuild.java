package org.clientele.store.search;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clientele.customer.Customer;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.BatchWrites;
import org.clientele.store.dynamodb.Table;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Makes the search index and the counts what the customers are, whatever has become of them. It may
 * be ended and begun again, while others write and index-customers follows them: what they add is
 * not taken away.
 */
public final class SearchRebuild {

  private static final int AT_ONCE = 100;

  /**
   * What a rebuild has done.
   *
   * @param customers that were looked at
   * @param unreadable customers whose items are not in their form
   * @param added entries that were missing
   * @param removed entries that no customer has
   */
  public record Result(long customers, long unreadable, long added, long removed) {

    Result plus(Result other) {
      return new Result(
          customers + other.customers,
          unreadable + other.unreadable,
          added + other.added,
          removed + other.removed);
    }
  }

  private final DynamoDbClient dynamoDb;
  private final Table customers;
  private final Table search;
  private final BatchWrites writes;
  private final CustomerCounts counts;

  public SearchRebuild(DynamoDbClient dynamoDb, String customersTable, String searchTable) {
    this.dynamoDb = dynamoDb;
    this.customers = new Table(dynamoDb, customersTable);
    this.search = new Table(dynamoDb, searchTable);
    this.writes = new BatchWrites(dynamoDb, searchTable);
    this.counts = new CustomerCounts(dynamoDb, searchTable);
  }

  /** Reads both tables as a whole: what is missing is added first, then what is left over goes. */
  public Result run() {
    Result result = new Result(0, 0, 0, 0);
    var items =
        dynamoDb.scanPaginator(
            scan ->
                scan.tableName(customers.name())
                    .consistentRead(true)
                    .filterExpression("#sk = :customer")
                    .expressionAttributeNames(Map.of("#sk", Attributes.SK))
                    .expressionAttributeValues(
                        Map.of(":customer", AttributeValue.fromS("customer"))));
    for (var page : items) {
      result = result.plus(add(page.items()));
    }
    for (var page :
        dynamoDb.scanPaginator(scan -> scan.tableName(search.name()).consistentRead(true))) {
      result = result.plus(new Result(0, 0, 0, remove(page.items())));
    }
    return result;
  }

  private Result add(List<Map<String, AttributeValue>> items) {
    List<Customer> read = readable(items);
    long added = 0;
    for (var own : read.stream().collect(groupingBy(Customer::merchantId)).entrySet()) {
      for (List<Customer> some : parts(own.getValue())) {
        added += addMissing(some);
        counts.recount(own.getKey(), some);
      }
    }
    return new Result(items.size(), items.size() - read.size(), added, 0);
  }

  private static List<Customer> readable(List<Map<String, AttributeValue>> items) {
    List<Customer> read = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      try {
        read.add(CustomerItem.toCustomer(item));
      } catch (RuntimeException e) {
        // Its message may hold what the item holds; the others are not held up.
      }
    }
    return read;
  }

  private long addMissing(List<Customer> some) {
    Map<SearchItem, WriteRequest> missing = new LinkedHashMap<>();
    for (Customer customer : some) {
      SearchItem.of(customer)
          .forEach(item -> missing.put(item, SearchIndex.put(item, customer.version())));
    }
    for (List<SearchItem> items : parts(List.copyOf(missing.keySet()))) {
      search.findAll(items.stream().map(SearchItem::key).toList()).stream()
          .map(SearchItem::from)
          .forEach(missing::remove);
    }
    writes.make(List.copyOf(missing.values()));
    return missing.size();
  }

  private long remove(List<Map<String, AttributeValue>> items) {
    long removed = 0;
    for (var own : items.stream().collect(groupingBy(SearchItem::merchantId)).entrySet()) {
      for (var some : parts(own.getValue().stream().filter(SearchItem::isEntry).toList())) {
        removed += removeLeftOver(own.getKey(), some);
      }
      for (var some : parts(own.getValue().stream().filter(CustomerCounts::isMarker).toList())) {
        discountGone(own.getKey(), some);
      }
    }
    return removed;
  }

  private void discountGone(MerchantId merchantId, List<Map<String, AttributeValue>> markers) {
    Set<CustomerId> present =
        customers
            .findAll(
                markers.stream()
                    .map(CustomerCounts::countedId)
                    .map(id -> CustomerItem.key(merchantId, id))
                    .toList())
            .stream()
            .map(Attributes::of)
            .map(CustomerItem::customerId)
            .collect(toSet());
    counts.discount(
        merchantId,
        markers.stream()
            .filter(marker -> !present.contains(CustomerCounts.countedId(marker)))
            .toList());
  }

  private long removeLeftOver(MerchantId merchantId, List<Map<String, AttributeValue>> items) {
    Set<CustomerId> ids =
        items.stream().map(item -> SearchItem.from(item).customerId()).collect(toSet());
    Map<CustomerId, Customer> read =
        readable(
                customers.findAll(
                    ids.stream().map(id -> CustomerItem.key(merchantId, id)).toList()))
            .stream()
            .collect(toMap(Customer::id, identity()));
    return items.stream()
        .filter(
            item -> {
              SearchItem entry = SearchItem.from(item);
              return !SearchItem.of(read.get(entry.customerId())).contains(entry);
            })
        .filter(this::removeAsRead)
        .count();
  }

  /** One that has been written again meanwhile is a customer's once more. */
  private boolean removeAsRead(Map<String, AttributeValue> item) {
    try {
      dynamoDb.deleteItem(
          delete ->
              delete
                  .tableName(search.name())
                  .key(SearchItem.from(item).key())
                  .conditionExpression("#version = :read")
                  .expressionAttributeNames(Map.of("#version", SearchItem.VERSION))
                  .expressionAttributeValues(Map.of(":read", item.get(SearchItem.VERSION))));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private static <T> List<List<T>> parts(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int begin = 0; begin < all.size(); begin += AT_ONCE) {
      parts.add(all.subList(begin, Math.min(begin + AT_ONCE, all.size())));
    }
    return parts;
  }
}

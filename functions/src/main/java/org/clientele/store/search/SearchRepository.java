package org.clientele.store.search;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.clientele.customer.Customer;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.search.SearchEntry.Kind;
import org.clientele.search.SearchQuery;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.ParallelCalls;
import org.clientele.store.dynamodb.Table;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Customers by what they are searched for. The index is seconds behind; each customer that it leads
 * to is read, and is a hit if it matches as it is now.
 *
 * <p>DynamoDB's PartiQL would ask all partitions in one call, but it takes the condition on the
 * sort key for a filter then: it reads all that begins with the same three characters.
 */
@Singleton
public class SearchRepository {

  /**
   * Customers that are found, in the order in which the index has them.
   *
   * @param next after what the next page begins; null on the last one
   */
  public record Page(List<Customer> customers, @Nullable String next) {

    public Page {
      customers = List.copyOf(customers);
    }
  }

  /** A partition of the index, and the beginning of the sort keys that are wanted of it. */
  private record Part(Kind kind, String pk, String prefix) {}

  /**
   * What parts of the index hold, in order.
   *
   * @param complete whether nothing follows
   */
  private record Found(TreeSet<SearchItem> items, boolean complete) {}

  /** Of the time that a request has. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final DynamoDbClient dynamoDb;
  private final Table customers;
  private final String tableName;

  public SearchRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.customers = new Table(dynamoDb, settings.customersTable());
    this.tableName = settings.searchTable();
  }

  /**
   * Returns a page of the customers that a query finds. Over all pages each is there once, if it is
   * not changed meanwhile. A page may be shorter than its limit, or empty, and not be the last one.
   *
   * @param after {@link Page#next} of the page before; null for the first page
   * @param limit 1 to 100
   * @param wanted what else has to be true of a customer
   */
  public Page search(
      MerchantId merchantId,
      SearchQuery query,
      @Nullable String after,
      int limit,
      Predicate<Customer> wanted) {
    Found found = find(parts(merchantId, query), after, limit);
    Map<CustomerId, List<SearchItem>> hits = new LinkedHashMap<>();
    SearchItem last = null;
    for (SearchItem item : found.items()) {
      if (hits.size() == limit && !hits.containsKey(item.customerId())) {
        return new Page(checked(merchantId, query, hits, wanted), position(last));
      }
      hits.computeIfAbsent(item.customerId(), id -> new ArrayList<>()).add(item);
      last = item;
    }
    return new Page(
        checked(merchantId, query, hits, wanted), found.complete() ? null : position(last));
  }

  private static List<Part> parts(MerchantId merchantId, SearchQuery query) {
    String mobileEnd = query.mobileEnd();
    String prefix = SearchItem.sortKeyPrefix(query.text());
    Stream<Part> mobile =
        mobileEnd == null
            ? Stream.empty()
            : Stream.of(
                new Part(
                    Kind.MOBILE, SearchItem.mobilePartition(merchantId, mobileEnd), mobileEnd));
    Stream<Part> texts =
        SearchItem.textPartitions(merchantId, query.text()).stream()
            .map(pk -> new Part(Kind.TEXT, pk, prefix));
    return Stream.concat(mobile, texts).toList();
  }

  /** Returns the first items after a place; where one part was cut, no later ones of the others. */
  private Found find(List<Part> parts, @Nullable String after, int limit) {
    List<Part> asked =
        parts.stream()
            .filter(part -> after == null || part.kind().compareTo(kind(after)) >= 0)
            .toList();
    TreeSet<SearchItem> items = new TreeSet<>();
    TreeSet<SearchItem> cuts = new TreeSet<>();
    for (QueryResponse answer :
        ParallelCalls.map(asked, part -> dynamoDb.query(query(part, after, limit + 1)), PATIENCE)) {
      answer.items().stream().map(SearchItem::from).forEach(items::add);
      if (answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()) {
        cuts.add(SearchItem.from(answer.lastEvaluatedKey()));
      }
    }
    return cuts.isEmpty()
        ? new Found(items, true)
        : new Found(new TreeSet<>(items.headSet(cuts.first(), true)), false);
  }

  private QueryRequest query(Part part, @Nullable String after, int limit) {
    return QueryRequest.builder()
        .tableName(tableName)
        .keyConditionExpression("#pk = :pk AND begins_with(#sk, :prefix)")
        .expressionAttributeNames(Map.of("#pk", Attributes.PK, "#sk", Attributes.SK))
        .expressionAttributeValues(
            Map.of(
                ":pk", AttributeValue.fromS(part.pk()),
                ":prefix", AttributeValue.fromS(part.prefix())))
        .exclusiveStartKey(
            after == null || kind(after) != part.kind()
                ? null
                : Attributes.key(part.pk(), after.substring(1)).toMap())
        .limit(limit)
        .build();
  }

  /** A position says by its first letter in which kind of entries it is. */
  private static @Nullable String position(@Nullable SearchItem last) {
    return last == null ? null : last.kind().name().charAt(0) + last.sk();
  }

  private static Kind kind(String position) {
    return position.charAt(0) == Kind.MOBILE.name().charAt(0) ? Kind.MOBILE : Kind.TEXT;
  }

  /**
   * A customer counts where the first of its entries is that matches: it would be found again by
   * the others, on a later page or on an earlier one.
   */
  private List<Customer> checked(
      MerchantId merchantId,
      SearchQuery query,
      Map<CustomerId, List<SearchItem>> hits,
      Predicate<Customer> wanted) {
    if (hits.isEmpty()) {
      return List.of();
    }
    Map<CustomerId, Customer> read =
        customers
            .findAll(hits.keySet().stream().map(id -> CustomerItem.key(merchantId, id)).toList())
            .stream()
            .map(CustomerItem::toCustomer)
            .collect(toMap(Customer::id, identity()));
    List<Customer> checked = new ArrayList<>();
    hits.forEach(
        (id, items) ->
            Optional.ofNullable(read.get(id))
                .filter(customer -> isFirst(customer, query, items))
                .filter(wanted)
                .ifPresent(checked::add));
    return checked;
  }

  private static boolean isFirst(Customer customer, SearchQuery query, List<SearchItem> seen) {
    TreeSet<SearchItem> matching = SearchItem.of(customer, query::matches);
    return !matching.isEmpty() && seen.contains(matching.first());
  }
}

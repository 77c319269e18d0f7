package org.clientele.store.search;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerFilter;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.search.SearchEntry;
import org.clientele.search.SearchEntry.Kind;
import org.clientele.search.SearchQuery;
import org.clientele.search.SearchText;
import org.clientele.settings.Settings;
import org.clientele.store.cursor.Cursors;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerPage;
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

  /** A partition of the index, and the beginning of the sort keys that are wanted of it. */
  private record Part(Kind kind, String pk, String prefix) {
    @Override
    public String toString() {
      return kind + " ***";
    }
  }

  /**
   * What parts of the index hold, in order.
   *
   * @param complete whether nothing follows
   */
  private record Found(TreeSet<SearchItem> items, boolean complete) {}

  /** Of the time that a request has. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** So many customers are read at once. */
  private static final int BATCH = 100;

  private final DynamoDbClient dynamoDb;
  private final Cursors cursors;
  private final Table customers;
  private final String tableName;

  public SearchRepository(DynamoDbClient dynamoDb, Cursors cursors, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.cursors = cursors;
    this.customers = new Table(dynamoDb, settings.customersTable());
    this.tableName = settings.searchTable();
  }

  /**
   * Returns a page of the customers that a query finds, in the order of the index. Over all pages
   * each is there once, if it is not changed meanwhile. A page may be shorter than its limit, or
   * empty, and not be the last one.
   *
   * @param filter what else has to be true of a customer
   * @param limit 1 to 100
   * @param cursor {@link CustomerPage#nextCursor} of the page before; absent for the first
   * @throws ApiException {@code INVALID_REQUEST} if the cursor is not of the merchant's customers
   *     by this query and filter; {@code SERVICE_UNAVAILABLE}; {@code RATE_LIMITED}
   */
  public CustomerPage search(
      MerchantId merchantId,
      SearchQuery query,
      CustomerFilter filter,
      int limit,
      @Nullable String cursor,
      Instant now) {
    String list = "search %s %s".formatted(filter.canonical(), query.text());
    String after = cursor == null ? null : cursors.parse(merchantId, list, cursor);
    Found found = find(parts(merchantId, query), after, limit);
    Map<CustomerId, List<SearchItem>> hits = new LinkedHashMap<>();
    String last = null;
    boolean isFull = false;
    for (SearchItem item : found.items()) {
      isFull = hits.size() == limit && !hits.containsKey(item.customerId());
      if (isFull) {
        break;
      }
      hits.computeIfAbsent(item.customerId(), id -> new ArrayList<>()).add(item);
      last = position(item);
    }
    boolean isLast = found.complete() && !isFull;
    return new CustomerPage(
        checked(merchantId, query, hits, customer -> filter.matches(customer.asOf(now))),
        last == null || isLast ? null : cursors.format(merchantId, list, last));
  }

  /**
   * Returns who alone may have the mobile number or the email address that a filter asks for;
   * nothing where it asks for neither, or too many may, or the index does not have whom it wants.
   */
  public Optional<List<CustomerId>> among(MerchantId merchantId, CustomerFilter filter) {
    String text = filter.emailId() == null ? "" : SearchText.fold(filter.emailId());
    List<Part> parts;
    if (filter.status() == CustomerStatus.DELETED) {
      return Optional.empty();
    } else if (filter.mobileNumber() != null && filter.countryCode() == null) {
      String end = SearchEntry.reversed(filter.mobileNumber());
      parts = List.of(new Part(Kind.MOBILE, SearchItem.mobilePartition(merchantId, end), end));
    } else if (text.codePointCount(0, text.length()) >= SearchEntry.SHORTEST) {
      parts = parts(merchantId, new SearchQuery(text, null));
    } else {
      return Optional.empty();
    }
    Found found = find(parts, null, BATCH);
    List<CustomerId> ids =
        found.items().stream().map(SearchItem::customerId).distinct().limit(BATCH + 1).toList();
    return found.complete() && ids.size() <= BATCH ? Optional.of(ids) : Optional.empty();
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
  private static String position(SearchItem last) {
    return last.kind().name().charAt(0) + last.sk();
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

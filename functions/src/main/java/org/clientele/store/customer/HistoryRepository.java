package org.clientele.store.customer;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.clientele.customer.Customer;
import org.clientele.customer.HistoryEntry;
import org.clientele.customer.HistoryPage;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.cursor.Cursors;
import org.clientele.store.dynamodb.Attributes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What has changed of customers, as {@link CustomerRepository} stores it with each change. */
@Singleton
public class HistoryRepository {

  private final DynamoDbClient dynamoDb;
  private final CustomerRepository customers;
  private final Cursors cursors;
  private final String tableName;

  public HistoryRepository(
      DynamoDbClient dynamoDb, CustomerRepository customers, Cursors cursors, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.customers = customers;
    this.cursors = cursors;
    this.tableName = settings.customersTable();
  }

  /**
   * Returns a page of a customer's history. Pages hold each entry once, whatever is changed
   * meanwhile; what is changed after the first page is in none of the following ones.
   *
   * @param limit of entries, from 1
   * @param cursor of the page before; null for the first one
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id; {@code
   *     INVALID_REQUEST} if the cursor is not one of this customer's history
   */
  public HistoryPage get(
      MerchantId merchantId, CustomerId id, int limit, @Nullable String cursor, Instant now) {
    Customer customer = customers.get(merchantId, id);
    String list = "history " + id;
    long before =
        cursor == null ? Long.MAX_VALUE : Long.parseLong(cursors.parse(merchantId, list, cursor));
    List<HistoryEntry> stored = stored(customer, before, limit + 1);
    List<HistoryEntry> entries =
        Stream.of(
                unstored(customer, stored, now),
                stored.stream(),
                Stream.of(HistoryEntry.ofCreation(customer)))
            .flatMap(some -> some)
            .filter(entry -> entry.version() < before)
            .toList();
    if (entries.size() <= limit) {
      return new HistoryPage(entries, null);
    }
    String last = Long.toString(entries.get(limit - 1).version());
    return new HistoryPage(entries.subList(0, limit), cursors.format(merchantId, list, last));
  }

  /** The entry may have been stored after the customer was read. */
  private static Stream<HistoryEntry> unstored(
      Customer customer, List<HistoryEntry> stored, Instant now) {
    long latest = stored.isEmpty() ? 0 : stored.get(0).version();
    return HistoryEntry.ofExpiry(customer, now).filter(entry -> entry.version() > latest);
  }

  private List<HistoryEntry> stored(Customer customer, long before, int limit) {
    String pk = HistoryItem.partitionKey(customer.merchantId(), customer.id());
    var response =
        dynamoDb.query(
            query ->
                query
                    .tableName(tableName)
                    .keyConditionExpression("#pk = :pk AND #sk < :before")
                    .expressionAttributeNames(Map.of("#pk", Attributes.PK, "#sk", Attributes.SK))
                    .expressionAttributeValues(
                        Map.of(
                            ":pk", AttributeValue.fromS(pk),
                            ":before", AttributeValue.fromS(HistoryItem.sortKey(before))))
                    .consistentRead(true)
                    .scanIndexForward(false)
                    .limit(limit));
    return response.items().stream().map(HistoryItem::toEntry).toList();
  }
}

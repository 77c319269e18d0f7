package org.clientele.store.customer;

import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.HistoryEntry;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Transaction;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Takes away what is stored of deleted customers, and what they are found by. */
public final class CustomerErasure {

  private final DynamoDbClient dynamoDb;
  private final Table table;

  /**
   * @param table of the customers
   */
  public CustomerErasure(DynamoDbClient dynamoDb, Table table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /**
   * Returns a customer.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id
   */
  public Customer get(MerchantId merchantId, CustomerId id) {
    return table
        .find(CustomerItem.key(merchantId, id))
        .map(CustomerItem::toCustomer)
        .orElseThrow(() -> new ApiException(CUSTOMER_NOT_FOUND, "Customer not found"));
  }

  /**
   * Stores a customer without anything that was known of it, with what its history says of that,
   * and takes away its reference or mobile number, unless that is another customer's by now. Its
   * history loses the ids of requests, which merchants choose, before that.
   *
   * @return the customer as stored; as it was if it was erased before
   * @throws ApiException {@code CUSTOMER_NOT_FOUND}; {@code INVALID_USER_ACCOUNT} if it is not
   *     {@code DELETED}
   */
  public Customer erase(MerchantId merchantId, CustomerId id, Instant now) {
    Customer customer = get(merchantId, id);
    if (customer.status() == CustomerStatus.DELETED) {
      eraseRequestIds(customer);
    }
    return OptimisticRetry.untilDone(() -> tryErase(get(merchantId, id), now));
  }

  private void eraseRequestIds(Customer customer) {
    String pk = HistoryItem.partitionKey(customer.merchantId(), customer.id());
    for (var item : dynamoDb.queryPaginator(table.allOf(pk)).items()) {
      HistoryEntry entry = HistoryItem.toEntry(item);
      HistoryEntry erased = entry.withoutRequest();
      if (!erased.equals(entry)) {
        dynamoDb.putItem(put -> put.tableName(table.name()).item(HistoryItem.of(customer, erased)));
      }
    }
  }

  private Optional<Customer> tryErase(Customer read, Instant now) {
    Customer erased = read.erase(now);
    if (erased.equals(read)) {
      return Optional.of(read);
    }
    Customer stored = erased.nextVersion();
    Transaction<Customer> transaction =
        table
            .once(stored)
            .replace(
                CustomerItem.of(stored), CustomerItem.hasVersion(read), CustomerItem::toCustomer);
    HistoryItem.between(read, stored, ChangeOrigin.OPERATOR)
        .forEach(entry -> transaction.and(table.put(entry, Condition.absent(), Refusal.race())));
    Map<String, AttributeValue> claim = UniquenessItem.key(read);
    if (isStillOf(read, claim)) {
      transaction.and(table.delete(claim, UniquenessItem.claimedBy(read), Refusal.race()));
    }
    return transaction.commit();
  }

  private boolean isStillOf(Customer customer, Map<String, AttributeValue> claim) {
    return table
        .find(claim)
        .filter(item -> UniquenessItem.customerId(item).equals(customer.id()))
        .isPresent();
  }
}

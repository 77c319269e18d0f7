package org.clientele.store.token;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.customer.CustomerErasure;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Table;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Erases deleted customers, for whom operates a deployment: their tokens one by one, and last the
 * customer, so that one who is erased has no token left that is not.
 */
public final class ErasureRepository {

  /**
   * What has become of a customer.
   *
   * @param customer as stored
   * @param tokens how many of its tokens were erased now
   */
  public record Erased(Customer customer, int tokens) {}

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final CustomerErasure customers;

  /**
   * @param tableName of the customers table
   */
  public ErasureRepository(DynamoDbClient dynamoDb, String tableName) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, tableName);
    this.customers = new CustomerErasure(table);
  }

  /**
   * Whether a customer can be erased: it is {@code DELETED}, and what its providers have to be told
   * of its tokens does not wait any more.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id
   */
  public boolean isErasable(MerchantId merchantId, CustomerId id) {
    Customer customer = customers.get(merchantId, id);
    return customer.status() == CustomerStatus.DELETED
        && table.find(DeregistrationItem.key(customer)).isEmpty();
  }

  /**
   * Erases a customer that can be. It may be ended and begun again.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND}; {@code INVALID_USER_ACCOUNT} if it is not
   *     {@code DELETED}; {@code CUSTOMER_CHANGED} if others were faster every time
   */
  public Erased erase(MerchantId merchantId, CustomerId id, Instant now) {
    String pk = CustomerItem.partitionKey(merchantId, id);
    int tokens = 0;
    for (var item :
        dynamoDb.queryPaginator(table.allOf(pk, PaymentTokenItem.SORT_KEY_PREFIX)).items()) {
      Map<String, AttributeValue> key = PaymentTokenItem.key(PaymentTokenItem.toPaymentToken(item));
      boolean isChanged =
          OptimisticRetry.untilDone(
              () -> tryErase(StoredToken.from(table.find(key).orElseThrow()), now));
      tokens += isChanged ? 1 : 0;
    }
    return new Erased(customers.erase(merchantId, id, now), tokens);
  }

  private Optional<Boolean> tryErase(StoredToken read, Instant now) {
    PaymentToken erased = read.token().erase(now);
    if (erased.equals(read.token())) {
      return Optional.of(false);
    }
    PaymentToken stored = erased.nextVersion();
    return table
        .once(stored)
        .replace(
            PaymentTokenItem.of(stored, read.isDefault()),
            read.unchanged(),
            PaymentTokenItem::toPaymentToken)
        .commit()
        .map(done -> true);
  }
}

package org.clientele.store.token;

import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.customer.CustomerErasure;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.idempotency.IdempotencyRepository;
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

  /** What stands against an erasure. */
  public enum Hindrance {
    NOT_DELETED("the customer is not DELETED"),
    PROVIDERS_NOT_ASKED(
        "its providers have not been asked yet to end its tokens, which takes some minutes after"
            + " its deletion"),
    /** Repeated requests are answered with what they stored, which is the customer. */
    STILL_ANSWERED("repeated requests are answered with it until 24 hours after its deletion");

    private final String reason;

    Hindrance(String reason) {
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /** Answers are kept to the end of the second. */
  private static final Duration ANSWERED_AFTERWARDS = IdempotencyRepository.KEPT.plusSeconds(1);

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final CustomerErasure customers;

  /**
   * @param tableName of the customers table
   */
  public ErasureRepository(DynamoDbClient dynamoDb, String tableName) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, tableName);
    this.customers = new CustomerErasure(dynamoDb, table);
  }

  /**
   * Returns what stands against a customer's erasure, if something does.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id
   */
  public Optional<Hindrance> hindrance(MerchantId merchantId, CustomerId id, Instant now) {
    Customer customer = customers.get(merchantId, id);
    if (customer.status() != CustomerStatus.DELETED) {
      return Optional.of(Hindrance.NOT_DELETED);
    }
    if (table.find(DeregistrationItem.key(customer)).isPresent()) {
      return Optional.of(Hindrance.PROVIDERS_NOT_ASKED);
    }
    return customer.isErased() || now.isAfter(customer.updatedAt().plus(ANSWERED_AFTERWARDS))
        ? Optional.empty()
        : Optional.of(Hindrance.STILL_ANSWERED);
  }

  /**
   * Erases a customer, if nothing stands against it. It may be ended and begun again.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND}; {@code INVALID_USER_ACCOUNT} if something
   *     stands against it; {@code CUSTOMER_CHANGED} if others were faster every time
   */
  public Erased erase(MerchantId merchantId, CustomerId id, Instant now) {
    Optional<Hindrance> hindrance = hindrance(merchantId, id, now);
    if (hindrance.isPresent()) {
      throw new ApiException(INVALID_USER_ACCOUNT, hindrance.get().reason());
    }
    int tokens = eraseTokens(merchantId, id, now);
    return new Erased(customers.erase(merchantId, id, now), tokens);
  }

  private int eraseTokens(MerchantId merchantId, CustomerId id, Instant now) {
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
    return tokens;
  }

  private Optional<Boolean> tryErase(StoredToken read, Instant now) {
    PaymentToken erased = read.token().erase(now);
    if (erased.equals(read.token())) {
      return Optional.of(false);
    }
    PaymentToken stored = erased.nextVersion();
    return table
        .once(stored)
        .replace(PaymentTokenItem.of(stored), read.unchanged(), PaymentTokenItem::toPaymentToken)
        .commit()
        .map(done -> true);
  }
}

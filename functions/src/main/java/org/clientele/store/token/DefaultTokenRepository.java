package org.clientele.store.token;

import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.dynamodb.Change;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Transaction;
import org.clientele.store.dynamodb.Write;
import org.clientele.token.PaymentToken;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Which token is a customer's default. It stands with the customer, and the token is marked, so
 * that neither changes without the other.
 */
@Singleton
public class DefaultTokenRepository {

  private final CustomerRepository customers;
  private final PaymentTokenRepository tokens;
  private final Table table;

  public DefaultTokenRepository(
      DynamoDbClient dynamoDb,
      CustomerRepository customers,
      PaymentTokenRepository tokens,
      Settings settings) {
    this.customers = customers;
    this.tokens = tokens;
    this.table = new Table(dynamoDb, settings.customersTable());
  }

  /**
   * Makes a token its customer's default in place of another one, which is left as it was.
   *
   * @param precondition refuses the customer as it is, by what it throws
   * @param origin of the change, for the customer's history
   * @return the customer as stored
   * @throws ApiException {@code CUSTOMER_NOT_FOUND}; {@code TOKEN_NOT_FOUND}; {@code
   *     INVALID_USER_ACCOUNT} if the customer is {@code DELETED}, or the token is not {@code
   *     ACTIVE}
   */
  public Customer set(
      MerchantId merchantId,
      CustomerId customerId,
      PaymentTokenId id,
      Consumer<Customer> precondition,
      ChangeOrigin origin,
      Instant now) {
    return change(
        merchantId,
        customerId,
        precondition,
        () -> usable(merchantId, customerId, id, now),
        origin,
        now);
  }

  private Optional<PaymentToken> usable(
      MerchantId merchantId, CustomerId customerId, PaymentTokenId id, Instant now) {
    PaymentToken token = tokens.get(merchantId, customerId, id);
    if (!token.isUsable(now)) {
      throw new ApiException(
          INVALID_USER_ACCOUNT, "Only an ACTIVE token can be the default", "token_id");
    }
    return Optional.of(token);
  }

  /**
   * Leaves a customer without a default token.
   *
   * @param precondition refuses the customer as it is, by what it throws
   * @param origin of the change, for the customer's history
   * @return the customer as stored
   * @throws ApiException {@code CUSTOMER_NOT_FOUND}
   */
  public Customer clear(
      MerchantId merchantId,
      CustomerId customerId,
      Consumer<Customer> precondition,
      ChangeOrigin origin,
      Instant now) {
    return change(merchantId, customerId, precondition, Optional::empty, origin, now);
  }

  private Customer change(
      MerchantId merchantId,
      CustomerId customerId,
      Consumer<Customer> precondition,
      Supplier<Optional<PaymentToken>> choice,
      ChangeOrigin origin,
      Instant now) {
    return OptimisticRetry.untilDone(
        () -> {
          Customer read = customers.get(merchantId, customerId);
          precondition.accept(read);
          PaymentToken token = choice.get().orElse(null);
          Customer stored = read.nextVersion(token == null ? null : token.asDefault(), now);
          return stored.equals(read) ? Optional.of(read) : tryChange(read, stored, token, origin);
        });
  }

  private Optional<Customer> tryChange(
      Customer read, Customer stored, @Nullable PaymentToken token, ChangeOrigin origin) {
    Transaction<Customer> transaction =
        table.once(stored).and(customers.replacement(read, stored, origin));
    if (token != null) {
      transaction.and(
          table.update(
              PaymentTokenItem.key(token),
              Change.setTrue(PaymentTokenItem.IS_DEFAULT),
              PaymentTokenItem.hasVersion(token),
              Refusal.race()));
    }
    DefaultToken before = read.defaultToken();
    if (before != null && (token == null || !before.tokenId().equals(token.id().value()))) {
      transaction.and(withoutMark(read, new PaymentTokenId(before.tokenId())));
    }
    return transaction.commit();
  }

  private Write<Customer> withoutMark(Customer customer, PaymentTokenId id) {
    return table.update(
        PaymentTokenItem.key(customer.merchantId(), customer.id(), id),
        Change.remove(PaymentTokenItem.IS_DEFAULT),
        Condition.present(),
        Refusal.race());
  }
}

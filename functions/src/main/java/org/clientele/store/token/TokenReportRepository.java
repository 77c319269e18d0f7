package org.clientele.store.token;

import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Transaction;
import org.clientele.token.PaymentToken;
import org.clientele.token.TokenRecorded;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Stores what token service providers report of tokens. */
@Singleton
public class TokenReportRepository {

  /**
   * Function instances whose clocks differ by less than this agree on which tokens are counted: one
   * may count a token no longer that another one renews in time.
   */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final CustomerRepository customers;
  private final PaymentTokenRepository tokens;
  private final Table table;
  private final TokenLimit limit;

  public TokenReportRepository(
      DynamoDbClient dynamoDb,
      CustomerRepository customers,
      PaymentTokenRepository tokens,
      Settings settings) {
    this.customers = customers;
    this.tokens = tokens;
    this.table = new Table(dynamoDb, settings.customersTable());
    this.limit = new TokenLimit(dynamoDb, table);
  }

  /**
   * Stores a new customer and its tokens at once and as they are, whatever their statuses; one that
   * is stored already, and is the same, is left as it is.
   *
   * @throws IllegalStateException if another customer has that id or what makes it unique, or
   *     another token a token's id or reference
   */
  public void insert(Customer customer, List<PaymentToken> saved) {
    Customer stored = customer.nextVersion();
    Refusal<Customer> unlessTheSame =
        held ->
            Optional.of(
                customers
                    .find(stored.merchantId(), stored.id())
                    .filter(stored::equals)
                    .orElseThrow(() -> new IllegalStateException("something else is stored")));
    Transaction<Customer> transaction = customers.insertion(stored, unlessTheSame);
    for (PaymentToken token : saved) {
      transaction
          .and(table.put(TokenReferenceItem.of(token), Condition.absent(), unlessTheSame))
          .and(table.put(PaymentTokenItem.of(token), Condition.absent(), unlessTheSame));
    }
    List<PaymentToken> counted = saved.stream().filter(TokenReportRepository::isCounted).toList();
    if (!counted.isEmpty()) {
      transaction.and(
          table.put(
              TokenCountItem.of(counted.get(0), counted.size()),
              Condition.absent(),
              unlessTheSame));
    }
    OptimisticRetry.untilDone(transaction::commit);
  }

  /** Whether a new token has not ended by now, which is when it was created. */
  private static boolean isCounted(PaymentToken created) {
    return !created.asOf(created.createdAt()).status().isFinal();
  }

  /**
   * Stores what a token service provider says of a token: a new one, or a change of the one that
   * has its reference. A report that is stored already, or older than the one that is, changes
   * nothing. Where that token has ended for good, or its customer is {@code DELETED}, a report of
   * what came after makes a new token, which gets the reference; the old one stays as it is.
   *
   * @return the token as stored
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has no such customer; {@code
   *     INVALID_USER_ACCOUNT} if the customer is {@code DELETED}, unless the report ends the token,
   *     has as many tokens that have not ended as it may, or the token's status forbids the one
   *     reported; {@code DUPLICATE_REQUEST} if the reference is that of another customer's token
   */
  public PaymentToken record(TokenRecorded message, Instant now) {
    return OptimisticRetry.untilDone(
        () -> {
          Optional<StoredToken> known = known(message);
          return known.isEmpty() || isFollowedBy(known.get().token(), message)
              ? tryInsert(
                  PaymentToken.create(PaymentTokenId.random(now), message, now),
                  known.map(StoredToken::token).orElse(null))
              : tryChange(known.get(), message, now);
        });
  }

  private Optional<StoredToken> known(TokenRecorded message) {
    MerchantId merchantId = message.merchant();
    return table
        .find(TokenReferenceItem.key(merchantId, message.token().merchantTokenReference()))
        .flatMap(reference -> table.find(TokenReferenceItem.tokenKey(merchantId, reference)))
        .map(StoredToken::from);
  }

  private boolean isFollowedBy(PaymentToken token, TokenRecorded message) {
    return token.isFollowedBy(message) && (token.hasEnded() || isOfDeletedCustomer(token));
  }

  private boolean isOfDeletedCustomer(PaymentToken token) {
    return customers
        .find(token.merchantId(), token.customerId())
        .filter(customer -> customer.status() == CustomerStatus.DELETED)
        .isPresent();
  }

  private Optional<PaymentToken> tryChange(StoredToken known, TokenRecorded message, Instant now) {
    PaymentToken read = known.token();
    PaymentToken changed = read.report(message, now);
    if (changed.equals(read)) {
      return Optional.of(read);
    }
    boolean lives = !changed.status().isFinal();
    if (lives && isOfDeletedCustomer(read)) {
      throw deleted();
    }
    Transaction<PaymentToken> transaction = tokens.replacement(known, changed.nextVersion());
    if (lives && read.isExpired(now.plus(CLOCK_SKEW))) {
      transaction.and(limit.countAgain(changed));
    }
    return transaction.commit();
  }

  private static ApiException deleted() {
    return new ApiException(INVALID_USER_ACCOUNT, "The customer is deleted", "token.customer_id");
  }

  private Optional<PaymentToken> tryInsert(PaymentToken token, @Nullable PaymentToken before) {
    PaymentToken stored = token.nextVersion();
    Transaction<PaymentToken> transaction =
        table
            .repeatable(stored)
            .and(
                table.put(
                    TokenReferenceItem.of(stored),
                    before == null ? Condition.absent() : TokenReferenceItem.leadsTo(before),
                    Refusal.race()))
            .and(table.put(PaymentTokenItem.of(stored), Condition.absent(), Refusal.race()))
            .and(
                table.check(
                    CustomerItem.key(stored.merchantId(), stored.customerId()),
                    Condition.present()
                        .and(Condition.unequal(CustomerItem.STATUS, CustomerStatus.DELETED.name())),
                    TokenReportRepository::notLive));
    if (isCounted(stored)) {
      transaction.and(limit.count(stored));
    }
    return transaction.commit();
  }

  private static Optional<PaymentToken> notLive(Map<String, AttributeValue> customer) {
    throw customer.isEmpty()
        ? new ApiException(CUSTOMER_NOT_FOUND, "Customer not found", "token.customer_id")
        : deleted();
  }
}

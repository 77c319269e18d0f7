package org.clientele.store;

import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;
import static org.clientele.error.ErrorCode.TOKEN_NOT_FOUND;
import static org.clientele.store.Cancellation.isRefused;
import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerId;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.merchant.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.time.Timestamp;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenId;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.TokenRecorded;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The payment tokens of all customers, and which of them is a customer's default. */
@Singleton
public class PaymentTokenRepository {

  /** Of tokens that have not ended; more than any customer saves. */
  private static final int TOKENS_PER_CUSTOMER = 500;

  /**
   * Function instances whose clocks differ by less than this agree on which tokens are counted: one
   * may count a token no longer that another one renews in time.
   */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private static final String COUNT_SORT_KEY = "token-count";
  private static final String COUNT = "count";

  private record Stored(PaymentToken token, boolean isDefault) {

    static Stored from(Map<String, AttributeValue> item) {
      return new Stored(PaymentTokenItem.toPaymentToken(item), PaymentTokenItem.isDefault(item));
    }
  }

  private final DynamoDbClient dynamoDb;
  private final CustomerRepository customers;
  private final String tableName;

  PaymentTokenRepository(DynamoDbClient dynamoDb, CustomerRepository customers, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.customers = customers;
    this.tableName = settings.customersTable();
  }

  /**
   * Returns a token.
   *
   * @throws ApiException {@code TOKEN_NOT_FOUND} if the merchant's customer has none of that id
   */
  public PaymentToken get(MerchantId merchantId, CustomerId customerId, PaymentTokenId id) {
    return stored(merchantId, customerId, id).token();
  }

  private Stored stored(MerchantId merchantId, CustomerId customerId, PaymentTokenId id) {
    return item(PaymentTokenItem.key(merchantId, customerId, id))
        .map(Stored::from)
        .orElseThrow(() -> new ApiException(TOKEN_NOT_FOUND, "Token not found"));
  }

  private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
    var response = dynamoDb.getItem(get -> get.tableName(tableName).key(key).consistentRead(true));
    return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
  }

  /**
   * Stores a token as it is, whatever its customer's status; one that is stored already, and is the
   * same, is left as it is.
   *
   * @throws TransactionCanceledException if the customer has another token of that id, or the
   *     merchant another one of that reference
   */
  public void insert(PaymentToken token) {
    try {
      transact(
          List.of(
              putNew(TokenReferenceItem.of(token)),
              putNew(PaymentTokenItem.of(token)),
              count(token, TOKENS_PER_CUSTOMER)));
    } catch (TransactionCanceledException e) {
      if (token(e.cancellationReasons().get(1).item()).filter(token::equals).isEmpty()) {
        throw e;
      }
    }
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
    return Contention.untilDone(
        () -> {
          Optional<Stored> known = known(message);
          if (known.isEmpty() || isFollowedBy(known.get().token(), message)) {
            PaymentToken token = PaymentToken.create(PaymentTokenId.random(now), message, now);
            return tryInsert(
                token,
                known
                    .map(old -> replaceReference(old.token(), token))
                    .orElseGet(() -> takeReference(token)));
          }
          PaymentToken read = known.get().token();
          PaymentToken changed = read.report(message, now);
          if (!changed.equals(read) && !changed.status().isFinal()) {
            requireLiveCustomer(read);
          }
          return tryChange(
              known.get(), changed, Receipt.none(), countIfRenewed(read, changed, now));
        });
  }

  /**
   * Returns the write that counts a token again that may not have been counted since it expired. It
   * is never refused; the count is an upper bound.
   */
  private List<TransactWriteItem> countIfRenewed(
      PaymentToken read, PaymentToken changed, Instant now) {
    return read.isExpired(now.plus(CLOCK_SKEW)) && !changed.status().isFinal()
        ? List.of(count(changed, Integer.MAX_VALUE))
        : List.of();
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

  private void requireLiveCustomer(PaymentToken token) {
    Customer customer = customers.get(token.merchantId(), token.customerId());
    if (customer.status() == CustomerStatus.DELETED) {
      throw deleted();
    }
  }

  private static ApiException deleted() {
    return new ApiException(INVALID_USER_ACCOUNT, "The customer is deleted", "token.customer_id");
  }

  private Optional<Stored> known(TokenRecorded message) {
    MerchantId merchantId = message.merchant();
    return item(TokenReferenceItem.key(merchantId, message.token().merchantTokenReference()))
        .flatMap(reference -> item(TokenReferenceItem.tokenKey(merchantId, reference)))
        .map(Stored::from);
  }

  private Optional<PaymentToken> tryInsert(PaymentToken token, TransactWriteItem reference) {
    PaymentToken stored = token.stored();
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(reference);
    writes.add(putNew(PaymentTokenItem.of(stored)));
    writes.add(requireLive(stored));
    if (!stored.asOf(stored.createdAt()).status().isFinal()) {
      writes.add(count(stored, TOKENS_PER_CUSTOMER));
    }
    try {
      transact(writes);
      return Optional.of(stored);
    } catch (TransactionCanceledException e) {
      List<CancellationReason> reasons = e.cancellationReasons();
      if (isRefused(reasons.get(0)) || isRefused(reasons.get(1))) {
        return Optional.empty();
      }
      if (isRefused(reasons.get(2))) {
        throw notLive(reasons.get(2));
      }
      if (reasons.size() > 3 && isRefused(reasons.get(3))) {
        recount(stored);
        return Optional.empty();
      }
      Cancellation.requireRace(e);
      return Optional.empty();
    } catch (TransactionInProgressException e) {
      return Optional.empty();
    }
  }

  /**
   * Sets the count of a customer's tokens to how many have not ended, as far as nobody else counts
   * meanwhile.
   *
   * @throws ApiException {@code INVALID_USER_ACCOUNT} if these are as many as there may be
   */
  private void recount(PaymentToken refused) {
    Map<String, AttributeValue> key = countKey(refused);
    AttributeValue read = item(key).orElseThrow().get(COUNT);
    int living = living(refused);
    if (living >= TOKENS_PER_CUSTOMER) {
      throw new ApiException(
          INVALID_USER_ACCOUNT, "The customer has as many tokens as it may", "token.customer_id");
    }
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(tableName)
                  .key(key)
                  .updateExpression("SET #count = :living")
                  .conditionExpression("#count = :read")
                  .expressionAttributeNames(Map.of("#count", COUNT))
                  .expressionAttributeValues(
                      Map.of(
                          ":living", AttributeValue.fromN(Integer.toString(living)), ":read", read))
                  .returnValuesOnConditionCheckFailure(ALL_OLD));
    } catch (ConditionalCheckFailedException | TransactionConflictException e) {
      // somebody else counts; what is to be stored is tried again in any case
    }
  }

  /** Returns how many tokens that have not ended its customer has, as it is to be stored. */
  private int living(PaymentToken refused) {
    String pk = CustomerItem.partitionKey(refused.merchantId(), refused.customerId());
    return dynamoDb
        .queryPaginator(
            query ->
                query
                    .tableName(tableName)
                    .consistentRead(true)
                    .select(Select.COUNT)
                    .keyConditionExpression("#pk = :pk AND begins_with(#sk, :token)")
                    .filterExpression(
                        "#status <> :failed AND #status <> :deactivated"
                            + " AND (attribute_not_exists(#expiry) OR #expiry > :now)")
                    .expressionAttributeNames(
                        Map.of(
                            "#pk", Attributes.PK,
                            "#sk", Attributes.SK,
                            "#status", PaymentTokenItem.STATUS,
                            "#expiry", PaymentTokenItem.EXPIRED_AT))
                    .expressionAttributeValues(
                        Map.of(
                            ":pk", AttributeValue.fromS(pk),
                            ":token", AttributeValue.fromS(PaymentTokenItem.SORT_KEY_PREFIX),
                            ":failed", AttributeValue.fromS(PaymentTokenStatus.FAILED.name()),
                            ":deactivated",
                                AttributeValue.fromS(PaymentTokenStatus.DEACTIVATED.name()),
                            ":now", AttributeValue.fromS(Timestamp.format(refused.createdAt())))))
        .stream()
        .mapToInt(QueryResponse::count)
        .sum();
  }

  private static ApiException notLive(CancellationReason customer) {
    return customer.hasItem()
        ? deleted()
        : new ApiException(CUSTOMER_NOT_FOUND, "Customer not found", "token.customer_id");
  }

  /**
   * Changes a token.
   *
   * @param change gives back the very token it got where nothing is to be stored
   * @return the token as stored
   * @throws AlreadyAnsweredException if the receipt's idempotency key was used before
   * @throws ApiException {@code TOKEN_NOT_FOUND}; {@code IDEMPOTENCY_IN_PROGRESS}; and whatever the
   *     change throws
   */
  public PaymentToken update(
      MerchantId merchantId,
      CustomerId customerId,
      PaymentTokenId id,
      UnaryOperator<PaymentToken> change,
      Receipt<PaymentToken> receipt) {
    return Contention.untilDone(
        () -> {
          Stored read = stored(merchantId, customerId, id);
          return tryChange(read, change.apply(read.token()), receipt, List.of());
        });
  }

  /**
   * @param besides writes that have no condition
   */
  private Optional<PaymentToken> tryChange(
      Stored read,
      PaymentToken changed,
      Receipt<PaymentToken> receipt,
      List<TransactWriteItem> besides) {
    if (changed.equals(read.token())) {
      return Optional.of(receipt.alone(changed));
    }
    PaymentToken stored = changed.stored();
    boolean staysDefault = read.isDefault() && !stored.status().isFinal();
    List<TransactWriteItem> effect = new ArrayList<>();
    effect.add(replace(read, PaymentTokenItem.of(stored, staysDefault)));
    if (read.isDefault()) {
      changeOfDefault(stored, staysDefault).ifPresent(effect::add);
    }
    effect.addAll(besides);
    List<TransactWriteItem> writes = receipt.with(stored, effect);
    try {
      if (writes.size() == 1) {
        putAlone(writes.get(0).put());
      } else {
        transact(writes);
      }
      return Optional.of(stored);
    } catch (ConditionalCheckFailedException e) {
      return Contention.ownWrite(e, token(e.item()), stored);
    } catch (TransactionCanceledException e) {
      List<CancellationReason> reasons = e.cancellationReasons();
      receipt.requireFree(reasons);
      if (isRefused(reasons.get(0))) {
        return Contention.ownWrite(e, token(reasons.get(0).item()), stored);
      }
      Cancellation.requireRace(e);
      return Optional.empty();
    } catch (TransactionConflictException e) {
      Contention.requireOneAttempt(e);
      return Optional.empty();
    } catch (TransactionInProgressException e) {
      throw Contention.lost();
    }
  }

  private static Optional<PaymentToken> token(Map<String, AttributeValue> item) {
    return item.isEmpty() ? Optional.empty() : Optional.of(PaymentTokenItem.toPaymentToken(item));
  }

  /** Returns the write by which the customer learns what has become of its default token. */
  private Optional<TransactWriteItem> changeOfDefault(PaymentToken stored, boolean staysDefault) {
    DefaultToken token = staysDefault ? stored.asDefault() : null;
    return customers
        .find(stored.merchantId(), stored.customerId())
        .filter(customer -> isDefault(stored.id(), customer))
        .flatMap(read -> replaceUnlessSame(read, withDefault(read, token, stored.updatedAt())));
  }

  private Optional<TransactWriteItem> replaceUnlessSame(Customer read, Customer stored) {
    return stored.equals(read) ? Optional.empty() : Optional.of(customers.replace(read, stored));
  }

  /**
   * Returns a customer as it is to be stored with a default token, or with none. Where its readers
   * see no difference, a default token that has expired is cleared without their seeing one.
   */
  private static Customer withDefault(Customer read, @Nullable DefaultToken token, Instant now) {
    Customer changed = read.withDefaultToken(token, now);
    return changed.equals(read) ? read.asOf(now) : changed.stored();
  }

  private static boolean isDefault(PaymentTokenId id, Customer customer) {
    DefaultToken token = customer.defaultToken();
    return token != null && token.tokenId().equals(id.value());
  }

  /**
   * Makes a token its customer's default in place of another one, which is left as it was.
   *
   * @param precondition refuses the customer as it is, by what it throws
   * @return the customer as stored
   * @throws ApiException {@code CUSTOMER_NOT_FOUND}; {@code TOKEN_NOT_FOUND}; {@code
   *     INVALID_USER_ACCOUNT} if the customer is {@code DELETED}, or the token is not {@code
   *     ACTIVE}
   */
  public Customer setDefault(
      MerchantId merchantId,
      CustomerId customerId,
      PaymentTokenId id,
      Consumer<Customer> precondition,
      Instant now) {
    return changeDefault(
        merchantId,
        customerId,
        precondition,
        customer -> {
          PaymentToken token = get(merchantId, customerId, id);
          if (!token.isUsable(now)) {
            throw new ApiException(
                INVALID_USER_ACCOUNT, "Only an ACTIVE token can be the default", "token_id");
          }
          return token;
        },
        now);
  }

  /**
   * Leaves a customer without a default token.
   *
   * @param precondition refuses the customer as it is, by what it throws
   * @return the customer as stored
   * @throws ApiException {@code CUSTOMER_NOT_FOUND}
   */
  public Customer clearDefault(
      MerchantId merchantId, CustomerId customerId, Consumer<Customer> precondition, Instant now) {
    return changeDefault(merchantId, customerId, precondition, customer -> null, now);
  }

  private Customer changeDefault(
      MerchantId merchantId,
      CustomerId customerId,
      Consumer<Customer> precondition,
      Choice choice,
      Instant now) {
    return Contention.untilDone(
        () -> {
          Customer read = customers.get(merchantId, customerId);
          precondition.accept(read);
          PaymentToken token = choice.of(read);
          Customer stored = withDefault(read, token == null ? null : token.asDefault(), now);
          return stored.equals(read) ? Optional.of(read) : tryChangeDefault(read, stored, token);
        });
  }

  @FunctionalInterface
  private interface Choice {
    @Nullable PaymentToken of(Customer customer);
  }

  private Optional<Customer> tryChangeDefault(
      Customer read, Customer stored, @Nullable PaymentToken token) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(customers.replace(read, stored));
    if (token != null) {
      writes.add(mark(token));
    }
    DefaultToken before = read.defaultToken();
    if (before != null && (token == null || !before.tokenId().equals(token.id().value()))) {
      writes.add(unmark(read, new PaymentTokenId(before.tokenId())));
    }
    try {
      transact(writes);
      return Optional.of(stored);
    } catch (TransactionCanceledException e) {
      Contention.requireOneAttempt(e);
      Cancellation.requireRace(e);
      return Optional.empty();
    } catch (TransactionInProgressException e) {
      throw Contention.lost();
    }
  }

  private void transact(List<TransactWriteItem> writes) {
    dynamoDb.transactWriteItems(transaction -> transaction.transactItems(writes));
  }

  private void putAlone(Put put) {
    dynamoDb.putItem(
        request ->
            request
                .tableName(put.tableName())
                .item(put.item())
                .conditionExpression(put.conditionExpression())
                .expressionAttributeNames(put.expressionAttributeNames())
                .expressionAttributeValues(put.expressionAttributeValues())
                .returnValuesOnConditionCheckFailure(ALL_OLD));
  }

  /** Stores a token in place of the one that was read, if that is still there. */
  private TransactWriteItem replace(Stored read, Map<String, AttributeValue> item) {
    String asDefault =
        read.isDefault() ? "attribute_exists(#default)" : "attribute_not_exists(#default)";
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(tableName)
                .item(item)
                .conditionExpression("#version = :read AND " + asDefault)
                .expressionAttributeNames(
                    Map.of(
                        "#version", PaymentTokenItem.VERSION,
                        "#default", PaymentTokenItem.IS_DEFAULT))
                .expressionAttributeValues(version(read.token()))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private static Map<String, AttributeValue> version(PaymentToken read) {
    return Map.of(":read", AttributeValue.fromN(Long.toString(read.version())));
  }

  private TransactWriteItem putNew(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(tableName)
                .item(item)
                .conditionExpression("attribute_not_exists(#pk)")
                .expressionAttributeNames(Map.of("#pk", Attributes.PK))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private TransactWriteItem takeReference(PaymentToken token) {
    return putNew(TokenReferenceItem.of(token));
  }

  /** Has a reference lead to a new token, if it still leads to the old one. */
  private TransactWriteItem replaceReference(PaymentToken old, PaymentToken token) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(tableName)
                .item(TokenReferenceItem.of(token))
                .conditionExpression("#customer = :customer AND #token = :token")
                .expressionAttributeNames(
                    Map.of(
                        "#customer", TokenReferenceItem.CUSTOMER_ID,
                        "#token", TokenReferenceItem.TOKEN_ID))
                .expressionAttributeValues(
                    Map.of(
                        ":customer", AttributeValue.fromS(old.customerId().value()),
                        ":token", AttributeValue.fromS(old.id().value())))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private TransactWriteItem requireLive(PaymentToken token) {
    return TransactWriteItem.builder()
        .conditionCheck(
            ConditionCheck.builder()
                .tableName(tableName)
                .key(CustomerItem.key(token.merchantId(), token.customerId()))
                .conditionExpression("attribute_exists(#pk) AND #status <> :deleted")
                .expressionAttributeNames(
                    Map.of("#pk", Attributes.PK, "#status", CustomerItem.STATUS))
                .expressionAttributeValues(
                    Map.of(":deleted", AttributeValue.fromS(CustomerStatus.DELETED.name())))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private static Map<String, AttributeValue> countKey(PaymentToken token) {
    String pk = CustomerItem.partitionKey(token.merchantId(), token.customerId());
    return Attributes.key(pk, COUNT_SORT_KEY).toMap();
  }

  /**
   * Counts a token, if its customer has fewer than {@code most}. The count does not fall when a
   * token ends; it is never lower than the number of those that have not.
   */
  private TransactWriteItem count(PaymentToken token, int most) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(tableName)
                .key(countKey(token))
                .updateExpression("ADD #count :one")
                .conditionExpression("attribute_not_exists(#count) OR #count < :most")
                .expressionAttributeNames(Map.of("#count", COUNT))
                .expressionAttributeValues(
                    Map.of(
                        ":one", AttributeValue.fromN("1"),
                        ":most", AttributeValue.fromN(Integer.toString(most))))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private TransactWriteItem mark(PaymentToken token) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(tableName)
                .key(PaymentTokenItem.key(token.merchantId(), token.customerId(), token.id()))
                .updateExpression("SET #default = :true")
                .conditionExpression("#version = :read")
                .expressionAttributeNames(
                    Map.of(
                        "#version", PaymentTokenItem.VERSION,
                        "#default", PaymentTokenItem.IS_DEFAULT))
                .expressionAttributeValues(
                    Map.of(
                        ":true", AttributeValue.fromBool(true),
                        ":read", AttributeValue.fromN(Long.toString(token.version()))))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private TransactWriteItem unmark(Customer customer, PaymentTokenId id) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(tableName)
                .key(PaymentTokenItem.key(customer.merchantId(), customer.id(), id))
                .updateExpression("REMOVE #default")
                .conditionExpression("attribute_exists(#pk)")
                .expressionAttributeNames(
                    Map.of("#pk", Attributes.PK, "#default", PaymentTokenItem.IS_DEFAULT))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }
}

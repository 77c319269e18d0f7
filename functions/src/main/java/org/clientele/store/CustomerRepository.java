package org.clientele.store;

import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;
import static org.clientele.store.Cancellation.isRefused;
import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerId;
import org.clientele.customer.LookupCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.merchant.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.token.PaymentToken;
import org.clientele.token.SavedTokens;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The customers of all merchants. What it returns is never stale; what it stores, it stores on a
 * condition.
 */
@Singleton
public class CustomerRepository {

  private static final String UNCHANGED = "#version = :read";
  private static final Map<String, String> VERSION_NAME = Map.of("#version", CustomerItem.VERSION);

  private final DynamoDbClient dynamoDb;
  private final String tableName;

  CustomerRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.tableName = settings.customersTable();
  }

  /**
   * Returns a customer.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id
   */
  public Customer get(MerchantId merchantId, CustomerId id) {
    return find(merchantId, id).orElseThrow(CustomerRepository::notFound);
  }

  /** Returns a customer, if the merchant has one of that id. */
  public Optional<Customer> find(MerchantId merchantId, CustomerId id) {
    return item(CustomerItem.key(merchantId, id)).map(CustomerItem::toCustomer);
  }

  private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
    var response = dynamoDb.getItem(get -> get.tableName(tableName).key(key).consistentRead(true));
    return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
  }

  /**
   * Returns the customer that has these three values now.
   *
   * <p>The index is asked first and believed only if the customer itself agrees; the index may be
   * behind, or know several customers of which all but one are {@code DELETED}. The reference item
   * is never behind.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if there is none
   */
  public Customer get(MerchantId merchantId, LookupCustomerRequest wanted) {
    return indexed(merchantId, wanted)
        .flatMap(id -> find(merchantId, id))
        .filter(customer -> customer.status() != DELETED && wanted.matches(customer))
        .or(() -> named(merchantId, wanted.merchantCustomerReference()).filter(wanted::matches))
        .orElseThrow(CustomerRepository::notFound);
  }

  private Optional<CustomerId> indexed(MerchantId merchantId, LookupCustomerRequest wanted) {
    String mobileKey =
        CustomerItem.mobileKey(merchantId, wanted.countryCode(), wanted.mobileNumber());
    var response =
        dynamoDb.query(
            query ->
                query
                    .tableName(tableName)
                    .indexName(CustomerItem.LOOKUP_INDEX)
                    .keyConditionExpression("#mobile = :mobile AND #reference = :reference")
                    .expressionAttributeNames(
                        Map.of(
                            "#mobile", CustomerItem.MOBILE_KEY,
                            "#reference", CustomerItem.REFERENCE_KEY))
                    .expressionAttributeValues(
                        Map.of(
                            ":mobile", AttributeValue.fromS(mobileKey),
                            ":reference", AttributeValue.fromS(wanted.merchantCustomerReference())))
                    .limit(1));
    return response.items().stream().map(Attributes::of).map(CustomerItem::customerId).findFirst();
  }

  private Optional<Customer> named(MerchantId merchantId, String reference) {
    return item(IdentityItem.key(merchantId, reference))
        .map(IdentityItem::customerId)
        .flatMap(id -> find(merchantId, id));
  }

  /**
   * Returns a customer and all its tokens, as they were at one moment for up to 1 MB of them.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id
   */
  public SavedTokens getWithTokens(MerchantId merchantId, CustomerId id) {
    List<PaymentToken> tokens = new ArrayList<>();
    List<Customer> customers = new ArrayList<>();
    var pages =
        dynamoDb.queryPaginator(
            query ->
                query
                    .tableName(tableName)
                    .keyConditionExpression("#pk = :pk")
                    .expressionAttributeNames(Map.of("#pk", Attributes.PK))
                    .expressionAttributeValues(
                        Map.of(
                            ":pk", AttributeValue.fromS(CustomerItem.partitionKey(merchantId, id))))
                    .consistentRead(true));
    for (Map<String, AttributeValue> item : pages.items()) {
      if (PaymentTokenItem.isToken(item)) {
        tokens.add(PaymentTokenItem.toPaymentToken(item));
      } else if (CustomerItem.isCustomer(item)) {
        customers.add(CustomerItem.toCustomer(item));
      }
    }
    return customers.stream()
        .findFirst()
        .map(customer -> new SavedTokens(customer, tokens))
        .orElseThrow(CustomerRepository::notFound);
  }

  /** Stores a new customer as {@link #insert(Customer, Receipt)} does, without a receipt. */
  public Customer insert(Customer customer) {
    return insert(customer, Receipt.none());
  }

  /**
   * Stores a new customer and returns it as stored. If its name (the reference or, without one, the
   * mobile number) was taken by a create with the very same details, the customer that exists is
   * returned: the caller repeats a request whose answer it did not get.
   *
   * @throws AlreadyAnsweredException if the receipt's idempotency key was used before
   * @throws ApiException {@code DUPLICATE_REQUEST} naming the existing customer if the name is
   *     taken otherwise; {@code IDEMPOTENCY_IN_PROGRESS}
   */
  public Customer insert(Customer customer, Receipt<Customer> receipt) {
    return Contention.untilDone(() -> tryInsert(customer, receipt));
  }

  private Optional<Customer> tryInsert(Customer customer, Receipt<Customer> receipt) {
    Customer stored = customer.stored();
    try {
      transact(receipt.with(stored, List.of(putNew(CustomerItem.of(stored)), take(stored))));
      return Optional.of(stored);
    } catch (TransactionCanceledException e) {
      List<CancellationReason> reasons = e.cancellationReasons();
      receipt.requireFree(reasons);
      if (isRefused(reasons.get(1))) {
        return existing(stored, reasons.get(1).item()).map(receipt::alone);
      }
      if (isRefused(reasons.get(0))) {
        return tryInsert(customer.withId(CustomerId.random(customer.createdAt())), receipt);
      }
      Cancellation.requireRace(e);
      return Optional.empty();
    } catch (TransactionInProgressException e) {
      return Optional.empty();
    }
  }

  private void transact(List<TransactWriteItem> writes) {
    dynamoDb.transactWriteItems(transaction -> transaction.transactItems(writes));
  }

  /** Returns the customer whose create is repeated; nothing if it gave up the name meanwhile. */
  private Optional<Customer> existing(Customer wanted, Map<String, AttributeValue> identity) {
    CustomerId id = IdentityItem.customerId(identity);
    if (!IdentityItem.isRepetition(identity, wanted.details())) {
      throw duplicate(id);
    }
    return find(wanted.merchantId(), id)
        .filter(customer -> customer.status() != DELETED)
        .filter(customer -> IdentityItem.key(customer).equals(IdentityItem.key(wanted)));
  }

  /** Changes a customer as the other {@code update} does, without a receipt. */
  public Customer update(MerchantId merchantId, CustomerId id, UnaryOperator<Customer> change) {
    return update(merchantId, id, change, Receipt.none());
  }

  /**
   * Reads a customer, changes it and stores it, if nobody has stored it meanwhile; otherwise all is
   * done again. Nothing is stored where {@code change} gives back the very customer it got.
   *
   * @return the customer as stored
   * @throws AlreadyAnsweredException if the receipt's idempotency key was used before
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id; {@code
   *     DUPLICATE_REQUEST} naming the customer that has the reference or mobile number it was to
   *     get; {@code IDEMPOTENCY_IN_PROGRESS}
   */
  public Customer update(
      MerchantId merchantId,
      CustomerId id,
      UnaryOperator<Customer> change,
      Receipt<Customer> receipt) {
    return Contention.untilDone(
        () -> {
          Customer read = get(merchantId, id);
          Customer changed = change.apply(read);
          return changed.equals(read)
              ? Optional.of(receipt.alone(read))
              : tryReplace(read, changed.stored(), receipt);
        });
  }

  private Optional<Customer> tryReplace(Customer read, Customer stored, Receipt<Customer> receipt) {
    boolean keepsName = IdentityItem.key(read).equals(IdentityItem.key(stored));
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(replace(read, stored));
    if (!keepsName) {
      writes.add(take(stored));
      writes.add(giveUp(read));
    } else if (stored.status() == DELETED) {
      writes.add(release(stored));
    }
    List<TransactWriteItem> all = receipt.with(stored, writes);
    if (all.size() == 1) {
      return tryReplaceAlone(read, stored);
    }
    try {
      transact(all);
      return Optional.of(stored);
    } catch (TransactionCanceledException e) {
      List<CancellationReason> reasons = e.cancellationReasons();
      receipt.requireFree(reasons);
      if (isRefused(reasons.get(0))) {
        return Contention.ownWrite(e, customer(reasons.get(0).item()), stored);
      }
      if (!keepsName && isRefused(reasons.get(1))) {
        throw duplicate(IdentityItem.customerId(reasons.get(1).item()));
      }
      Cancellation.requireRace(e);
      return Optional.empty();
    } catch (TransactionInProgressException e) {
      throw Contention.lost();
    }
  }

  private Optional<Customer> tryReplaceAlone(Customer read, Customer stored) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(tableName)
                  .item(CustomerItem.of(stored))
                  .conditionExpression(UNCHANGED)
                  .expressionAttributeNames(VERSION_NAME)
                  .expressionAttributeValues(version(read))
                  .returnValuesOnConditionCheckFailure(ALL_OLD));
      return Optional.of(stored);
    } catch (ConditionalCheckFailedException e) {
      return Contention.ownWrite(e, customer(e.item()), stored);
    } catch (TransactionConflictException e) {
      Contention.requireOneAttempt(e);
      return Optional.empty();
    }
  }

  private static Optional<Customer> customer(Map<String, AttributeValue> item) {
    return item.isEmpty() ? Optional.empty() : Optional.of(CustomerItem.toCustomer(item));
  }

  private static Map<String, AttributeValue> version(Customer read) {
    return Map.of(":read", AttributeValue.fromN(Long.toString(read.version())));
  }

  private TransactWriteItem putNew(Map<String, AttributeValue> item) {
    return write(
        Put.builder()
            .tableName(tableName)
            .item(item)
            .conditionExpression("attribute_not_exists(#pk)")
            .expressionAttributeNames(Map.of("#pk", Attributes.PK)));
  }

  /** Takes the customer's name, if it is free. */
  private TransactWriteItem take(Customer customer) {
    return write(
        Put.builder()
            .tableName(tableName)
            .item(IdentityItem.of(customer))
            .conditionExpression("attribute_not_exists(#pk) OR #deleted = :true")
            .expressionAttributeNames(
                Map.of("#pk", Attributes.PK, "#deleted", IdentityItem.DELETED_FLAG))
            .expressionAttributeValues(Map.of(":true", AttributeValue.fromBool(true))));
  }

  /** Stores a customer in place of the one that was read, if that is still there. */
  TransactWriteItem replace(Customer read, Customer stored) {
    return write(
        Put.builder()
            .tableName(tableName)
            .item(CustomerItem.of(stored))
            .conditionExpression(UNCHANGED)
            .expressionAttributeNames(VERSION_NAME)
            .expressionAttributeValues(version(read)));
  }

  private static TransactWriteItem write(Put.Builder put) {
    return TransactWriteItem.builder()
        .put(put.returnValuesOnConditionCheckFailure(ALL_OLD).build())
        .build();
  }

  /** Frees the name of a customer that is now deleted; the item goes on naming it. */
  private TransactWriteItem release(Customer deleted) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(tableName)
                .key(IdentityItem.key(deleted))
                .updateExpression("SET #deleted = :true")
                .conditionExpression("#customer = :customer")
                .expressionAttributeNames(
                    Map.of(
                        "#deleted", IdentityItem.DELETED_FLAG,
                        "#customer", IdentityItem.CUSTOMER_ID))
                .expressionAttributeValues(
                    Map.of(
                        ":true", AttributeValue.fromBool(true),
                        ":customer", AttributeValue.fromS(deleted.id().value())))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private TransactWriteItem giveUp(Customer read) {
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(tableName)
                .key(IdentityItem.key(read))
                .conditionExpression("#customer = :customer")
                .expressionAttributeNames(Map.of("#customer", IdentityItem.CUSTOMER_ID))
                .expressionAttributeValues(
                    Map.of(":customer", AttributeValue.fromS(read.id().value())))
                .returnValuesOnConditionCheckFailure(ALL_OLD)
                .build())
        .build();
  }

  private static ApiException notFound() {
    return new ApiException(CUSTOMER_NOT_FOUND, "Customer not found");
  }

  private static ApiException duplicate(CustomerId existing) {
    return new ApiException(
        DUPLICATE_REQUEST, "The request has already been processed", existing.value());
  }
}

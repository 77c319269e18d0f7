package org.clientele.store.customer;

import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Transaction;
import org.clientele.store.dynamodb.Write;
import org.clientele.store.idempotency.AlreadyAnsweredException;
import org.clientele.store.idempotency.IdempotentWrite;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The customers of all merchants. What it returns is never stale; what it stores, it stores on a
 * condition.
 */
@Singleton
public class CustomerRepository {

  private final DynamoDbClient dynamoDb;
  private final Table table;

  public CustomerRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, settings.customersTable());
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
    return table.find(CustomerItem.key(merchantId, id)).map(CustomerItem::toCustomer);
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
                    .tableName(table.name())
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
    return table
        .find(UniquenessItem.key(merchantId, reference))
        .map(UniquenessItem::customerId)
        .flatMap(id -> find(merchantId, id));
  }

  /** Stores a new customer as the other {@code insert} does, without an idempotency key. */
  public Customer insert(Customer customer) {
    return insert(customer, IdempotentWrite.none());
  }

  /**
   * Stores a new customer and returns it as stored. If what makes it unique (the reference or,
   * without one, the mobile number) was claimed by a create with the very same details, the
   * customer that exists is returned: the caller repeats a request whose answer it did not get.
   *
   * @param answer stored with the customer
   * @throws AlreadyAnsweredException if the idempotency key was used before
   * @throws ApiException {@code DUPLICATE_REQUEST} naming the existing customer if it was claimed
   *     otherwise; {@code IDEMPOTENCY_IN_PROGRESS}
   */
  public Customer insert(Customer customer, IdempotentWrite<Customer> answer) {
    return OptimisticRetry.untilDone(() -> tryInsert(customer, answer));
  }

  private Optional<Customer> tryInsert(Customer customer, IdempotentWrite<Customer> answer) {
    Customer stored = customer.nextVersion();
    return table
        .repeatable(stored)
        .and(
            table.put(
                UniquenessItem.of(stored),
                UniquenessItem.FREE,
                claim -> existing(stored, claim).map(answer::alone)))
        .and(
            table.put(
                CustomerItem.of(stored),
                Condition.absent(),
                taken ->
                    tryInsert(customer.withId(CustomerId.random(customer.createdAt())), answer)))
        .with(answer.of(stored))
        .commit();
  }

  /** Returns the items that a customer is stored as. */
  public static List<Map<String, AttributeValue>> items(Customer stored) {
    return List.of(CustomerItem.of(stored), UniquenessItem.of(stored));
  }

  /** Returns the items that a change of a customer is stored as. */
  public static List<Map<String, AttributeValue>> items(
      Customer read, Customer stored, ChangeOrigin origin) {
    List<Map<String, AttributeValue>> items =
        new ArrayList<>(HistoryItem.between(read, stored, origin));
    items.add(0, CustomerItem.of(stored));
    return items;
  }

  /** Returns the customer whose create is repeated; nothing if it gave up its claim meanwhile. */
  private Optional<Customer> existing(Customer wanted, Map<String, AttributeValue> claim) {
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    CustomerId id = UniquenessItem.customerId(claim);
    if (!UniquenessItem.isRepetition(claim, wanted.details())) {
      throw duplicate(wanted, id);
    }
    return find(wanted.merchantId(), id)
        .filter(customer -> customer.status() != DELETED)
        .filter(customer -> UniquenessItem.key(customer).equals(UniquenessItem.key(wanted)));
  }

  /**
   * Changes a customer as the other {@code update} does, by a request of which nothing is known,
   * without an idempotency key.
   */
  public Customer update(MerchantId merchantId, CustomerId id, UnaryOperator<Customer> change) {
    return update(merchantId, id, change, ChangeOrigin.UNKNOWN_REQUEST, IdempotentWrite.none());
  }

  /**
   * Reads a customer, changes it and stores it, if nobody has stored it meanwhile; otherwise all is
   * done again. Nothing is stored where {@code change} gives back the very customer it got. With a
   * customer that is deleted it is stored that its tokens' providers have to end them.
   *
   * @param origin of the change, for the customer's history
   * @param answer stored with the customer
   * @return the customer as stored
   * @throws AlreadyAnsweredException if the idempotency key was used before
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id; {@code
   *     DUPLICATE_REQUEST} naming the customer that has the reference or mobile number it was to
   *     get; {@code IDEMPOTENCY_IN_PROGRESS}
   */
  public Customer update(
      MerchantId merchantId,
      CustomerId id,
      UnaryOperator<Customer> change,
      ChangeOrigin origin,
      IdempotentWrite<Customer> answer) {
    return OptimisticRetry.untilDone(
        () -> {
          Customer read = get(merchantId, id);
          Customer changed = change.apply(read);
          return changed.equals(read)
              ? Optional.of(answer.alone(read))
              : tryReplace(read, changed.nextVersion(), origin, answer);
        });
  }

  private Optional<Customer> tryReplace(
      Customer read, Customer stored, ChangeOrigin origin, IdempotentWrite<Customer> answer) {
    Transaction<Customer> transaction =
        table
            .once(stored)
            .replace(
                CustomerItem.of(stored), CustomerItem.hasVersion(read), CustomerItem::toCustomer)
            .and(history(read, stored, origin));
    if (!UniquenessItem.key(read).equals(UniquenessItem.key(stored))) {
      transaction
          .and(table.put(UniquenessItem.of(stored), UniquenessItem.FREE, met -> taken(met, stored)))
          .and(
              table.delete(
                  UniquenessItem.key(read), UniquenessItem.claimedBy(read), Refusal.race()));
    } else if (stored.status() == DELETED) {
      transaction.and(release(stored));
    }
    if (stored.status() == DELETED) {
      transaction.and(table.put(DeregistrationItem.of(stored), Condition.absent(), Refusal.race()));
    }
    return transaction.with(answer.of(stored)).commit();
  }

  private static Optional<Customer> taken(Map<String, AttributeValue> claim, Customer stored) {
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    throw duplicate(stored, UniquenessItem.customerId(claim));
  }

  private Write<Customer> release(Customer stored) {
    return table.update(
        UniquenessItem.key(stored),
        UniquenessItem.RELEASE,
        UniquenessItem.claimedBy(stored),
        Refusal.race());
  }

  /**
   * Returns the writes that store a customer in place of the one that was read, if that is still
   * there, and what its history says of that.
   */
  public <T> List<Write<T>> replacement(Customer read, Customer stored, ChangeOrigin origin) {
    List<Write<T>> writes = new ArrayList<>();
    writes.add(table.put(CustomerItem.of(stored), CustomerItem.hasVersion(read), Refusal.race()));
    writes.addAll(history(read, stored, origin));
    return writes;
  }

  private <T> List<Write<T>> history(Customer read, Customer stored, ChangeOrigin origin) {
    return HistoryItem.between(read, stored, origin).stream()
        .map(item -> table.<T>put(item, Condition.absent(), Refusal.race()))
        .toList();
  }

  private static ApiException notFound() {
    return new ApiException(CUSTOMER_NOT_FOUND, "Customer not found");
  }

  private static ApiException duplicate(Customer wanted, CustomerId existing) {
    String message =
        wanted.details().merchantCustomerReference() == null
            ? "Another customer has this country_code and mobile_number, and no reference"
            : "Another customer has this merchant_customer_reference";
    return new ApiException(DUPLICATE_REQUEST, message, existing.value());
  }
}

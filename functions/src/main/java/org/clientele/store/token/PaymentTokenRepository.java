package org.clientele.store.token;

import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;
import static org.clientele.error.ErrorCode.TOKEN_NOT_FOUND;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Transaction;
import org.clientele.store.dynamodb.Write;
import org.clientele.store.idempotency.AlreadyAnsweredException;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.token.Deregistration;
import org.clientele.token.KeptCardData;
import org.clientele.token.PaymentToken;
import org.clientele.token.SavedTokens;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The payment tokens of all customers. */
@Singleton
public class PaymentTokenRepository {

  private final DynamoDbClient dynamoDb;
  private final CustomerRepository customers;
  private final Table table;
  private final KeptCardData kept;

  public PaymentTokenRepository(
      DynamoDbClient dynamoDb, CustomerRepository customers, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.customers = customers;
    this.table = new Table(dynamoDb, settings.customersTable());
    this.kept = settings.cardData();
  }

  /**
   * Returns a token.
   *
   * @throws ApiException {@code TOKEN_NOT_FOUND} if the merchant's customer has none of that id
   */
  public PaymentToken get(MerchantId merchantId, CustomerId customerId, PaymentTokenId id) {
    return stored(merchantId, customerId, id).token();
  }

  /**
   * Returns the customer whose token an id is.
   *
   * @throws ApiException {@code TOKEN_NOT_FOUND} where {@link #findOwner} returns nothing
   */
  public CustomerId getOwner(MerchantId merchantId, PaymentTokenId id) {
    return findOwner(merchantId, id).orElseThrow(PaymentTokenRepository::notFound);
  }

  /**
   * Returns the customer whose token an id is; nothing if the merchant has none of that id, or the
   * item is missing that leads from the id to it.
   */
  public Optional<CustomerId> findOwner(MerchantId merchantId, PaymentTokenId id) {
    return table.find(TokenPointerItem.key(merchantId, id)).map(TokenPointerItem::customerId);
  }

  private StoredToken stored(MerchantId merchantId, CustomerId customerId, PaymentTokenId id) {
    return table
        .find(PaymentTokenItem.key(merchantId, customerId, id))
        .map(item -> StoredToken.from(item).keeping(kept))
        .orElseThrow(PaymentTokenRepository::notFound);
  }

  /** Returns the refusal of a token that there is none of; it never says why. */
  public static ApiException notFound() {
    return new ApiException(TOKEN_NOT_FOUND, "Token not found");
  }

  /**
   * Returns a customer and all its tokens, as they were at one moment for up to 1 MB of them.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has none of that id
   */
  public SavedTokens list(MerchantId merchantId, CustomerId customerId) {
    return findList(merchantId, customerId)
        .orElseThrow(() -> new ApiException(CUSTOMER_NOT_FOUND, "Customer not found"));
  }

  /** Returns the same as {@link #list}; nothing if the merchant has no customer of that id. */
  public Optional<SavedTokens> findList(MerchantId merchantId, CustomerId customerId) {
    String pk = CustomerItem.partitionKey(merchantId, customerId);
    List<PaymentToken> tokens = new ArrayList<>();
    List<Customer> customers = new ArrayList<>();
    for (Map<String, AttributeValue> item : dynamoDb.queryPaginator(table.allOf(pk)).items()) {
      if (PaymentTokenItem.isToken(item)) {
        tokens.add(PaymentTokenItem.toPaymentToken(item).keeping(kept));
      } else if (CustomerItem.isCustomer(item)) {
        customers.add(CustomerItem.toCustomer(item));
      }
    }
    return customers.stream().findFirst().map(customer -> new SavedTokens(customer, tokens));
  }

  /**
   * Changes a token. Where it is removed by that, what its providers are to be asked is stored with
   * it.
   *
   * @param change gives back the very token it got where nothing is to be stored
   * @param origin of the change, for the history of a customer that loses its default by it
   * @param answer stored with the token
   * @return the token as stored
   * @throws AlreadyAnsweredException if the idempotency key was used before
   * @throws ApiException {@code TOKEN_NOT_FOUND}; {@code IDEMPOTENCY_IN_PROGRESS}; and whatever the
   *     change throws
   */
  public PaymentToken update(
      MerchantId merchantId,
      CustomerId customerId,
      PaymentTokenId id,
      UnaryOperator<PaymentToken> change,
      ChangeOrigin origin,
      IdempotentWrite<PaymentToken> answer) {
    return OptimisticRetry.untilDone(
        () -> {
          StoredToken read = stored(merchantId, customerId, id);
          PaymentToken changed = change.apply(read.token());
          return changed.equals(read.token())
              ? Optional.of(answer.alone(changed))
              : tryReplace(read, changed.nextVersion(), origin, answer);
        });
  }

  private Optional<PaymentToken> tryReplace(
      StoredToken read,
      PaymentToken stored,
      ChangeOrigin origin,
      IdempotentWrite<PaymentToken> answer) {
    boolean removed = read.token().removal() == null && stored.removal() != null;
    Optional<Deregistration> wanted = removed ? Deregistration.ofRemoval(stored) : Optional.empty();
    Transaction<PaymentToken> transaction = replacement(read, stored, origin);
    wanted.ifPresent(
        asked ->
            transaction.and(
                table.put(
                    DeregistrationItem.of(asked),
                    Condition.absent(),
                    held -> withoutAsking(held, read, stored, origin, answer))));
    return transaction.with(answer.of(stored)).commit();
  }

  /** Removes a token that its providers are asked to end already, as its customer is deleted. */
  private Optional<PaymentToken> withoutAsking(
      Map<String, AttributeValue> held,
      StoredToken read,
      PaymentToken stored,
      ChangeOrigin origin,
      IdempotentWrite<PaymentToken> answer) {
    return held.isEmpty()
        ? Optional.empty()
        : replacement(read, stored, origin).with(answer.of(stored)).commit();
  }

  /**
   * Returns the transaction by which a token, and with it its customer's default, changes. A
   * default that has ended and comes back is the default again, if no other one was chosen.
   *
   * @param origin of the change, for the customer's history
   */
  Transaction<PaymentToken> replacement(
      StoredToken read, PaymentToken stored, ChangeOrigin origin) {
    String id = stored.id().value();
    boolean lives = !stored.status().isFinal();
    boolean revives = lives && read.token().status().isFinal();
    Customer customer = read.isDefault() || revives ? customerOf(stored) : null;
    boolean returns = revives && customer != null && customer.hadDefault(id);
    boolean isDefault = lives && (read.isDefault() || returns);
    Transaction<PaymentToken> transaction =
        table
            .once(stored)
            .replace(
                PaymentTokenItem.of(stored, isDefault),
                read.unchanged(),
                PaymentTokenItem::toPaymentToken);
    if (customer != null && (returns || customer.hasDefault(id))) {
      Customer changed = withDefault(customer, stored, isDefault);
      if (!changed.equals(customer)) {
        transaction.and(customers.replacement(customer, changed, origin));
      }
    }
    return transaction;
  }

  private @Nullable Customer customerOf(PaymentToken token) {
    return customers.find(token.merchantId(), token.customerId()).orElse(null);
  }

  private static Customer withDefault(Customer customer, PaymentToken stored, boolean isDefault) {
    Instant time = stored.updatedAt();
    if (isDefault) {
      return customer.nextVersion(stored.asDefault(), time);
    }
    // What the customer had removed is nobody's default again, nor that of what comes after it.
    return stored.removal() == null
        ? customer.afterDefaultEnded(stored.id().value(), time)
        : customer.nextVersion(null, time);
  }

  /**
   * Returns the writes by which a token takes the place of another one, and of that one as the
   * customer's default: of the token, of the old one, of the customer and its history.
   *
   * @param before the token as it was read; absent for a new one
   * @param successor as it is to be stored
   * @param unlessDefault the write of the customer where its default stays what it is
   */
  List<Write<PaymentToken>> succession(
      StoredToken old,
      @Nullable StoredToken before,
      PaymentToken successor,
      Optional<Write<PaymentToken>> unlessDefault) {
    Customer customer = customerOf(successor);
    String oldId = old.token().id().value();
    boolean inherits =
        customer != null && (customer.hasDefault(oldId) || customer.hadDefault(oldId));
    boolean lives = !successor.status().isFinal();
    boolean isDefault = (inherits && lives) || (before != null && before.isDefault());
    PaymentToken replaced = old.token().replace(successor.id(), successor.updatedAt());
    Condition unchanged = before == null ? Condition.absent() : before.unchanged();
    List<Write<PaymentToken>> writes = new ArrayList<>();
    writes.add(table.put(PaymentTokenItem.of(successor, isDefault), unchanged, Refusal.race()));
    writes.add(
        table.put(PaymentTokenItem.of(replaced.nextVersion()), old.unchanged(), Refusal.race()));
    if (customer != null && inherits) {
      writes.addAll(
          customers.replacement(
              customer, withDefault(customer, successor, lives), ChangeOrigin.PROVIDER));
    } else {
      unlessDefault.ifPresent(writes::add);
    }
    return writes;
  }
}

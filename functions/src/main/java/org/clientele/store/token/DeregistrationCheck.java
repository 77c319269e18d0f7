package org.clientele.store.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import org.clientele.token.Deregistration;
import org.clientele.token.PaymentToken;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Providers are asked to end the tokens that were removed or whose customer is deleted, and no
 * others. Customers and tokens count.
 *
 * <p>A removed token does not tell whether its providers have answered already. So of these only
 * those are asked again that were removed shortly before the moment to which the table was
 * restored; where one had answered, it answers again. Those of an erased customer read as removed,
 * and were asked for before.
 */
public final class DeregistrationCheck implements Check {

  /** What was stored by a transaction longer ago is all there, or none of it. */
  private static final Duration BEFORE_RESTORE = Duration.ofHours(1);

  private final @Nullable Instant restoredTo;

  /**
   * @param restoredTo null where no removed token is to be asked for again
   */
  public DeregistrationCheck(@Nullable Instant restoredTo) {
    this.restoredTo = restoredTo;
  }

  @Override
  public boolean concerns(String sortKey) {
    return PaymentTokenItem.isSortKey(sortKey) || DeregistrationItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    if (PaymentTokenItem.isToken(item)) {
      PaymentToken token = PaymentTokenItem.toPaymentToken(item);
      return List.of(customerKey(token));
    }
    Map<String, AttributeValue> customer =
        CustomerItem.key(DeregistrationItem.merchantId(item), DeregistrationItem.customerId(item));
    return DeregistrationItem.isOfCustomer(item)
        ? List.of(customer)
        : List.of(customer, tokenKey(item));
  }

  private static Map<String, AttributeValue> customerKey(PaymentToken token) {
    return CustomerItem.key(token.merchantId(), token.customerId());
  }

  private static Map<String, AttributeValue> tokenKey(Map<String, AttributeValue> item) {
    Deregistration asked = DeregistrationItem.toDeregistration(item);
    return PaymentTokenItem.key(asked.merchantId(), asked.customerId(), asked.tokenId());
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    Optional<Half> half =
        PaymentTokenItem.isToken(item)
            ? ofToken(PaymentTokenItem.toPaymentToken(item), reading)
            : DeregistrationItem.isOfCustomer(item)
                ? ofDeletedCustomer(item, reading)
                : ofDeregistration(item, reading);
    return half.stream().toList();
  }

  private Optional<Half> ofToken(PaymentToken token, Reading reading) {
    return wanted(token, reading)
        .filter(asked -> reading.find(DeregistrationItem.key(asked)).isEmpty())
        .filter(asked -> hasItsReference(token, reading))
        .map(
            asked ->
                Half.of(
                    HalfKind.DEREGISTRATION_MISSING,
                    PaymentTokenItem.ids(token),
                    Mend.put(DeregistrationItem.of(asked))));
  }

  private Optional<Deregistration> wanted(PaymentToken token, Reading reading) {
    Optional<Customer> owner = reading.find(customerKey(token)).map(CustomerItem::toCustomer);
    if (owner.filter(Customer::isErased).isPresent()) {
      return Optional.empty();
    }
    if (token.removal() != null) {
      return restoredTo == null || token.updatedAt().isBefore(restoredTo.minus(BEFORE_RESTORE))
          ? Optional.empty()
          : Deregistration.ofRemoval(token);
    }
    return owner
        .filter(customer -> customer.status() == CustomerStatus.DELETED)
        .filter(customer -> reading.find(Reading.keyOf(DeregistrationItem.of(customer))).isEmpty())
        .flatMap(customer -> Deregistration.ofDeletion(token, customer.updatedAt()));
  }

  /** The provider would end the token that has it, which it knows by the same reference. */
  private static boolean hasItsReference(PaymentToken token, Reading reading) {
    return reading
        .find(TokenPointerItem.key(token.merchantId(), token.merchantTokenReference()))
        .filter(pointer -> TokenPointerItem.tokenKey(pointer).equals(PaymentTokenItem.key(token)))
        .isPresent();
  }

  private static Optional<Half> ofDeregistration(
      Map<String, AttributeValue> item, Reading reading) {
    Deregistration asked = DeregistrationItem.toDeregistration(item);
    String ids = asked.merchantId() + " " + asked.customerId() + " " + asked.tokenId();
    Mend delete = Mend.delete(Reading.keyOf(item));
    var token = reading.find(tokenKey(item)).map(PaymentTokenItem::toPaymentToken).orElse(null);
    if (token == null) {
      return Optional.of(Half.of(HalfKind.DEREGISTRATION_WITHOUT_TOKEN, ids, delete));
    }
    return token.removal() == null && isLive(customer(item, reading))
        ? Optional.of(Half.of(HalfKind.DEREGISTRATION_OF_LIVING, ids, delete))
        : Optional.empty();
  }

  private static Optional<Half> ofDeletedCustomer(
      Map<String, AttributeValue> item, Reading reading) {
    MerchantId merchantId = DeregistrationItem.merchantId(item);
    CustomerId id = DeregistrationItem.customerId(item);
    Customer customer = customer(item, reading);
    Mend delete = Mend.delete(Reading.keyOf(item));
    if (customer != null) {
      return isLive(customer)
          ? Optional.of(
              Half.of(HalfKind.DEREGISTRATION_OF_LIVING, CustomerItem.ids(customer), delete))
          : Optional.empty();
    }
    String pk = CustomerItem.partitionKey(merchantId, id);
    return reading.all(pk, PaymentTokenItem.SORT_KEY_PREFIX).findAny().isPresent()
        ? Optional.empty()
        : Optional.of(
            Half.of(HalfKind.DEREGISTRATION_WITHOUT_TOKEN, merchantId + " " + id, delete));
  }

  private static @Nullable Customer customer(Map<String, AttributeValue> item, Reading reading) {
    return reading
        .find(
            CustomerItem.key(
                DeregistrationItem.merchantId(item), DeregistrationItem.customerId(item)))
        .map(CustomerItem::toCustomer)
        .orElse(null);
  }

  /** A customer that is gone is another half. */
  private static boolean isLive(@Nullable Customer customer) {
    return customer != null && customer.status() != CustomerStatus.DELETED;
  }
}

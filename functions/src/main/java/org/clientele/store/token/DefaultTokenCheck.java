package org.clientele.store.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.DefaultToken;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import org.clientele.token.PaymentToken;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The default token of a customer lives and is marked, and no other one is. Which one it is says
 * the customer; whether it lives and when it expires, the token.
 */
public final class DefaultTokenCheck implements Check {

  @Override
  public boolean concerns(String sortKey) {
    return CustomerItem.isSortKey(sortKey) || PaymentTokenItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    if (PaymentTokenItem.isToken(item)) {
      return PaymentTokenItem.isDefault(item) ? List.of(customerKey(item)) : List.of();
    }
    Customer customer = CustomerItem.toCustomer(item);
    DefaultToken token = customer.defaultToken();
    return token == null ? List.of() : List.of(key(customer, token));
  }

  private static Map<String, AttributeValue> customerKey(Map<String, AttributeValue> token) {
    Attributes item = Attributes.of(token);
    return CustomerItem.key(CustomerItem.merchantId(item), CustomerItem.customerId(item));
  }

  private static Map<String, AttributeValue> key(Customer customer, DefaultToken token) {
    return PaymentTokenItem.key(
        customer.merchantId(), customer.id(), new PaymentTokenId(token.tokenId()));
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    return (PaymentTokenItem.isToken(item)
            ? ofToken(item, reading)
            : ofCustomer(CustomerItem.toCustomer(item), reading, now))
        .stream().toList();
  }

  private static Optional<Half> ofToken(Map<String, AttributeValue> item, Reading reading) {
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    if (!PaymentTokenItem.isDefault(item)) {
      return Optional.empty();
    }
    Optional<Customer> customer = reading.find(customerKey(item)).map(CustomerItem::toCustomer);
    boolean right =
        customer
            .filter(
                owner ->
                    owner.status() == CustomerStatus.DELETED
                        ? !token.status().isFinal()
                        : owner.hasDefault(token.id().value()))
            .isPresent();
    return right || customer.isEmpty()
        ? Optional.empty()
        : Optional.of(ofMark(HalfKind.DEFAULT_MARKED, item, null));
  }

  private static Map<String, AttributeValue> marked(
      Map<String, AttributeValue> item, @Nullable Boolean mark) {
    Map<String, AttributeValue> changed = new HashMap<>(item);
    changed.remove(PaymentTokenItem.IS_DEFAULT);
    return Attributes.of(changed).put(PaymentTokenItem.IS_DEFAULT, mark).toMap();
  }

  private static Optional<Half> ofCustomer(Customer customer, Reading reading, Instant now) {
    DefaultToken chosen = customer.defaultToken();
    if (chosen == null) {
      return Optional.empty();
    }
    var item = reading.find(key(customer, chosen)).orElse(null);
    if (item == null) {
      return half(HalfKind.DEFAULT_GONE, customer, customer.nextVersion(null, now));
    }
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    if (token.status().isFinal()) {
      return Optional.of(ended(customer, token, item, now));
    }
    if (!PaymentTokenItem.isDefault(item)) {
      return Optional.of(ofMark(HalfKind.DEFAULT_UNMARKED, item, true));
    }
    return Objects.equals(token.expiredAt(), chosen.expiredAt())
        ? Optional.empty()
        : half(HalfKind.DEFAULT_EXPIRY, customer, customer.nextVersion(token.asDefault(), now));
  }

  private static Half ofMark(
      HalfKind kind, Map<String, AttributeValue> token, @Nullable Boolean mark) {
    String ids = PaymentTokenItem.ids(Attributes.of(token));
    return Half.of(kind, ids, Mend.put(marked(token, mark)));
  }

  /** As where the token's end is stored: it is the default again if it comes back. */
  private static Half ended(
      Customer customer, PaymentToken token, Map<String, AttributeValue> item, Instant now) {
    Customer stored =
        token.removal() == null
            ? customer.afterDefaultEnded(token.id().value(), now)
            : customer.nextVersion(null, now);
    List<Mend> mends = new ArrayList<>(mends(customer, stored));
    mends.add(Mend.put(marked(item, null)));
    return new Half(HalfKind.DEFAULT_ENDED, mends.get(0).key(), CustomerItem.ids(customer), mends);
  }

  private static Optional<Half> half(HalfKind kind, Customer customer, Customer stored) {
    List<Mend> mends = mends(customer, stored);
    return Optional.of(new Half(kind, mends.get(0).key(), CustomerItem.ids(customer), mends));
  }

  private static List<Mend> mends(Customer customer, Customer stored) {
    return CustomerRepository.items(customer, stored, ChangeOrigin.OPERATOR).stream()
        .map(Mend::put)
        .toList();
  }
}

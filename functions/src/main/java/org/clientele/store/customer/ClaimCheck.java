package org.clientele.store.customer;

import static org.clientele.customer.CustomerStatus.DELETED;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.Customer;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Who is not deleted has claimed what makes it unique, and nobody else has. Customers count. */
public final class ClaimCheck implements Check {

  @Override
  public boolean concerns(String sortKey) {
    return sortKey.equals(CustomerItem.SORT_KEY) || UniquenessItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    if (!CustomerItem.isCustomer(item)) {
      return List.of(claimantKey(item));
    }
    Customer customer = CustomerItem.toCustomer(item);
    return customer.isErased() ? List.of() : List.of(UniquenessItem.key(customer));
  }

  private static Map<String, AttributeValue> claimantKey(Map<String, AttributeValue> claim) {
    return CustomerItem.key(
        CustomerItem.merchantId(Attributes.of(claim)), UniquenessItem.customerId(claim));
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    if (!CustomerItem.isCustomer(item)) {
      return ofClaim(item, reading).stream().toList();
    }
    Customer customer = CustomerItem.toCustomer(item);
    return customer.isErased() ? List.of() : ofCustomer(customer, reading).stream().toList();
  }

  private static Optional<Half> ofCustomer(Customer customer, Reading reading) {
    boolean live = customer.status() != DELETED;
    var claim = reading.find(UniquenessItem.key(customer)).orElse(null);
    Mend made = Mend.put(UniquenessItem.of(customer));
    if (claim == null) {
      return live ? half(HalfKind.CLAIM_MISSING, customer, made) : Optional.empty();
    }
    if (UniquenessItem.customerId(claim).equals(customer.id())) {
      return ofItsOwn(claim, customer, live);
    }
    if (!live) {
      return Optional.empty();
    }
    Optional<Half> wrong = ofClaim(claim, reading);
    if (wrong.isPresent()) {
      return half(wrong.get().kind(), customer, made);
    }
    Customer other = reading.find(claimantKey(claim)).map(CustomerItem::toCustomer).orElseThrow();
    return other.status() == DELETED
        ? half(HalfKind.CLAIM_OF_ANOTHER, customer, made)
        : Optional.of(claimedTwice(customer, other));
  }

  private static Optional<Half> ofItsOwn(
      Map<String, AttributeValue> claim, Customer customer, boolean live) {
    return UniquenessItem.isReleased(claim) != live
        ? Optional.empty()
        : half(
            live ? HalfKind.CLAIM_RELEASED : HalfKind.CLAIM_HELD,
            customer,
            Mend.put(UniquenessItem.released(claim, !live)));
  }

  private static Half claimedTwice(Customer customer, Customer other) {
    return new Half(
        HalfKind.CLAIMED_TWICE,
        CustomerItem.key(customer.merchantId(), customer.id()),
        CustomerItem.ids(customer) + " " + other.id(),
        List.of());
  }

  /** Of what is not its customer's any more; whose it is else says that customer. */
  private static Optional<Half> ofClaim(Map<String, AttributeValue> claim, Reading reading) {
    Map<String, AttributeValue> key = Reading.keyOf(claim);
    var item = reading.find(claimantKey(claim)).orElse(null);
    if (item == null) {
      String ids =
          CustomerItem.merchantId(Attributes.of(claim)) + " " + UniquenessItem.customerId(claim);
      return Optional.of(Half.of(HalfKind.CLAIM_WITHOUT_CUSTOMER, ids, Mend.delete(key)));
    }
    Customer customer = CustomerItem.toCustomer(item);
    return !customer.isErased() && UniquenessItem.key(customer).equals(key)
        ? Optional.empty()
        : half(HalfKind.CLAIM_OF_ANOTHER, customer, Mend.delete(key));
  }

  private static Optional<Half> half(HalfKind kind, Customer customer, Mend mend) {
    return Optional.of(Half.of(kind, CustomerItem.ids(customer), mend));
  }
}

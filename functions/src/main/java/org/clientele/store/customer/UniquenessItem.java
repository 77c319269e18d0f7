package org.clientele.store.customer;

import static org.clientele.customer.CustomerStatus.DELETED;

import java.util.HashMap;
import java.util.Map;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Change;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.Sha256;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What makes a customer unique: an item under its reference or, if it has none, under its mobile
 * number. It is written in one transaction with the customer, who has claimed the one or the other
 * by it until it is released.
 */
final class UniquenessItem {

  private static final String CUSTOMER_ID = "customer_id";

  /** True once the customer is {@code DELETED}, which releases the claim; it is named still. */
  private static final String DELETED_FLAG = "deleted";

  private static final String DETAILS_HASH = "details_hash";
  private static final String REFERENCE = "reference";
  private static final String MOBILE = "mobile";

  static final Condition FREE = Condition.absent().or(Condition.isTrue(DELETED_FLAG));
  static final Change RELEASE = Change.setTrue(DELETED_FLAG);

  private UniquenessItem() {}

  static Condition claimedBy(Customer customer) {
    return Condition.equal(CUSTOMER_ID, customer.id().value());
  }

  static Map<String, AttributeValue> of(Customer customer) {
    Attributes item =
        keyOf(customer)
            .put(CUSTOMER_ID, customer.id().value())
            .put(DETAILS_HASH, hash(customer.details()));
    return (customer.status() == DELETED ? item.put(DELETED_FLAG, true) : item).toMap();
  }

  static boolean isSortKey(String sortKey) {
    return sortKey.equals(REFERENCE) || sortKey.equals(MOBILE);
  }

  static boolean isReleased(Map<String, AttributeValue> item) {
    return Boolean.TRUE.equals(Attributes.of(item).flag(DELETED_FLAG));
  }

  /** Returns a claim as it is once it has been released, or before. */
  static Map<String, AttributeValue> released(Map<String, AttributeValue> item, boolean released) {
    Map<String, AttributeValue> changed = new HashMap<>(item);
    changed.remove(DELETED_FLAG);
    return Attributes.of(changed).put(DELETED_FLAG, released ? true : null).toMap();
  }

  static Map<String, AttributeValue> key(Customer customer) {
    return keyOf(customer).toMap();
  }

  static Map<String, AttributeValue> key(MerchantId merchantId, String reference) {
    return keyOf(merchantId, REFERENCE, reference).toMap();
  }

  static CustomerId customerId(Map<String, AttributeValue> item) {
    return new CustomerId(Attributes.of(item).requiredText(CUSTOMER_ID));
  }

  /** Whether a create with these details is a repetition of the one that claimed it. */
  static boolean isRepetition(Map<String, AttributeValue> item, CustomerDetails details) {
    return hash(details).equals(Attributes.of(item).text(DETAILS_HASH));
  }

  private static Attributes keyOf(Customer customer) {
    CustomerDetails details = customer.details();
    String reference = details.merchantCustomerReference();
    return reference != null
        ? keyOf(customer.merchantId(), REFERENCE, reference)
        : keyOf(
            customer.merchantId(), MOBILE, details.countryCode() + "#" + details.mobileNumber());
  }

  private static Attributes keyOf(MerchantId merchantId, String kind, String name) {
    return Attributes.key(merchantId + "#" + kind + "#" + name, kind);
  }

  /** Returns a hash over the details; a field that is added later leaves it as it is if absent. */
  private static String hash(CustomerDetails details) {
    return Sha256.hex(CustomerItem.of(details).canonical());
  }
}

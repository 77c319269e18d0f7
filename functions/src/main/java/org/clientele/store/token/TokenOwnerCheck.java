package org.clientele.store.token;

import static org.clientele.customer.CustomerStatus.DELETED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Each token's customer is there. One that is gone is stored as deleted, with nothing known of it:
 * so its tokens are read as they were, are used no more, and their providers have to end them.
 */
public final class TokenOwnerCheck implements Check {

  private static final CustomerDetails NOTHING_KNOWN =
      new CustomerDetails(
          null, null, null, null, null, null, null, null, null, null, null, null, null);

  @Override
  public boolean concerns(String sortKey) {
    return PaymentTokenItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    return List.of(customerKey(PaymentTokenItem.toPaymentToken(item)));
  }

  private static Map<String, AttributeValue> customerKey(PaymentToken token) {
    return CustomerItem.key(token.merchantId(), token.customerId());
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    if (reading.find(customerKey(token)).isPresent()) {
      return List.of();
    }
    Customer deleted = deleted(token, now);
    List<Mend> mends = new ArrayList<>();
    mends.add(Mend.put(CustomerItem.of(deleted)));
    Mend asked = Mend.put(DeregistrationItem.of(deleted));
    if (reading.find(asked.key()).isEmpty()) {
      mends.add(asked);
    }
    return List.of(
        new Half(HalfKind.CUSTOMER_GONE, customerKey(token), CustomerItem.ids(deleted), mends));
  }

  private static Customer deleted(PaymentToken token, Instant now) {
    return new Customer(
        token.customerId(),
        token.merchantId(),
        NOTHING_KNOWN,
        DELETED,
        null,
        null,
        ChangeOrigin.UNKNOWN_REQUEST,
        token.createdAt(),
        now,
        1);
  }
}

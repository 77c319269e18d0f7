package org.clientele.store.customer;

import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.HistoryEntry;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Each version of a customer but the first has an entry, and no other one has. The customer counts:
 * an entry of a version that it has not come to would be in the way of that version. What a missing
 * entry said is not known, and the one in its place says no more than that.
 */
public final class HistoryCheck implements Check {

  @Override
  public boolean concerns(String sortKey) {
    return sortKey.equals(CustomerItem.SORT_KEY) || HistoryItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    if (CustomerItem.isCustomer(item)) {
      Customer customer = CustomerItem.toCustomer(item);
      List<Map<String, AttributeValue>> keys = new ArrayList<>();
      keys.add(next(customer));
      keys.addAll(before(customer, lastVersion(customer) + 1));
      return keys;
    }
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    keys.add(CustomerItem.key(HistoryItem.merchantId(item), HistoryItem.customerId(item)));
    long version = HistoryItem.toEntry(item).version();
    if (version > 2) {
      keys.add(
          HistoryItem.key(HistoryItem.merchantId(item), HistoryItem.customerId(item), version - 1));
    }
    return keys;
  }

  /** Returns the key of the entry before a version, if there has to be one. */
  private static List<Map<String, AttributeValue>> before(Customer customer, long version) {
    return version <= 2
        ? List.of()
        : List.of(HistoryItem.key(customer.merchantId(), customer.id(), version - 1));
  }

  /** Returns the key of the entry that the customer's next change makes. */
  private static Map<String, AttributeValue> next(Customer customer) {
    return HistoryItem.key(customer.merchantId(), customer.id(), lastVersion(customer) + 1);
  }

  /** A default token that had expired when the customer last changed is a version more. */
  private static long lastVersion(Customer customer) {
    return customer.asOf(customer.updatedAt()).version();
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    if (CustomerItem.isCustomer(item)) {
      Customer customer = CustomerItem.toCustomer(item);
      List<Half> halves = new ArrayList<>(missing(customer, lastVersion(customer) + 1, reading));
      reading
          .find(next(customer))
          .ifPresent(entry -> halves.add(beyond(CustomerItem.ids(customer), entry)));
      return halves;
    }
    MerchantId merchantId = HistoryItem.merchantId(item);
    CustomerId id = HistoryItem.customerId(item);
    long version = HistoryItem.toEntry(item).version();
    Customer customer =
        reading.find(CustomerItem.key(merchantId, id)).map(CustomerItem::toCustomer).orElse(null);
    if (customer == null || version < 2 || version > lastVersion(customer)) {
      return List.of(beyond(merchantId + " " + id, item));
    }
    return missing(customer, version, reading);
  }

  private static Half beyond(String ids, Map<String, AttributeValue> entry) {
    return Half.of(HalfKind.HISTORY_BEYOND, ids, Mend.delete(Reading.keyOf(entry)));
  }

  /** Each entry looks for the one before it alone; where that is missing, for all of them. */
  private static List<Half> missing(Customer customer, long version, Reading reading) {
    if (before(customer, version).stream().allMatch(key -> reading.find(key).isPresent())) {
      return List.of();
    }
    String pk = HistoryItem.partitionKey(customer.merchantId(), customer.id());
    NavigableMap<Long, Instant> times =
        reading
            .all(pk, HistoryItem.SORT_KEY_PREFIX)
            .map(HistoryItem::toEntry)
            .collect(toMap(HistoryEntry::version, HistoryEntry::at, (a, b) -> a, TreeMap::new));
    return LongStream.range(2, lastVersion(customer) + 1)
        .filter(wanted -> !times.containsKey(wanted))
        .mapToObj(wanted -> unknown(customer, wanted, times))
        .toList();
  }

  private static Half unknown(Customer customer, long version, NavigableMap<Long, Instant> times) {
    Map.Entry<Long, Instant> next = times.ceilingEntry(version);
    Instant notAfter =
        next == null || next.getKey() > lastVersion(customer)
            ? customer.updatedAt()
            : next.getValue();
    var entry = new HistoryEntry(version, notAfter, ChangeOrigin.OPERATOR, List.of());
    return Half.of(
        HalfKind.HISTORY_MISSING,
        CustomerItem.ids(customer),
        Mend.put(HistoryItem.of(customer, entry)));
  }
}

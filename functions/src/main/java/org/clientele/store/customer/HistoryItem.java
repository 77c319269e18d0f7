package org.clientele.store.customer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.HistoryEntry;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A {@link HistoryEntry} in the customers table. A customer's entries are a partition of their own,
 * so that they cost nothing where its tokens are listed. The first version has none: what it says
 * stands with the customer.
 */
final class HistoryItem {

  static final String SORT_KEY_PREFIX = "history#";

  private static final String PARTITION = "#history#";
  private static final String VERSION = "version";
  private static final String AT = "at";
  private static final String BY = "by";
  private static final String CLIENT_ID = "client_id";
  private static final String REQUEST_ID = "request_id";
  private static final String FIELDS = "fields";

  /** What is changed field by field; the keys of metadata are the merchant's own texts. */
  private static final Set<String> WITH_FIELDS =
      Set.of(
          CustomerItem.BILLING_ADDRESS, CustomerItem.SHIPPING_ADDRESS, CustomerItem.CUSTOM_FIELDS);

  private HistoryItem() {}

  static String partitionKey(MerchantId merchantId, CustomerId id) {
    return merchantId + PARTITION + id;
  }

  /** Returns a sort key by which the order of texts is that of versions. */
  static String sortKey(long version) {
    return (SORT_KEY_PREFIX + "%010d").formatted(version);
  }

  static boolean isSortKey(String sortKey) {
    return sortKey.startsWith(SORT_KEY_PREFIX);
  }

  static Map<String, AttributeValue> key(MerchantId merchantId, CustomerId id, long version) {
    return Attributes.key(partitionKey(merchantId, id), sortKey(version)).toMap();
  }

  static MerchantId merchantId(Map<String, AttributeValue> item) {
    return CustomerItem.merchantId(Attributes.of(item));
  }

  static CustomerId customerId(Map<String, AttributeValue> item) {
    String pk = Attributes.of(item).requiredText(Attributes.PK);
    return new CustomerId(pk.substring(pk.indexOf(PARTITION) + PARTITION.length()));
  }

  /**
   * Returns the items of what readers see change when a customer is stored in place of the one that
   * was read: of the change, and before it of its default token's expiry, if that has passed since
   * it was stored. None if they see no change.
   *
   * @param origin of the change
   */
  static List<Map<String, AttributeValue>> between(
      Customer read, Customer stored, ChangeOrigin origin) {
    List<HistoryEntry> entries =
        new ArrayList<>(HistoryEntry.ofExpiry(read, stored.updatedAt()).toList());
    Customer before = read.asOf(stored.updatedAt());
    Customer after = stored.asOf(stored.updatedAt());
    if (after.version() > before.version()) {
      entries.add(
          new HistoryEntry(
              after.version(), after.updatedAt(), origin, changedFields(before, after)));
    }
    return entries.stream().map(entry -> of(stored, entry)).toList();
  }

  private static List<String> changedFields(Customer before, Customer after) {
    Set<String> names = new TreeSet<>();
    addChanged(
        "",
        CustomerItem.of(before.details()).toMap(),
        CustomerItem.of(after.details()).toMap(),
        names);
    if (before.status() != after.status()) {
      names.add(CustomerItem.STATUS);
    }
    if (!Objects.equals(before.defaultToken(), after.defaultToken())) {
      names.add(CustomerItem.DEFAULT_TOKEN_ID);
    }
    return List.copyOf(names);
  }

  private static void addChanged(
      String path,
      Map<String, AttributeValue> before,
      Map<String, AttributeValue> after,
      Set<String> changed) {
    Set<String> names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      AttributeValue old = before.get(name);
      AttributeValue now = after.get(name);
      if (path.isEmpty() && WITH_FIELDS.contains(name)) {
        addChanged(name + ".", fields(old), fields(now), changed);
      } else if (!Objects.equals(old, now)) {
        changed.add(path + name);
      }
    }
  }

  private static Map<String, AttributeValue> fields(@Nullable AttributeValue address) {
    return address == null ? Map.of() : address.m();
  }

  static Map<String, AttributeValue> of(Customer customer, HistoryEntry entry) {
    ChangeOrigin origin = entry.origin();
    return Attributes.key(
            partitionKey(customer.merchantId(), customer.id()), sortKey(entry.version()))
        .put(VERSION, entry.version())
        .put(AT, entry.at())
        .put(BY, origin.by().name())
        .put(CLIENT_ID, origin.clientId())
        .put(REQUEST_ID, origin.requestId())
        .putTexts(FIELDS, entry.fields())
        .toMap();
  }

  static HistoryEntry toEntry(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    var origin =
        new ChangeOrigin(
            requireNonNull(item.constant(BY, ChangeOrigin.Party.class), BY),
            item.text(CLIENT_ID),
            item.text(REQUEST_ID));
    return new HistoryEntry(
        item.requiredNumber(VERSION), item.requiredInstant(AT), origin, item.texts(FIELDS));
  }
}

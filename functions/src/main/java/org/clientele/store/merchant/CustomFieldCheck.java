package org.clientele.store.merchant;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.clientele.customer.Customer;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A merchant's custom fields are counted, and one that customers have values of keeps its type.
 * What is there counts.
 */
public final class CustomFieldCheck implements Check {

  /** So many fields of a customer are marked by one transaction at most, which holds 100 items. */
  private static final int AT_ONCE = 50;

  @Override
  public boolean concerns(String sortKey) {
    return CustomerItem.isSortKey(sortKey)
        || CustomFieldItem.isSortKey(sortKey)
        || CustomFieldItem.isCountSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    if (CustomerItem.isCustomer(item)) {
      return fieldKeys(CustomerItem.toCustomer(item));
    }
    return CustomFieldItem.isCustomField(Attributes.of(item))
        ? List.of(CustomFieldItem.countKey(CustomerItem.merchantId(Attributes.of(item))))
        : List.of();
  }

  private static List<Map<String, AttributeValue>> fieldKeys(Customer customer) {
    Map<String, Object> values = customer.details().customFields();
    Set<String> names = values == null ? Set.of() : values.keySet();
    return names.stream()
        .map(name -> CustomFieldItem.key(customer.merchantId(), name))
        .limit(AT_ONCE)
        .toList();
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    return CustomerItem.isCustomer(item)
        ? fieldKeys(CustomerItem.toCustomer(item)).stream()
            .flatMap(key -> reading.find(key).stream())
            .filter(field -> !CustomFieldItem.toCustomField(field).used())
            .map(field -> half(HalfKind.CUSTOM_FIELD_UNUSED, CustomFieldItem.used(field)))
            .toList()
        : ofCount(item, reading).stream().toList();
  }

  private static Optional<Half> ofCount(Map<String, AttributeValue> item, Reading reading) {
    var key = CustomFieldItem.countKey(CustomerItem.merchantId(Attributes.of(item)));
    var count = reading.find(key).orElse(null);
    if (count != null && CustomFieldItem.isCustomField(Attributes.of(item))) {
      return Optional.empty();
    }
    String pk = Attributes.of(key).requiredText(Attributes.PK);
    long fields = reading.all(pk, CustomFieldItem.SORT_KEY_PREFIX).count();
    Map<String, AttributeValue> counted = new HashMap<>(key);
    CustomFieldItem.putCount(Attributes.of(counted), fields);
    return counted.equals(count)
        ? Optional.empty()
        : Optional.of(half(HalfKind.CUSTOM_FIELD_COUNT, counted));
  }

  private static Half half(HalfKind kind, Map<String, AttributeValue> mended) {
    return Half.of(kind, CustomerItem.merchantId(Attributes.of(mended)).value(), Mend.put(mended));
  }
}

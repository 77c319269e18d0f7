package org.clientele.store.merchant;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.clientele.customfield.CustomField;
import org.clientele.customfield.FieldType;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Change;
import org.clientele.store.dynamodb.Condition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A {@link CustomField} in the customers table, and how many of them a merchant has. */
final class CustomFieldItem {

  static final String SORT_KEY_PREFIX = "custom-field#";

  private static final String COUNT_SORT_KEY = "custom-field-count";

  private static final String TYPE = "type";
  private static final String REQUIRED = "required";
  private static final String MAX_LENGTH = "max_length";
  private static final String ALLOWED_VALUES = "allowed_values";
  private static final String USED = "used";
  private static final String DELETED = "deleted";
  private static final String CREATED_AT = "created_at";
  private static final String UPDATED_AT = "updated_at";
  private static final String VERSION = "version";
  private static final String COUNT = "count";

  /** Whoever has read the definition and is to replace it learns that it has been used since. */
  static final Change USE = Change.setTrue(USED).and(Change.add(VERSION, 1));

  private CustomFieldItem() {}

  static Map<String, AttributeValue> key(MerchantId merchantId, String name) {
    return keyOf(merchantId, SORT_KEY_PREFIX + name).toMap();
  }

  static Map<String, AttributeValue> countKey(MerchantId merchantId) {
    return keyOf(merchantId, COUNT_SORT_KEY).toMap();
  }

  private static Attributes keyOf(MerchantId merchantId, String sortKey) {
    return Attributes.key(MerchantSettingsItem.partitionKey(merchantId), sortKey);
  }

  static boolean isCustomField(Attributes item) {
    return isSortKey(item.requiredText(Attributes.SK));
  }

  static boolean isSortKey(String sortKey) {
    return sortKey.startsWith(SORT_KEY_PREFIX);
  }

  static boolean isCountSortKey(String sortKey) {
    return sortKey.equals(COUNT_SORT_KEY);
  }

  static void putCount(Attributes item, long count) {
    item.put(COUNT, count);
  }

  /** Returns a definition's item as {@link #USE} makes it. */
  static Map<String, AttributeValue> used(Map<String, AttributeValue> item) {
    Attributes changed = Attributes.of(new HashMap<>(item));
    return changed.put(USED, true).put(VERSION, changed.requiredNumber(VERSION) + 1).toMap();
  }

  static Map<String, AttributeValue> of(MerchantId merchantId, CustomField field) {
    Attributes item =
        keyOf(merchantId, SORT_KEY_PREFIX + field.name())
            .put(TYPE, field.type().name())
            .put(REQUIRED, field.required())
            .putTexts(ALLOWED_VALUES, field.allowedValues())
            .put(CREATED_AT, field.createdAt())
            .put(UPDATED_AT, field.updatedAt())
            .put(VERSION, field.version());
    if (field.maxLength() != null) {
      item.put(MAX_LENGTH, field.maxLength().longValue());
    }
    if (field.used()) {
      item.put(USED, true);
    }
    return (field.deleted() ? item.put(DELETED, true) : item).toMap();
  }

  static CustomField toCustomField(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    Long maxLength = item.number(MAX_LENGTH);
    return new CustomField(
        item.requiredText(Attributes.SK).substring(SORT_KEY_PREFIX.length()),
        requireNonNull(item.constant(TYPE, FieldType.class), TYPE),
        Boolean.TRUE.equals(item.flag(REQUIRED)),
        maxLength == null ? null : maxLength.intValue(),
        item.texts(ALLOWED_VALUES),
        Boolean.TRUE.equals(item.flag(USED)),
        Boolean.TRUE.equals(item.flag(DELETED)),
        item.requiredInstant(CREATED_AT),
        item.requiredInstant(UPDATED_AT),
        item.requiredNumber(VERSION));
  }

  /** The definition takes values, and of that type. */
  static Condition takes(FieldType type) {
    return Condition.equal(TYPE, type.name()).and(Condition.absent(DELETED));
  }

  static Condition unchanged(CustomField read) {
    return Condition.equal(VERSION, read.version());
  }

  static Change oneMore() {
    return Change.add(COUNT, 1);
  }

  static Change oneLess() {
    return Change.add(COUNT, -1);
  }

  static Condition isLess(int most) {
    return Condition.absent(COUNT).or(Condition.less(COUNT, most));
  }
}

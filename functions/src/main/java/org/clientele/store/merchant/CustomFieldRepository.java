package org.clientele.store.merchant;

import static org.clientele.error.ErrorCode.CUSTOM_FIELD_NOT_FOUND;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.clientele.customfield.CustomField;
import org.clientele.customfield.CustomFields;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Change;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Write;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The custom fields that merchants define. A field that is deleted stays as an item, because values
 * of it may be stored, and because a repeated deletion is to be answered as the first.
 */
@Singleton
public class CustomFieldRepository {

  /** All are read with a merchant's settings. */
  private static final int MOST = 100;

  private final Table table;
  private final MerchantRepository merchants;

  public CustomFieldRepository(
      DynamoDbClient dynamoDb, MerchantRepository merchants, Settings settings) {
    this.table = new Table(dynamoDb, settings.customersTable());
    this.merchants = merchants;
  }

  /** Returns a merchant's fields as they are now. */
  public CustomFields list(MerchantId merchantId) {
    return CustomFields.of(merchants.customFields(merchantId));
  }

  /**
   * Returns a field as it is now.
   *
   * @throws ApiException {@code CUSTOM_FIELD_NOT_FOUND} if the merchant has none of that name
   */
  public CustomField get(MerchantId merchantId, String name) {
    return find(merchantId, name)
        .filter(field -> !field.deleted())
        .orElseThrow(CustomFieldRepository::notFound);
  }

  private Optional<CustomField> find(MerchantId merchantId, String name) {
    return table.find(CustomFieldItem.key(merchantId, name)).map(CustomFieldItem::toCustomField);
  }

  /**
   * Stores a field, new or in place of the one of its name, and returns it as stored.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it changes the type of one that is used, or the
   *     merchant has as many as it may
   */
  public CustomField put(MerchantId merchantId, CustomField wanted) {
    CustomField stored =
        OptimisticRetry.untilDone(
            () ->
                find(merchantId, wanted.name())
                    .map(read -> tryReplace(merchantId, read, wanted.replacing(read)))
                    .orElseGet(() -> tryInsert(merchantId, wanted)));
    merchants.forget(merchantId);
    return stored;
  }

  /**
   * Deletes a field, unless it is deleted, and returns it as it was.
   *
   * @throws ApiException {@code CUSTOM_FIELD_NOT_FOUND} if the merchant never had one of that name
   */
  public CustomField delete(MerchantId merchantId, String name, Instant now) {
    CustomField deleted =
        OptimisticRetry.untilDone(
            () -> {
              CustomField read =
                  find(merchantId, name).orElseThrow(CustomFieldRepository::notFound);
              return tryReplace(merchantId, read, read.delete(now));
            });
    merchants.forget(merchantId);
    return deleted;
  }

  private Optional<CustomField> tryReplace(
      MerchantId merchantId, CustomField read, CustomField next) {
    return next.equals(read)
        ? Optional.of(read)
        : table
            .repeatable(next)
            .replace(
                CustomFieldItem.of(merchantId, next),
                CustomFieldItem.unchanged(read),
                CustomFieldItem::toCustomField)
            .commit();
  }

  private Optional<CustomField> tryInsert(MerchantId merchantId, CustomField wanted) {
    CustomField stored = wanted.first();
    return table
        .repeatable(stored)
        .and(
            table.put(
                CustomFieldItem.of(merchantId, stored),
                Condition.absent(),
                met ->
                    Optional.of(met)
                        .filter(item -> !item.isEmpty())
                        .map(CustomFieldItem::toCustomField)
                        .filter(other -> wanted.replacing(other).equals(other))))
        .and(
            count(
                merchantId,
                CustomFieldItem.oneMore(),
                CustomFieldItem.isLess(MOST),
                full -> makeRoom(merchantId, stored)))
        .commit();
  }

  /**
   * Takes away a deleted field that no customer has had a value of, if there is one; what is to be
   * stored is tried again then.
   */
  private Optional<CustomField> makeRoom(MerchantId merchantId, CustomField refused) {
    CustomField unused =
        merchants.customFields(merchantId).stream()
            .filter(field -> field.deleted() && !field.used())
            .findFirst()
            .orElseThrow(CustomFieldRepository::tooMany);
    table
        .repeatable(refused)
        .and(
            table.delete(
                CustomFieldItem.key(merchantId, unused.name()),
                CustomFieldItem.unchanged(unused),
                Refusal.race()))
        .and(count(merchantId, CustomFieldItem.oneLess(), Condition.present(), Refusal.race()))
        .commit();
    return Optional.empty();
  }

  private Write<CustomField> count(
      MerchantId merchantId, Change change, Condition condition, Refusal<CustomField> refusal) {
    return table.update(CustomFieldItem.countKey(merchantId), change, condition, refusal);
  }

  private static ApiException tooMany() {
    return ApiException.invalid("name", "must be one of the 100 that a merchant may have at most");
  }

  /**
   * Has a field's type stay for good, because a customer is about to get a value of it.
   *
   * @return whether it was done: false if the field takes no values of that type any more
   */
  public boolean use(MerchantId merchantId, CustomField field) {
    boolean used =
        table
            .repeatable(true)
            .and(
                table.update(
                    CustomFieldItem.key(merchantId, field.name()),
                    CustomFieldItem.USE,
                    CustomFieldItem.takes(field.type()),
                    changed -> Optional.of(false)))
            .commit()
            .orElse(false);
    merchants.forget(merchantId);
    return used;
  }

  private static ApiException notFound() {
    return new ApiException(CUSTOM_FIELD_NOT_FOUND, "Custom field not found");
  }
}

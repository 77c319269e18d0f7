package org.clientele.function.customer;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.clientele.customfield.CustomField;
import org.clientele.customfield.CustomFields;
import org.clientele.error.ApiException;
import org.clientele.http.ApiRequest;
import org.clientele.id.MerchantId;
import org.clientele.json.FieldPath;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.merchant.CustomFieldRepository;
import org.clientele.store.merchant.MerchantRepository;
import org.jspecify.annotations.Nullable;

/**
 * Lets a customer have only such values of custom fields as their definitions allow.
 *
 * <p>The definitions may be a minute old. That a value is of its definition's type holds all the
 * same: the first value of a field is stored only after it is stored that the type stays.
 */
@Singleton
class CustomFieldCheck {

  /** With more, a customer could outgrow its item, and a page of customers what Lambda answers. */
  private static final int MOST_BYTES = 16 * 1_024;

  private final MerchantRepository merchants;
  private final CustomFieldRepository fields;

  CustomFieldCheck(MerchantRepository merchants, CustomFieldRepository fields) {
    this.merchants = merchants;
    this.fields = fields;
  }

  /**
   * Does nothing if a customer may have these values, which may be stored then.
   *
   * @param before values of the customer as it is; null before it is created
   * @throws ApiException {@code INVALID_REQUEST} naming the fields whose values are not allowed
   */
  void require(
      ApiRequest request, @Nullable Map<String, Object> before, Map<String, Object> after) {
    if (after.equals(before)) {
      return;
    }
    if (after.toString().getBytes(UTF_8).length > MOST_BYTES) {
      throw ApiException.invalid("custom_fields", "must have at most 16 KB of values in all");
    }
    MerchantId merchant = request.caller().merchantId();
    Instant now = request.now();
    OptimisticRetry.untilDone(
        () -> {
          CustomFields defined = merchants.get(merchant, now).customFields();
          if (!defined.faults(before, after, CustomFieldCheck::path).all().isEmpty()) {
            // They may have been defined otherwise since they were read.
            defined = merchants.getAgain(merchant, now).customFields();
            defined.faults(before, after, CustomFieldCheck::path).requireNone();
          }
          for (CustomField unused : defined.unused(before, after)) {
            if (!fields.use(merchant, unused)) {
              return Optional.empty();
            }
          }
          return Optional.of(true);
        });
  }

  private static String path(String name) {
    return FieldPath.ROOT.child("custom_fields").child(name).toString();
  }
}

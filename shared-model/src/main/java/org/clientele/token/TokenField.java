package org.clientele.token;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a provider says of a token; each field is ordered by itself. */
public enum TokenField {
  /** A {@link StatusReport}. */
  STATUS("status", StatusReport.class),
  PAYMENT_METHOD("payment_method", PaymentMethod.class),
  EXPIRED_AT("expired_at", Instant.class),
  MERCHANT_METADATA("merchant_metadata", Map.class),
  IS_COMPLIANT("is_compliant", Boolean.class),
  CONSENTED_AT("consented_at", Instant.class),
  CONSENT_REFERENCE("consent_reference", String.class),
  /** The provider's own id of the token. */
  PROVIDER_TOKEN_ID("provider_token_id", String.class),
  KIND("kind", TokenKind.class),
  /** Whom the provider made the token for. */
  REQUESTOR_ID("requestor_id", String.class),
  /** When the card behind the token last changed. */
  CARD_UPDATED_AT("card_updated_at", Instant.class),
  LAST4_DIGIT("card_data.last4_digit", String.class),
  CARD_TYPE("card_data.card_type", String.class),
  NETWORK_NAME("card_data.network_name", String.class),
  ISSUER_NAME("card_data.issuer_name", String.class),
  CARD_CATEGORY("card_data.card_category", String.class),
  COUNTRY_CODE("card_data.country_code", String.class),
  INTERNATIONAL("card_data.international", Boolean.class),
  EMI("card_data.emi", Boolean.class),
  CVV_REQUIRED("card_data.cvv_required", Boolean.class);

  /** What is said of the card behind the token. */
  public static final Set<TokenField> CARD_DATA =
      Collections.unmodifiableSet(EnumSet.range(LAST4_DIGIT, CVV_REQUIRED));

  /** What readers see, besides the status and the expiry. */
  static final Set<TokenField> SHOWN =
      Collections.unmodifiableSet(
          EnumSet.range(CARD_UPDATED_AT, CVV_REQUIRED).stream()
              .collect(
                  () -> EnumSet.of(PAYMENT_METHOD, MERCHANT_METADATA, IS_COMPLIANT),
                  Set::add,
                  Set::addAll));

  private final String path;
  private final Class<?> type;

  TokenField(String path, Class<?> type) {
    this.path = path;
    this.type = type;
  }

  /** Returns where it stands in a message, seen from the token or the change. */
  public String path() {
    return path;
  }

  /** Returns the last part of its path, which no other field has. */
  public String key() {
    return path.substring(path.indexOf('.') + 1);
  }

  public Class<?> type() {
    return type;
  }

  /** Whether it goes when its customer is erased. Ids stay, by which providers end the token. */
  boolean isErased() {
    return switch (this) {
      case STATUS,
          PAYMENT_METHOD,
          EXPIRED_AT,
          IS_COMPLIANT,
          CONSENTED_AT,
          PROVIDER_TOKEN_ID,
          KIND,
          REQUESTOR_ID ->
          false;
      case MERCHANT_METADATA,
          CONSENT_REFERENCE,
          CARD_UPDATED_AT,
          LAST4_DIGIT,
          CARD_TYPE,
          NETWORK_NAME,
          ISSUER_NAME,
          CARD_CATEGORY,
          COUNTRY_CODE,
          INTERNATIONAL,
          EMI,
          CVV_REQUIRED ->
          true;
    };
  }

  /** Puts a value among others, unless it is absent or an empty text, which says nothing. */
  public void put(Map<TokenField, Object> values, @Nullable Object value) {
    if (value != null && !value.equals("")) {
      values.put(this, type.cast(value));
    }
  }
}

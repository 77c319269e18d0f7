package org.clientele.token.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import org.clientele.token.TokenField;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of the card behind a token. Prints as {@code ***}.
 *
 * @param last4Of whose last digits these are, {@code card} or {@code token}; a token's are left out
 */
public record ReportedCard(
    @JsonProperty("last4_digit") @Pattern(regexp = "[0-9]{4}", message = "must have 4 digits")
        @Nullable String last4Digit,
    @JsonProperty("last4_of") @Pattern(regexp = "card|token", message = "must be card or token")
        @Nullable String last4Of,
    @JsonProperty("card_type")
        @Pattern(regexp = "CREDIT|DEBIT", message = "must be CREDIT or DEBIT")
        @Nullable String cardType,
    @JsonProperty("network_name") @CodePointLength(max = 50, message = FIFTY)
        @Nullable String networkName,
    @JsonProperty("issuer_name") @CodePointLength(max = 50, message = FIFTY)
        @Nullable String issuerName,
    @JsonProperty("card_category") @CodePointLength(max = 50, message = FIFTY)
        @Nullable String cardCategory,
    @JsonProperty("country_code")
        @Pattern(regexp = "[A-Z]{2}", message = "must be a country's two letters")
        @Nullable String countryCode,
    @JsonProperty("international") @Nullable Boolean international,
    @JsonProperty("emi") @Nullable Boolean emi,
    @JsonProperty("cvv_required") @Nullable Boolean cvvRequired) {

  private static final String FIFTY = "must have at most 50 characters";

  void putInto(Map<TokenField, Object> values) {
    TokenField.LAST4_DIGIT.put(values, "token".equals(last4Of) ? null : last4Digit);
    TokenField.CARD_TYPE.put(values, cardType);
    TokenField.NETWORK_NAME.put(values, networkName);
    TokenField.ISSUER_NAME.put(values, issuerName);
    TokenField.CARD_CATEGORY.put(values, cardCategory);
    TokenField.COUNTRY_CODE.put(values, countryCode);
    TokenField.INTERNATIONAL.put(values, international);
    TokenField.EMI.put(values, emi);
    TokenField.CVV_REQUIRED.put(values, cvvRequired);
  }

  @Override
  public String toString() {
    return "***";
  }
}

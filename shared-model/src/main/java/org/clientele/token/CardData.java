package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What may be kept of a tokenised card; never its number, its expiry or a secret. Prints as {@code
 * ***}.
 *
 * @param last4Digit of the card; a token's own last digits are not kept
 * @param cardType {@code CREDIT} or {@code DEBIT}
 * @param countryCode of the issuer, ISO 3166-1 alpha-2
 * @param emi whether it can be paid in instalments
 */
public record CardData(
    @JsonProperty("last4_digit") @Nullable String last4Digit,
    @JsonProperty("card_type") @Nullable String cardType,
    @JsonProperty("network_name") @Nullable String networkName,
    @JsonProperty("issuer_name") @Nullable String issuerName,
    @JsonProperty("card_category") @Nullable String cardCategory,
    @JsonProperty("country_code") @Nullable String countryCode,
    @JsonProperty("international") @Nullable Boolean international,
    @JsonProperty("emi") @Nullable Boolean emi,
    @JsonProperty("cvv_required") @Nullable Boolean cvvRequired) {

  /** Returns what a token's sources said last of its card, if they said anything. */
  static @Nullable CardData of(TokenSources sources) {
    if (TokenField.CARD_DATA.stream().allMatch(field -> sources.value(field) == null)) {
      return null;
    }
    return new CardData(
        (String) sources.value(TokenField.LAST4_DIGIT),
        (String) sources.value(TokenField.CARD_TYPE),
        (String) sources.value(TokenField.NETWORK_NAME),
        (String) sources.value(TokenField.ISSUER_NAME),
        (String) sources.value(TokenField.CARD_CATEGORY),
        (String) sources.value(TokenField.COUNTRY_CODE),
        (Boolean) sources.value(TokenField.INTERNATIONAL),
        (Boolean) sources.value(TokenField.EMI),
        (Boolean) sources.value(TokenField.CVV_REQUIRED));
  }

  @Override
  public String toString() {
    return "***";
  }
}

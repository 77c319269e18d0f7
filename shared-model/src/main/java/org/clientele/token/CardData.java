package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What may be kept of a tokenised card; never its number, its expiry or a secret. Prints as {@code
 * ***}.
 *
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

  @Override
  public String toString() {
    return "***";
  }
}

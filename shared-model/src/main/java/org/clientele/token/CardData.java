package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
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
    @JsonProperty("last4_digit") @Pattern(regexp = "[0-9]{4}", message = "must have 4 digits")
        @Nullable String last4Digit,
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

  @Override
  public String toString() {
    return "***";
  }
}

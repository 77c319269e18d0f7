package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.error.ApiException;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant says of a customer: the body of {@code POST /api/v1/customer}, and of a {@code
 * PATCH} once merged. Always in its one normal form, so equal details are equal records. What a
 * caller reads of a customer it may send back; the service's own fields are left as they are.
 * Prints as {@code ***}.
 *
 * @param merchantCustomerReference the merchant's own name for the customer, unique per merchant
 * @param countryCode calling code, digits only; {@code 91} where a mobile number comes without one
 * @param mobileNumber digits as the merchant gave them; no country code is looked for inside
 * @param gstin the customer's Indian tax number, in upper case
 * @param merchantMetadata the merchant's own pairs, sorted by key
 */
@JsonIgnoreProperties({"customer_id", "status", "default_token_id", "created_at", "updated_at"})
public record CustomerDetails(
    @JsonProperty("merchant_customer_reference")
        @Pattern(regexp = REFERENCE, message = REFERENCE_RULE)
        @Nullable String merchantCustomerReference,
    @JsonProperty("first_name") @Pattern(regexp = NAME, message = NAME_RULE)
        @Nullable String firstName,
    @JsonProperty("last_name") @Pattern(regexp = NAME, message = NAME_RULE)
        @Nullable String lastName,
    @JsonProperty("country_code") @Pattern(regexp = COUNTRY_CODE, message = COUNTRY_CODE_RULE)
        @Nullable String countryCode,
    @JsonProperty("mobile_number") @Pattern(regexp = MOBILE_NUMBER, message = MOBILE_NUMBER_RULE)
        @Nullable String mobileNumber,
    @JsonProperty("email_id")
        @Size(max = 50, message = "must have at most 50 characters")
        @Pattern(regexp = EMAIL, message = "must be printable ASCII without spaces and have one @")
        @Nullable String emailId,
    @JsonProperty("billing_address") @Valid @Nullable Address billingAddress,
    @JsonProperty("shipping_address") @Valid @Nullable Address shippingAddress,
    @JsonProperty("gstin") @Pattern(regexp = GSTIN, message = "must be a 15-character GSTIN")
        @Nullable String gstin,
    @JsonProperty("merchant_metadata") @Size(max = 10, message = "must have at most 10 pairs")
        @Nullable
            Map<
                @CodePointLength(
                    min = 1,
                    max = 256,
                    message = "must have keys of 1 to 256 characters")
                String,
                @NotNull(message = "must be a string")
                @CodePointLength(max = 512, message = "must have at most 512 characters") String>
            merchantMetadata) {

  static final String REFERENCE = "[A-Za-z0-9_-]{1,50}";
  static final String REFERENCE_RULE = "must be 1 to 50 of A-Z a-z 0-9 _ -";
  static final String COUNTRY_CODE = "[1-9][0-9]{0,3}";
  static final String COUNTRY_CODE_RULE = "must be a calling code of 1 to 4 digits";
  static final String MOBILE_NUMBER = "[0-9]{10,20}";
  static final String MOBILE_NUMBER_RULE = "must have 10 to 20 digits";

  private static final String NAME = "[\\p{L}\\p{M}0-9 '._-]{1,50}";
  private static final String NAME_RULE = "must be 1 to 50 letters, digits, spaces or ' . _ -";
  private static final String EMAIL = "[!-?A-~]+@[!-?A-~]+";
  private static final String GSTIN = "[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]";
  private static final String INDIA = "91";

  public CustomerDetails {
    countryCode =
        countryCode == null && mobileNumber != null ? INDIA : digitsOfCountryCode(countryCode);
    billingAddress = billingAddress == null || billingAddress.isEmpty() ? null : billingAddress;
    shippingAddress = shippingAddress == null || shippingAddress.isEmpty() ? null : shippingAddress;
    gstin = upperCase(emptyIsAbsent(gstin));
    merchantMetadata =
        merchantMetadata == null || merchantMetadata.isEmpty()
            ? null
            : Collections.unmodifiableMap(new TreeMap<>(merchantMetadata));
  }

  /**
   * Returns these details if they say who the customer is: by a reference, or by a mobile number.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field that is missing
   */
  public CustomerDetails requireIdentity() {
    if (merchantCustomerReference == null && mobileNumber == null) {
      throw ApiException.invalid(
          countryCode == null ? "merchant_customer_reference" : "mobile_number",
          "is required: give merchant_customer_reference, or country_code and mobile_number");
    }
    return this;
  }

  /** Returns a calling code without its leading {@code +}, blank (an unescaped plus) or 00. */
  static @Nullable String digitsOfCountryCode(@Nullable String given) {
    return given == null ? null : given.replaceFirst("^(?:\\+| |00)", "");
  }

  private static @Nullable String upperCase(@Nullable String text) {
    return text != null && text.matches("[0-9A-Za-z]+") ? text.toUpperCase(Locale.ROOT) : text;
  }

  static @Nullable String emptyIsAbsent(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  @Override
  public String toString() {
    return "***";
  }
}

package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Collections;
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
 * @param organisationName of the company or body that the customer is or belongs to
 * @param language in which the customer wants to be addressed, two lower-case letters of ISO 639-1
 * @param customFields values of fields that the merchant has defined, sorted by name: texts, {@link
 *     java.math.BigDecimal}, truth values, lists of texts, and amounts as their members
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
    @JsonProperty("mobile_number")
        @Pattern(regexp = MobileNumber.RULE, message = MobileNumber.MESSAGE)
        @Nullable String mobileNumber,
    @JsonProperty("email_id")
        @CodePointLength(max = 254, message = "must have at most 254 characters")
        @Pattern(regexp = EMAIL, message = EMAIL_RULE)
        @Nullable String emailId,
    @JsonProperty("billing_address") @Valid @Nullable Address billingAddress,
    @JsonProperty("shipping_address") @Valid @Nullable Address shippingAddress,
    @JsonProperty("gstin")
        @Pattern(regexp = Gstin.RULE, message = "must be a GSTIN of 15 characters")
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
            merchantMetadata,
    @JsonProperty("organisation_name") @Pattern(regexp = NAME, message = NAME_RULE)
        @Nullable String organisationName,
    @JsonProperty("language") @Pattern(regexp = Language.RULE, message = Language.MESSAGE)
        @Nullable String language,
    @JsonProperty("custom_fields") @Nullable Map<String, Object> customFields) {

  public static final String REFERENCE = "[A-Za-z0-9_-]{1,50}";
  public static final String REFERENCE_RULE = "must be 1 to 50 of A-Z a-z 0-9 _ -";
  public static final String COUNTRY_CODE = "[1-9][0-9]{0,3}";
  public static final String COUNTRY_CODE_RULE = "must be a calling code of 1 to 4 digits";

  /** What scripts from Persian to Sinhala need; there is no other format character. */
  private static final String JOINERS = "\\u200C\\u200D";

  /** Those with a stroke too, which the normal form makes of the sign and a combining one. */
  private static final String ANGLE_BRACKETS = "<>\\u226E\\u226F";

  private static final String IN_NAMES =
      "[[^\\p{C}\\p{Zl}\\p{Zp}" + ANGLE_BRACKETS + "]" + JOINERS + "]";
  private static final String NAME =
      "(?=.*\\p{L})(?![" + JOINERS + "])" + IN_NAMES + "{1,100}(?<![" + JOINERS + "])";
  private static final String NAME_RULE =
      "must be 1 to 100 printable characters other than < >, with a letter among them";

  private static final String IN_EMAILS =
      "[[^\\p{C}\\p{Z}@.," + ANGLE_BRACKETS + "]" + JOINERS + "]++";

  /** Possessive: of each repetition that can be taken back, Java keeps a frame of the stack. */
  private static final String DOTTED = IN_EMAILS + "(?:[.]" + IN_EMAILS + ")*+";

  public static final String EMAIL = DOTTED + "@" + DOTTED;
  public static final String EMAIL_RULE =
      "must have one @ with a text on each side, without spaces, < > , and stray dots";
  private static final String INDIA = "91";

  public CustomerDetails {
    merchantCustomerReference = NormalForm.of(merchantCustomerReference);
    firstName = NormalForm.ofLine(firstName);
    lastName = NormalForm.ofLine(lastName);
    countryCode = digitsOfCountryCode(countryCode);
    mobileNumber = MobileNumber.normalForm(mobileNumber);
    countryCode = countryCode == null && mobileNumber != null ? INDIA : countryCode;
    emailId = NormalForm.of(emailId);
    billingAddress = billingAddress == null || billingAddress.isEmpty() ? null : billingAddress;
    shippingAddress = shippingAddress == null || shippingAddress.isEmpty() ? null : shippingAddress;
    gstin = Gstin.normalForm(gstin);
    merchantMetadata = normalForm(merchantMetadata);
    organisationName = NormalForm.ofLine(organisationName);
    language = Language.normalForm(language);
    customFields = CustomFieldValues.normalForm(customFields);
  }

  /** Details of the vendor's fields alone. */
  public CustomerDetails(
      @Nullable String merchantCustomerReference,
      @Nullable String firstName,
      @Nullable String lastName,
      @Nullable String countryCode,
      @Nullable String mobileNumber,
      @Nullable String emailId,
      @Nullable Address billingAddress,
      @Nullable Address shippingAddress,
      @Nullable String gstin,
      @Nullable Map<String, String> merchantMetadata) {
    this(
        merchantCustomerReference,
        firstName,
        lastName,
        countryCode,
        mobileNumber,
        emailId,
        billingAddress,
        shippingAddress,
        gstin,
        merchantMetadata,
        null,
        null,
        null);
  }

  /** Returns what is known of a customer that was erased: nothing. */
  static CustomerDetails none() {
    return new CustomerDetails(
        null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  boolean sayWho() {
    return merchantCustomerReference != null || mobileNumber != null;
  }

  /**
   * Returns these details if they say who the customer is: by a reference, or by a mobile number.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field that is missing
   */
  public CustomerDetails requireIdentity() {
    if (!sayWho()) {
      throw ApiException.invalid(
          countryCode == null ? "merchant_customer_reference" : "mobile_number",
          "is required: give merchant_customer_reference, or country_code and mobile_number");
    }
    return this;
  }

  /** Returns the values of custom fields, none where they are absent. */
  public Map<String, Object> customFieldsOrNone() {
    return customFields == null ? Map.of() : customFields;
  }

  /** Returns a calling code without its leading {@code +} (a blank, if unescaped) or 00. */
  public static @Nullable String digitsOfCountryCode(@Nullable String given) {
    String text = NormalForm.of(given);
    return text == null ? null : text.replaceFirst("^(?:\\+|00)", "");
  }

  private static @Nullable Map<String, String> normalForm(@Nullable Map<String, String> given) {
    if (given == null) {
      return null;
    }
    Map<String, String> pairs = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          String normal = NormalForm.of(value);
          if (normal != null || value == null) {
            pairs.put(key, normal);
          }
        });
    return pairs.isEmpty() ? null : Collections.unmodifiableMap(pairs);
  }

  @Override
  public String toString() {
    return "***";
  }
}

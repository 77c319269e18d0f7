package org.clientele.customer.operation;

import static org.clientele.customer.CustomerDetails.COUNTRY_CODE;
import static org.clientele.customer.CustomerDetails.COUNTRY_CODE_RULE;
import static org.clientele.customer.CustomerDetails.REFERENCE;
import static org.clientele.customer.CustomerDetails.REFERENCE_RULE;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.MobileNumber;
import org.clientele.customer.NormalForm;

/** Query of {@code GET /api/v1/customer}; prints as {@code ***}. */
public record LookupCustomerRequest(
    @JsonProperty("country_code")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = COUNTRY_CODE, message = COUNTRY_CODE_RULE)
        String countryCode,
    @JsonProperty("mobile_number")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = MobileNumber.RULE, message = MobileNumber.MESSAGE)
        String mobileNumber,
    @JsonProperty("merchant_customer_reference")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = REFERENCE, message = REFERENCE_RULE)
        String merchantCustomerReference) {

  private static final String REQUIRED = "is required";

  public LookupCustomerRequest {
    countryCode = CustomerDetails.digitsOfCountryCode(countryCode);
    mobileNumber = MobileNumber.normalForm(mobileNumber);
    merchantCustomerReference = NormalForm.of(merchantCustomerReference);
  }

  /** Whether that customer has all three values now. */
  public boolean matches(Customer customer) {
    CustomerDetails details = customer.details();
    return countryCode.equals(details.countryCode())
        && mobileNumber.equals(details.mobileNumber())
        && merchantCustomerReference.equals(details.merchantCustomerReference());
  }

  @Override
  public String toString() {
    return "***";
  }
}

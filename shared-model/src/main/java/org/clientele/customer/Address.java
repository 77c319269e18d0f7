package org.clientele.customer;

import static org.clientele.customer.CustomerDetails.emptyIsAbsent;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * A postal address of a customer, as the merchant gave it; empty texts are absent. Prints as {@code
 * ***}.
 *
 * @param addressType what the merchant calls it, {@code Home}; {@code adddress_type} with three d
 *     is the vendor's own spelling
 * @param addressCategory {@code billing} or {@code shipping}, whichever of the two addresses it is
 */
public record Address(
    @JsonProperty("address1") @CodePointLength(max = 100, message = HUNDRED)
        @Nullable String address1,
    @JsonProperty("address2") @CodePointLength(max = 100, message = HUNDRED)
        @Nullable String address2,
    @JsonProperty("address3") @CodePointLength(max = 100, message = HUNDRED)
        @Nullable String address3,
    @JsonProperty("pincode") @Pattern(regexp = "[0-9]{6,10}", message = "must have 6 to 10 digits")
        @Nullable String pincode,
    @JsonProperty("city") @CodePointLength(max = 50, message = FIFTY) @Nullable String city,
    @JsonProperty("state") @CodePointLength(max = 50, message = FIFTY) @Nullable String state,
    @JsonProperty("country") @CodePointLength(max = 50, message = FIFTY) @Nullable String country,
    @JsonProperty("full_name") @CodePointLength(max = 100, message = HUNDRED)
        @Nullable String fullName,
    @JsonProperty("adddress_type") @CodePointLength(max = 100, message = HUNDRED)
        @Nullable String addressType,
    @JsonProperty("address_category")
        @Pattern(regexp = "billing|shipping", message = "must be billing or shipping")
        @Nullable String addressCategory) {

  private static final String FIFTY = "must have at most 50 characters";
  private static final String HUNDRED = "must have at most 100 characters";
  private static final Address EMPTY =
      new Address(null, null, null, null, null, null, null, null, null, null);

  public Address {
    address1 = emptyIsAbsent(address1);
    address2 = emptyIsAbsent(address2);
    address3 = emptyIsAbsent(address3);
    city = emptyIsAbsent(city);
    state = emptyIsAbsent(state);
    country = emptyIsAbsent(country);
    fullName = emptyIsAbsent(fullName);
    addressType = emptyIsAbsent(addressType);
  }

  boolean isEmpty() {
    return equals(EMPTY);
  }

  @Override
  public String toString() {
    return "***";
  }
}

package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * A postal address of a customer, in its one {@link NormalForm}. Prints as {@code ***}.
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
    @JsonProperty("pincode") @Pattern(regexp = PINCODE, message = PINCODE_RULE)
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
  private static final String PINCODE = "[A-Za-z0-9][A-Za-z0-9 -]{0,8}[A-Za-z0-9]";
  private static final String PINCODE_RULE =
      "must be 2 to 10 letters, digits, spaces or -, with a letter or digit at both ends";
  private static final Address EMPTY =
      new Address(null, null, null, null, null, null, null, null, null, null);

  public Address {
    address1 = NormalForm.ofLine(address1);
    address2 = NormalForm.ofLine(address2);
    address3 = NormalForm.ofLine(address3);
    pincode = NormalForm.ofLine(pincode);
    city = NormalForm.ofLine(city);
    state = NormalForm.ofLine(state);
    country = NormalForm.ofLine(country);
    fullName = NormalForm.ofLine(fullName);
    addressType = NormalForm.ofLine(addressType);
    addressCategory = NormalForm.ofLine(addressCategory);
  }

  boolean isEmpty() {
    return equals(EMPTY);
  }

  @Override
  public String toString() {
    return "***";
  }
}

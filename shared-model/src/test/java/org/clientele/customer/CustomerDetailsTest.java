package org.clientele.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.customer.CustomerFixtures.reachable;
import static org.clientele.customer.CustomerFixtures.taxed;
import static org.clientele.customer.CustomerFixtures.with;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerDetailsTest {

  @ParameterizedTest
  @CsvSource({"91,91", "+91,91", "' 91',91", "0091,91", "+1,1", "1242,1242", "++91,+91", "IN,IN"})
  void aCountryCodeLosesOnePrefix(String given, String digits) {
    assertThat(reachable(given, "9000000000").countryCode()).isEqualTo(digits);
  }

  @Test
  void aMobileNumberWithoutCountryCodeIsIndian() {
    assertThat(reachable(null, "9000000000")).isEqualTo(reachable("91", "9000000000"));
  }

  @Test
  void noCountryCodeIsTakenOutOfAMobileNumber() {
    assertThat(reachable("91", "919000000000").mobileNumber()).isEqualTo("919000000000");
  }

  @Test
  void aGstinIsUpperCaseAndAbsentWhenEmpty() {
    assertThat(taxed("28abcde1234f2z6").gstin()).isEqualTo("28ABCDE1234F2Z6");
    assertThat(taxed("").gstin()).isNull();
  }

  @Test
  void whatIsEmptyIsAbsent() {
    var empty = new Address("", "", "", null, "", "", "", "", "", null);

    CustomerDetails details = with(empty, Map.of());

    assertThat(details.billingAddress()).isNull();
    assertThat(details.shippingAddress()).isNull();
    assertThat(details.merchantMetadata()).isNull();
  }
}

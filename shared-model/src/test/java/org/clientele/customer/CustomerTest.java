package org.clientele.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.customer.CustomerFixtures.CREATED;
import static org.clientele.customer.CustomerFixtures.MERCHANT;
import static org.clientele.customer.CustomerFixtures.customer;
import static org.clientele.customer.CustomerFixtures.named;
import static org.clientele.customer.CustomerFixtures.reachable;
import static org.clientele.customer.CustomerStatus.ACTIVE;
import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.customer.CustomerStatus.INACTIVE;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import java.time.Instant;
import java.util.List;
import org.clientele.access.ClientSecret;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.IssueTokenResponse;
import org.clientele.error.ApiException;
import org.clientele.token.CardData;
import org.junit.jupiter.api.Test;

class CustomerTest {

  private static final CustomerId ID = new CustomerId("cust-1");

  @Test
  void startsInactiveAndUnstored() {
    Customer created = Customer.create(ID, MERCHANT, named("ref-1"), CREATED);

    assertThat(created.status()).isEqualTo(INACTIVE);
    assertThat(created.version()).isZero();
    assertThat(created.updatedAt()).isEqualTo(created.createdAt()).isEqualTo(CREATED);
  }

  @Test
  void isNamedByAReferenceOrAMobileNumber() {
    Customer byReference = Customer.create(ID, MERCHANT, named("ref-1"), CREATED);
    Customer byMobile = Customer.create(ID, MERCHANT, reachable("91", "9000000000"), CREATED);

    assertThat(List.of(byReference, byMobile)).doesNotContainNull();
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> Customer.create(ID, MERCHANT, named(null), CREATED))
        .returns(INVALID_REQUEST, ApiException::code)
        .returns("merchant_customer_reference", ApiException::reason);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> Customer.create(ID, MERCHANT, reachable("91", null), CREATED))
        .returns(INVALID_REQUEST, ApiException::code)
        .returns("mobile_number", ApiException::reason);
  }

  @Test
  void aChangeMayNotTakeItsNameAway() {
    Customer customer = customer(ACTIVE);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> customer.update(named(null), ACTIVE, CREATED))
        .returns(INVALID_REQUEST, ApiException::code);
  }

  @Test
  void deletedAcceptsNoChangeOfDetails() {
    Customer deleted = customer(DELETED);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> deleted.update(named("ref-2"), DELETED, CREATED))
        .returns(INVALID_USER_ACCOUNT, ApiException::code);
  }

  @Test
  void updatedAtGrowsEvenWhenTheClockGoesBack() {
    Customer customer = customer(ACTIVE);

    Customer later = customer.update(named("ref-2"), ACTIVE, CREATED.plusSeconds(1));
    Customer earlier = customer.update(named("ref-2"), ACTIVE, CREATED.minusSeconds(3600));

    assertThat(later.updatedAt()).isEqualTo(CREATED.plusSeconds(1));
    assertThat(earlier.updatedAt()).isEqualTo(CREATED.plusNanos(1_000));
  }

  @Test
  void idsAreTheVendorsForm() {
    CustomerId id = CustomerId.random(Instant.parse("2026-05-28T20:21:00Z"));

    assertThat(id.value()).hasSize(30).matches("cust-v1-260528202100-aa-[A-Za-z0-9]{6}");
    assertThat(CustomerId.random(CREATED)).isNotEqualTo(CustomerId.random(CREATED));
  }

  @Test
  void personalDataIsNeverPrinted() {
    var card = new CardData("1112", "CREDIT", "Visa", "HDFC Bank", "C", "IN", false, true, true);
    Address address =
        new Address(
            "secret", "secret", "secret", "110001", "secret", "x", "x", "secret", "x", null);
    List<Record> personal =
        List.of(
            card,
            address,
            named("secret"),
            new LookupCustomerRequest("91", "9000000000", "secret"),
            new IssueTokenRequest("id", "secret", "client_credentials"),
            new IssueTokenResponse("secret", "x", 1, "Bearer"),
            ClientSecret.hash("secret"));

    assertThat(personal).allSatisfy(value -> assertThat(value).hasToString("***"));
    assertThat(customer(ACTIVE).toString()).contains("details=***");
  }
}

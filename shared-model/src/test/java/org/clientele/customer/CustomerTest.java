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
import static org.clientele.customer.CustomerStatus.SUSPENDED;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import java.time.Instant;
import java.util.List;
import org.clientele.access.ClientSecret;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.IssueTokenResponse;
import org.clientele.customer.operation.CustomerResponse;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.customer.operation.UpdateCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.error.InvalidField;
import org.clientele.id.CustomerId;
import org.clientele.token.CardData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerTest {

  private static final CustomerId ID = new CustomerId("cust-1");
  private static final Instant EXPIRY = Instant.parse("2026-02-01T00:00:00Z");
  private static final DefaultToken DEFAULT = new DefaultToken("token-1", EXPIRY);

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
  void defaultTokenIsChangedAndClearedLikeAnyField() {
    Customer customer = customer(ACTIVE);

    Customer with = customer.withDefaultToken(DEFAULT, CREATED.plusSeconds(1));
    Customer without = with.withDefaultToken(null, CREATED.minusSeconds(1));

    assertThat(with.defaultToken()).isEqualTo(DEFAULT);
    assertThat(with.updatedAt()).isEqualTo(CREATED.plusSeconds(1));
    assertThat(with.withDefaultToken(DEFAULT, CREATED.plusSeconds(2))).isSameAs(with);
    assertThat(without.defaultToken()).isNull();
    assertThat(without.updatedAt()).isEqualTo(with.updatedAt().plusNanos(1_000));
  }

  @Test
  void deletedHasNoDefaultTokenAndGetsNone() {
    Customer customer = customer(ACTIVE).withDefaultToken(DEFAULT, CREATED);

    assertThat(customer.update(customer.details(), SUSPENDED, CREATED).defaultToken())
        .isEqualTo(DEFAULT);
    assertThat(customer.update(customer.details(), DELETED, CREATED).defaultToken()).isNull();
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> customer(DELETED).withDefaultToken(DEFAULT, CREATED))
        .returns(INVALID_USER_ACCOUNT, ApiException::code)
        .returns("status", ApiException::reason);
  }

  @Test
  void defaultTokenIsNoneFromTheMomentItExpires() {
    Customer customer = customer(ACTIVE).withDefaultToken(DEFAULT, CREATED);
    Customer lasting =
        customer(ACTIVE).withDefaultToken(new DefaultToken("token-1", null), CREATED);

    assertThat(customer.asOf(EXPIRY.minusNanos(1_000))).isSameAs(customer);
    assertThat(customer.asOf(EXPIRY).defaultToken()).isNull();
    assertThat(customer.asOf(EXPIRY).updatedAt()).isEqualTo(EXPIRY);
    assertThat(customer.asOf(EXPIRY).version()).isEqualTo(customer.version() + 1);
    assertThat(lasting.asOf(EXPIRY.plusSeconds(86_400))).isSameAs(lasting);
    assertThat(customer(ACTIVE).asOf(EXPIRY).defaultToken()).isNull();
  }

  @Test
  void changeAfterTheDefaultTokenExpiredHasAVersionThatNobodyHasSeen() {
    Customer customer = customer(ACTIVE).withDefaultToken(DEFAULT, CREATED);
    Customer seen = customer.asOf(EXPIRY);
    var renewed = new DefaultToken("token-1", EXPIRY.plusSeconds(60));

    Customer updated = customer.update(named("ref-2"), ACTIVE, EXPIRY).nextVersion();
    Customer withRenewed = customer.withDefaultToken(renewed, EXPIRY).nextVersion();

    Customer deleted = customer.update(customer.details(), DELETED, EXPIRY).nextVersion();

    for (Customer changed : List.of(updated, withRenewed, deleted)) {
      assertThat(changed.asOf(EXPIRY).version()).isEqualTo(seen.version() + 1);
      assertThat(changed.asOf(EXPIRY).updatedAt()).isAfter(seen.updatedAt());
    }
    assertThat(updated.defaultToken()).isEqualTo(DEFAULT);
    assertThat(customer.withDefaultToken(null, EXPIRY)).isSameAs(customer);
  }

  @Test
  void versionCountsHowOftenItHasBeenStored() {
    assertThat(customer(ACTIVE).nextVersion().version()).isEqualTo(2);
    assertThat(customer(ACTIVE).withId(new CustomerId("cust-2")))
        .isEqualTo(
            new Customer(
                new CustomerId("cust-2"),
                MERCHANT,
                named("ref-1"),
                ACTIVE,
                null,
                null,
                ChangeOrigin.UNKNOWN_REQUEST,
                CREATED,
                CREATED,
                1));
  }

  @Test
  void isAnsweredWithItsDefaultTokenIfItHasOne() {
    Customer customer = customer(ACTIVE);

    assertThat(CustomerResponse.from(customer, CREATED))
        .isEqualTo(
            new CustomerResponse(
                "cust-1",
                customer.details(),
                ACTIVE,
                null,
                "2026-01-01T00:00:00.000000Z",
                "2026-01-01T00:00:00.000000Z"));
    assertThat(
            CustomerResponse.from(customer.withDefaultToken(DEFAULT, CREATED), CREATED)
                .defaultTokenId())
        .isEqualTo("token-1");
  }

  @ParameterizedTest
  @CsvSource({
    "91, 9000000000, ref-1, true",
    "+91, 9000000000, ref-1, true",
    "1, 9000000000, ref-1, false",
    "91, 9000000001, ref-1, false",
    "91, 9000000000, ref-2, false"
  })
  void isLookedUpByAllThreeValues(
      String countryCode, String mobileNumber, String reference, boolean found) {
    var details =
        new CustomerDetails("ref-1", null, null, "91", "9000000000", null, null, null, null, null);
    Customer customer = Customer.create(ID, MERCHANT, details, CREATED);

    assertThat(new LookupCustomerRequest(countryCode, mobileNumber, reference).matches(customer))
        .isEqualTo(found);
  }

  @Test
  void whatTheServiceSetsIsNoFieldToChange() {
    Customer customer = Customer.create(ID, MERCHANT, named("Asha"), CREATED);
    var same = new UpdateCustomerRequest(null, "cust-1", null, CREATED + "", CREATED + "");
    var other = new UpdateCustomerRequest(null, "cust-2", "token-1", "1999-01-01T00:00:00Z", "now");

    same.requireUnchanged(customer, false);
    same.requireUnchanged(customer, true);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> other.requireUnchanged(customer, false))
        .returns(INVALID_REQUEST, ApiException::code)
        .satisfies(
            refused ->
                assertThat(refused.invalidFields())
                    .extracting(InvalidField::name)
                    .containsExactly(
                        "customer_id", "default_token_id", "created_at", "updated_at"));
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
            new IssueTokenRequest("id", "secret", "client_credentials", null),
            new IssueTokenResponse("secret", "x", 1, "Bearer"),
            ClientSecret.hash("secret"));

    assertThat(personal).allSatisfy(value -> assertThat(value).hasToString("***"));
    assertThat(customer(ACTIVE).toString()).contains("details=***");
  }
}

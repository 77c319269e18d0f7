package org.clientele.function.customer;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.merchant.MerchantRepository;
import org.clientele.store.merchant.MerchantSettingsItem;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a merchant has set holds for its requests, and for no other's. */
class MerchantSettingsTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final String NUMERIC = "4111111111111111";

  private final String merchant = UUID.randomUUID().toString();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final MerchantRepository merchants = dynamoDb.merchants(SETTINGS);
  private final ApiGatewayAdapter gateway =
      TestingApi.gateway(PROVIDER.verifier(), SETTINGS, merchants, TestingIdentityProvider.CLOCK);
  private final CreateCustomerFunction create =
      new CreateCustomerFunction(
          gateway,
          new CustomFieldCheck(merchants, dynamoDb.customFields(merchants, SETTINGS)),
          TestingApi.idempotency(dynamoDb.requests(SETTINGS), SETTINGS),
          dynamoDb.customers(SETTINGS));
  private final LookupCustomerFunction lookup =
      new LookupCustomerFunction(gateway, dynamoDb.customers(SETTINGS));

  @Test
  void customersBeginWithTheStatusThatTheirMerchantHasSet() {
    set("initial_status", "ACTIVE");

    assertThat(create("{\"merchant_customer_reference\":\"r\"}").getBody())
        .contains("\"status\":\"ACTIVE\"");
    assertThat(create(UUID.randomUUID().toString(), "{\"mobile_number\":\"9876543210\"}").getBody())
        .contains("\"status\":\"INACTIVE\"");
  }

  @Test
  void fieldsAreCheckedByTheMerchantsOwnProfile() {
    set("profile", "strict");
    String accent = "{\"merchant_customer_reference\":\"r\",\"first_name\":\"Ren\u00e9\"}";

    assertThat(create(accent).getBody()).contains("\"reason\":\"first_name\"");
    assertThat(create(UUID.randomUUID().toString(), accent).getStatusCode()).isEqualTo(201);
  }

  @Test
  void fieldsThatAreNotKnownAreRefusedWhereTheMerchantSaysSo() {
    set("refuse_unknown_fields", "true");
    String unknown = "{\"merchant_customer_reference\":\"r\",\"frist_name\":\"x\"}";

    assertThat(create(unknown).getBody()).contains("did you mean first_name?");
    assertThat(create(UUID.randomUUID().toString(), unknown).getStatusCode()).isEqualTo(201);
  }

  @Test
  void referencesMayLookLikeCardNumbersWhereTheMerchantSaysSo() {
    set("allow_numeric_reference", "true");
    String numeric =
        "{\"merchant_customer_reference\":\"%s\",\"mobile_number\":\"9876543210\"}"
            .formatted(NUMERIC);

    assertThat(create(numeric).getStatusCode()).isEqualTo(201);
    assertThat(lookup("9876543210", NUMERIC).getStatusCode()).isEqualTo(200);
    assertThat(create(UUID.randomUUID().toString(), numeric).getBody())
        .contains("CARD_DATA_NOT_ALLOWED");
  }

  @Test
  void aLookupReadsTheSettingsOnlyWhereTheyDecide() {
    set("profile", "strict");

    assertThat(lookup("9876543210", "r").getStatusCode()).isEqualTo(404);
    assertThat(callsOfSettings()).isZero();
    assertThat(lookup("98765432", "r").getBody()).contains("must have 10 to 20 digits");
    assertThat(callsOfSettings()).isEqualTo(1);
    assertThat(lookup("9876543210123456", "r").getStatusCode()).isEqualTo(404);
  }

  @Test
  void aCreateReadsTheSettingsOnceAMinuteAtMost() {
    create("{\"merchant_customer_reference\":\"r-1\"}");
    assertThat(callsOfSettings()).isEqualTo(1);
    dynamoDb.forgetRequests();

    create("{\"merchant_customer_reference\":\"r-2\"}");

    assertThat(dynamoDb.requests())
        .extracting(request -> request.getClass().getSimpleName())
        .containsExactly("TransactWriteItemsRequest");
  }

  @Test
  void whileTheSettingsCannotBeReadNothingIsStored() {
    dynamoDb.failNext(SdkClientException.create("no route"));

    assertThat(create("{\"merchant_customer_reference\":\"r\"}").getStatusCode()).isEqualTo(503);
    assertThat(dynamoDb.requests()).hasSizeLessThanOrEqualTo(1);
    assertThat(create("{\"merchant_customer_reference\":\"r\"}").getStatusCode()).isEqualTo(201);
  }

  private void set(String name, String value) {
    dynamoDb.updateItem(
        MerchantSettingsItem.change(
            SETTINGS.customersTable(), new MerchantId(merchant), Map.of(name, value), List.of()));
    dynamoDb.forgetRequests();
  }

  private long callsOfSettings() {
    return dynamoDb.requests().stream()
        .filter(request -> request.toString().contains(merchant + "#settings"))
        .count();
  }

  private APIGatewayV2HTTPResponse create(String body) {
    return create(merchant, body);
  }

  private APIGatewayV2HTTPResponse create(String caller, String body) {
    APIGatewayV2HTTPEvent event = event(caller);
    event.setBody(body);
    return create.handle(event);
  }

  private APIGatewayV2HTTPResponse lookup(String mobileNumber, String reference) {
    APIGatewayV2HTTPEvent event = event(merchant);
    event.setRawQueryString(
        "country_code=91&mobile_number=%s&merchant_customer_reference=%s"
            .formatted(mobileNumber, reference));
    return lookup.handle(event);
  }

  private static APIGatewayV2HTTPEvent event(String caller) {
    JwtClaims claims = TestingIdentityProvider.claims("customers:read customers:write");
    claims.setStringClaim("merchant_id", caller);
    return APIGatewayV2HTTPEvent.builder()
        .withHeaders(
            Map.of(
                "authorization",
                "Bearer " + PROVIDER.sign(claims.toJson()),
                "content-type",
                "application/json"))
        .build();
  }
}

package org.clientele.function.customer;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.junit.jupiter.api.Test;

class DeleteCustomerFunctionTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final MerchantId MERCHANT = new MerchantId("m");
  private static final Instant CREATED = TestingIdentityProvider.NOW.minusSeconds(60);

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final CustomerRepository customers = dynamoDb.customers(SETTINGS);
  private final DeleteCustomerFunction function =
      new DeleteCustomerFunction(
          TestingApi.gateway(PROVIDER.verifier(), SETTINGS),
          TestingApi.idempotency(dynamoDb.requests(SETTINGS), SETTINGS),
          customers);

  @Test
  void deletedCustomerIsStillReadAndItsReferenceIsFree() {
    Customer customer = customer();

    var response = delete(customer, Map.of());
    Customer next = customers.insert(named(customer.details()));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
    assertThat(response.getBody()).contains("\"status\":\"DELETED\"");
    assertThat(customers.get(MERCHANT, customer.id()).status()).isEqualTo(CustomerStatus.DELETED);
    assertThat(next.id()).isNotEqualTo(customer.id());
  }

  @Test
  void repeatedDeletionAnswersTheSameAndStoresNothing() {
    Customer customer = customer();
    var first = delete(customer, Map.of());
    Customer deleted = customers.get(MERCHANT, customer.id());

    var again = delete(customer, Map.of());

    assertThat(again.getStatusCode()).isEqualTo(200);
    assertThat(again.getBody()).isEqualTo(first.getBody());
    assertThat(again.getHeaders()).containsEntry("ETag", "\"2\"");
    assertThat(customers.get(MERCHANT, customer.id())).isEqualTo(deleted);
  }

  @Test
  void customerOfAnotherVersionIsNotDeleted() {
    Customer customer = customer();

    var response = delete(customer, Map.of("if-match", "\"7\""));

    assertThat(response.getStatusCode()).isEqualTo(412);
    assertThat(customers.get(MERCHANT, customer.id())).isEqualTo(customer);
  }

  @Test
  void deletionUnderAKeyIsAnsweredAsItFirstWas() {
    Customer customer = customer();
    Map<String, String> headers =
        Map.of("idempotency-key", customer.id().value(), "if-match", "\"1\"");
    var first = delete(customer, headers);

    var again = delete(customer, headers);

    assertThat(first.getStatusCode()).as(first.getBody()).isEqualTo(200);
    assertThat(again.getHeaders()).containsEntry("Idempotent-Replayed", "true");
    assertThat(again.getBody()).isEqualTo(first.getBody());
  }

  private Customer customer() {
    return customers.insert(
        named(
            new CustomerDetails(
                UUID.randomUUID().toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null)));
  }

  private static Customer named(CustomerDetails details) {
    return Customer.create(CustomerId.random(CREATED), MERCHANT, details, CREATED);
  }

  private APIGatewayV2HTTPResponse delete(Customer customer, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("authorization", PROVIDER.authorization("customers:write"));
    return function.handle(
        APIGatewayV2HTTPEvent.builder()
            .withHeaders(headers)
            .withPathParameters(Map.of("customer_id", customer.id().value()))
            .build());
  }
}

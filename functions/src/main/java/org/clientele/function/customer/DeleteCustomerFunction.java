package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.Map;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.idempotency.Idempotency;
import org.clientele.store.customer.CustomerRepository;

/** {@code DELETE /api/v1/customer/{customer_id}}: the same as a PATCH of its status alone. */
@Singleton
public class DeleteCustomerFunction {

  private final ApiGatewayAdapter gateway;
  private final Idempotency idempotency;
  private final CustomerRepository customers;

  DeleteCustomerFunction(
      ApiGatewayAdapter gateway, Idempotency idempotency, CustomerRepository customers) {
    this.gateway = gateway;
    this.idempotency = idempotency;
    this.customers = customers;
  }

  @Funq("delete-customer")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.DELETE_CUSTOMER, this::deleteCustomer);
  }

  private ApiResponse deleteCustomer(ApiRequest request) {
    return idempotency.once(
        request,
        Map.of(),
        (Customer customer) -> ApiResponse.ok(customer, request.now()),
        answer ->
            customers.update(
                request.caller().merchantId(),
                request.customerId(),
                customer -> {
                  request.requireMatch(customer);
                  return customer.update(customer.details(), CustomerStatus.DELETED, request.now());
                },
                request.origin(),
                answer));
  }
}

package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.customer.Customer;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.customer.CustomerRepository;

/** {@code GET /api/v1/customer/{customer_id}} */
@Singleton
public class GetCustomerFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomerRepository customers;

  GetCustomerFunction(ApiGatewayAdapter gateway, CustomerRepository customers) {
    this.gateway = gateway;
    this.customers = customers;
  }

  @Funq("get-customer")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.GET_CUSTOMER, this::getCustomer);
  }

  private ApiResponse getCustomer(ApiRequest request) {
    Customer customer = customers.get(request.caller().merchantId(), request.customerId());
    return ApiResponse.ok(customer, request.now());
  }
}

package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.customer.Customer;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.ProfileRules;
import org.clientele.http.Route;
import org.clientele.store.customer.CustomerRepository;

/** {@code GET /api/v1/customer} */
@Singleton
public class LookupCustomerFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomerRepository customers;

  LookupCustomerFunction(ApiGatewayAdapter gateway, CustomerRepository customers) {
    this.gateway = gateway;
    this.customers = customers;
  }

  @Funq("lookup-customer")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.LOOKUP_CUSTOMER, this::lookupCustomer);
  }

  private ApiResponse lookupCustomer(ApiRequest request) {
    var wanted = request.query(LookupCustomerRequest.class);
    ProfileRules.requireLookup(request, wanted);
    Customer customer = customers.get(request.caller().merchantId(), wanted);
    return ApiResponse.ok(customer, request.now());
  }
}

package org.clientele.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.api.ApiGatewayAdapter;
import org.clientele.api.ApiRequest;
import org.clientele.api.ApiResponse;
import org.clientele.api.Idempotency;
import org.clientele.api.ProfileRules;
import org.clientele.api.Route;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerId;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.UpdateCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.store.customer.CustomerRepository;

/** {@code PATCH /api/v1/customer/{customer_id}} */
@Singleton
public class UpdateCustomerFunction {

  private final ApiGatewayAdapter gateway;
  private final ProfileRules profile;
  private final Idempotency idempotency;
  private final CustomerRepository customers;

  UpdateCustomerFunction(
      ApiGatewayAdapter gateway,
      ProfileRules profile,
      Idempotency idempotency,
      CustomerRepository customers) {
    this.gateway = gateway;
    this.profile = profile;
    this.idempotency = idempotency;
    this.customers = customers;
  }

  @Funq("update-customer")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.UPDATE_CUSTOMER, this::updateCustomer);
  }

  private ApiResponse updateCustomer(ApiRequest request) {
    CustomerId id = request.customerId();
    var body = request.body(UpdateCustomerRequest.class);
    body.requireNoOtherThan(id);
    profile.requireUpdate(request, request.mergeableInto(CustomerDetails.class));
    if (request.clears("status")) {
      throw ApiException.invalid("status", "cannot be cleared");
    }
    return idempotency.once(
        request,
        request.patch(),
        (Customer customer) -> ApiResponse.ok(customer.asOf(request.now())),
        answer ->
            customers.update(
                request.caller().merchantId(),
                id,
                customer -> change(customer, body, request),
                answer));
  }

  private Customer change(Customer customer, UpdateCustomerRequest body, ApiRequest request) {
    request.requireMatch(customer);
    CustomerStatus status = body.status() == null ? customer.status() : body.status();
    CustomerDetails details = request.mergedInto(customer.details());
    if (request.clears("country_code") && details.mobileNumber() != null) {
      throw ApiException.invalid("country_code", "cannot be cleared without mobile_number");
    }
    return customer.update(details, status, request.now());
  }
}

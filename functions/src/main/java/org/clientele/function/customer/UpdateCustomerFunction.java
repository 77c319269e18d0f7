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
import org.clientele.idempotency.Idempotency;
import org.clientele.store.customer.CustomerRepository;

/** {@code PATCH /api/v1/customer/{customer_id}} */
@Singleton
public class UpdateCustomerFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomFieldCheck customFields;
  private final Idempotency idempotency;
  private final CustomerRepository customers;

  UpdateCustomerFunction(
      ApiGatewayAdapter gateway,
      CustomFieldCheck customFields,
      Idempotency idempotency,
      CustomerRepository customers) {
    this.gateway = gateway;
    this.customFields = customFields;
    this.idempotency = idempotency;
    this.customers = customers;
  }

  @Funq("update-customer")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.UPDATE_CUSTOMER, this::updateCustomer);
  }

  private ApiResponse updateCustomer(ApiRequest request) {
    var patch = CustomerPatch.of(request);
    return idempotency.once(
        request,
        patch.details().normalForm(),
        (Customer customer) -> ApiResponse.ok(customer, request.now()),
        answer ->
            customers.update(
                request.caller().merchantId(),
                request.customerId(),
                customer -> {
                  request.requireMatch(customer);
                  Customer changed = patch.applyTo(customer, request.now());
                  customFields.require(
                      request,
                      customer.details().customFieldsOrNone(),
                      changed.details().customFieldsOrNone());
                  return changed;
                },
                request.origin(),
                answer));
  }
}

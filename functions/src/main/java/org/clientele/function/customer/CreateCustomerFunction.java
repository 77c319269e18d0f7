package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.error.InvalidFields;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.ProfileRules;
import org.clientele.http.Route;
import org.clientele.id.CustomerId;
import org.clientele.idempotency.Idempotency;
import org.clientele.store.customer.CustomerRepository;

/** {@code POST /api/v1/customer} */
@Singleton
public class CreateCustomerFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomFieldCheck customFields;
  private final Idempotency idempotency;
  private final CustomerRepository customers;

  CreateCustomerFunction(
      ApiGatewayAdapter gateway,
      CustomFieldCheck customFields,
      Idempotency idempotency,
      CustomerRepository customers) {
    this.gateway = gateway;
    this.customFields = customFields;
    this.idempotency = idempotency;
    this.customers = customers;
  }

  @Funq("create-customer")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.CREATE_CUSTOMER, this::createCustomer);
  }

  private ApiResponse createCustomer(ApiRequest request) {
    var invalid = new InvalidFields();
    CustomerDetails read = invalid.read(() -> request.body(CustomerDetails.class));
    invalid.check(() -> ProfileRules.requireCreate(request));
    CustomerDetails details = invalid.orRefuse(read);
    Instant now = request.now();
    Customer customer =
        Customer.create(
                CustomerId.random(now),
                request.caller().merchantId(),
                details,
                request.merchantSettings().initialStatus(),
                now)
            .withCreator(request.origin());
    return idempotency.once(
        request,
        details,
        (Customer stored) -> ApiResponse.created(stored, now),
        answer -> {
          customFields.require(request, null, details.customFieldsOrNone());
          return customers.insert(customer, answer);
        });
  }
}

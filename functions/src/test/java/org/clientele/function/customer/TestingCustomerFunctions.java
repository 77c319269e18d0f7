package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Map;
import java.util.function.Function;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ProfileRules;
import org.clientele.http.Route;
import org.clientele.idempotency.Idempotency;
import org.clientele.store.customer.CustomerRepository;

/** The operations on customers, by their routes. */
public final class TestingCustomerFunctions {

  private TestingCustomerFunctions() {}

  public static Map<Route, Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>> of(
      ApiGatewayAdapter gateway,
      ProfileRules profile,
      Idempotency idempotency,
      CustomerRepository customers) {
    return Map.of(
        Route.CREATE_CUSTOMER,
        new CreateCustomerFunction(gateway, profile, idempotency, customers)::handle,
        Route.LOOKUP_CUSTOMER,
        new LookupCustomerFunction(gateway, profile, customers)::handle,
        Route.GET_CUSTOMER,
        new GetCustomerFunction(gateway, customers)::handle,
        Route.UPDATE_CUSTOMER,
        new UpdateCustomerFunction(gateway, profile, idempotency, customers)::handle);
  }
}

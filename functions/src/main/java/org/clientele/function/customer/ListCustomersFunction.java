package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.customer.CustomerFilter;
import org.clientele.customer.ListCustomersRequest;
import org.clientele.customer.ListCustomersResponse;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.ProfileRules;
import org.clientele.http.Route;
import org.clientele.store.customer.CustomerPage;
import org.clientele.store.customer.CustomerPages;

/** {@code GET /api/v1/customers} */
@Singleton
public class ListCustomersFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomerPages customers;

  ListCustomersFunction(ApiGatewayAdapter gateway, CustomerPages customers) {
    this.gateway = gateway;
    this.customers = customers;
  }

  @Funq("list-customers")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.LIST_CUSTOMERS, this::listCustomers);
  }

  private ApiResponse listCustomers(ApiRequest request) {
    var wanted = request.query(ListCustomersRequest.class);
    CustomerFilter filter = wanted.toFilter();
    ProfileRules.requireFilter(request, filter);
    CustomerPage page =
        customers.list(
            request.caller().merchantId(),
            filter,
            wanted.pageSize(),
            wanted.cursor(),
            request.now());
    return ApiResponse.ok(
        ListCustomersResponse.from(page.customers(), page.nextCursor(), request.now()));
  }
}

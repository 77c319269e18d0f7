package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.List;
import org.clientele.customer.CustomerFilter;
import org.clientele.customer.operation.ListCustomersRequest;
import org.clientele.customer.operation.ListCustomersResponse;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.ProfileRules;
import org.clientele.http.Route;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.search.SearchQuery;
import org.clientele.store.customer.CustomerPage;
import org.clientele.store.customer.CustomerPages;
import org.clientele.store.search.CustomerCounts;
import org.clientele.store.search.SearchRepository;

/** {@code GET /api/v1/customers} */
@Singleton
public class ListCustomersFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomerPages customers;
  private final SearchRepository searches;
  private final CustomerCounts counts;

  ListCustomersFunction(
      ApiGatewayAdapter gateway,
      CustomerPages customers,
      SearchRepository searches,
      CustomerCounts counts) {
    this.gateway = gateway;
    this.customers = customers;
    this.searches = searches;
    this.counts = counts;
  }

  @Funq("list-customers")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.LIST_CUSTOMERS, this::listCustomers);
  }

  private ApiResponse listCustomers(ApiRequest request) {
    var wanted = request.query(ListCustomersRequest.class);
    CustomerFilter filter = wanted.toFilter();
    ProfileRules.requireFilter(request, filter);
    CustomerPage page = page(request, wanted, filter);
    Long total =
        wanted.count() == null
            ? null
            : counts.total(request.caller().merchantId(), filter.statuses());
    return ApiResponse.ok(
        ListCustomersResponse.from(page.customers(), page.nextCursor(), total, request.now()));
  }

  private CustomerPage page(
      ApiRequest request, ListCustomersRequest wanted, CustomerFilter filter) {
    MerchantId merchantId = request.caller().merchantId();
    int limit = wanted.pageSize();
    String cursor = wanted.cursor();
    if (wanted.search() != null) {
      var query = SearchQuery.of(wanted.search());
      return searches.search(merchantId, query, filter, limit, cursor, request.now());
    }
    List<CustomerId> among = searches.among(merchantId, filter).orElse(null);
    return customers.list(merchantId, filter, among, limit, cursor, request.now());
  }
}

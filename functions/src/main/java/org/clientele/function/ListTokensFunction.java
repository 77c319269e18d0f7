package org.clientele.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.api.ApiGatewayAdapter;
import org.clientele.api.ApiRequest;
import org.clientele.api.ApiResponse;
import org.clientele.api.Route;
import org.clientele.store.CustomerRepository;
import org.clientele.token.ListTokensRequest;
import org.clientele.token.ListTokensResponse;

/** {@code GET /api/v1/customer/{customer_id}/tokens} */
@Singleton
public class ListTokensFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomerRepository customers;

  ListTokensFunction(ApiGatewayAdapter gateway, CustomerRepository customers) {
    this.gateway = gateway;
    this.customers = customers;
  }

  @Funq("list-tokens")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.LIST_TOKENS, this::listTokens);
  }

  private ApiResponse listTokens(ApiRequest request) {
    var wanted = request.query(ListTokensRequest.class);
    var saved = customers.getWithTokens(request.caller().merchantId(), request.customerId());
    return ApiResponse.ok(ListTokensResponse.from(saved, wanted, request.now()));
  }
}

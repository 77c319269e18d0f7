package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.token.operation.ListTokensRequest;
import org.clientele.token.operation.ListTokensResponse;

/** {@code GET /api/v1/customer/{customer_id}/tokens} */
@Singleton
public class ListTokensFunction {

  private final ApiGatewayAdapter gateway;
  private final PaymentTokenRepository tokens;

  ListTokensFunction(ApiGatewayAdapter gateway, PaymentTokenRepository tokens) {
    this.gateway = gateway;
    this.tokens = tokens;
  }

  @Funq("list-tokens")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.LIST_TOKENS, this::listTokens);
  }

  private ApiResponse listTokens(ApiRequest request) {
    var wanted = request.query(ListTokensRequest.class);
    var saved = tokens.list(request.caller().merchantId(), request.customerId());
    return ApiResponse.ok(ListTokensResponse.from(saved, wanted, request.now()));
  }
}

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
import org.clientele.token.PaymentToken;
import org.clientele.token.operation.PaymentTokenResponse;

/** {@code GET /api/v1/customer/{customer_id}/tokens/{token_id}} */
@Singleton
public class GetTokenFunction {

  private final ApiGatewayAdapter gateway;
  private final PaymentTokenRepository tokens;

  GetTokenFunction(ApiGatewayAdapter gateway, PaymentTokenRepository tokens) {
    this.gateway = gateway;
    this.tokens = tokens;
  }

  @Funq("get-token")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.GET_TOKEN, this::getToken);
  }

  private ApiResponse getToken(ApiRequest request) {
    PaymentToken token =
        tokens.get(request.caller().merchantId(), request.customerId(), request.tokenId());
    return ApiResponse.ok(PaymentTokenResponse.from(token, request.now()));
  }
}

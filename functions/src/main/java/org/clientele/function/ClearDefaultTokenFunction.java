package org.clientele.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.api.ApiGatewayAdapter;
import org.clientele.api.ApiRequest;
import org.clientele.api.ApiResponse;
import org.clientele.api.Route;
import org.clientele.store.PaymentTokenRepository;

/** {@code DELETE /api/v1/customer/{customer_id}/default-token} */
@Singleton
public class ClearDefaultTokenFunction {

  private final ApiGatewayAdapter gateway;
  private final PaymentTokenRepository tokens;

  ClearDefaultTokenFunction(ApiGatewayAdapter gateway, PaymentTokenRepository tokens) {
    this.gateway = gateway;
    this.tokens = tokens;
  }

  @Funq("clear-default-token")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.CLEAR_DEFAULT_TOKEN, this::clearDefaultToken);
  }

  private ApiResponse clearDefaultToken(ApiRequest request) {
    return ApiResponse.ok(
        tokens.clearDefault(
            request.caller().merchantId(),
            request.customerId(),
            request::requireMatch,
            request.now()));
  }
}

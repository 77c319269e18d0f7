package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.token.DefaultTokenRepository;

/** {@code DELETE /api/v1/customer/{customer_id}/default-token} */
@Singleton
public class ClearDefaultTokenFunction {

  private final ApiGatewayAdapter gateway;
  private final DefaultTokenRepository defaults;

  ClearDefaultTokenFunction(ApiGatewayAdapter gateway, DefaultTokenRepository defaults) {
    this.gateway = gateway;
    this.defaults = defaults;
  }

  @Funq("clear-default-token")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.CLEAR_DEFAULT_TOKEN, this::clearDefaultToken);
  }

  private ApiResponse clearDefaultToken(ApiRequest request) {
    return ApiResponse.ok(
        defaults.clear(
            request.caller().merchantId(),
            request.customerId(),
            request::requireMatch,
            request.origin(),
            request.now()),
        request.now());
  }
}

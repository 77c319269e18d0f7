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
import org.clientele.token.operation.SetDefaultTokenRequest;

/** {@code PUT /api/v1/customer/{customer_id}/default-token} */
@Singleton
public class SetDefaultTokenFunction {

  private final ApiGatewayAdapter gateway;
  private final DefaultTokenRepository defaults;

  SetDefaultTokenFunction(ApiGatewayAdapter gateway, DefaultTokenRepository defaults) {
    this.gateway = gateway;
    this.defaults = defaults;
  }

  @Funq("set-default-token")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.SET_DEFAULT_TOKEN, this::setDefaultToken);
  }

  private ApiResponse setDefaultToken(ApiRequest request) {
    var body = request.body(SetDefaultTokenRequest.class);
    return ApiResponse.ok(
        defaults.set(
            request.caller().merchantId(),
            request.customerId(),
            body.token(),
            request::requireMatch,
            request.origin(),
            request.now()),
        request.now());
  }
}

package org.clientele.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.Route;

/** {@code $default}: what no other route matches. */
@Singleton
public class RefuseUnknownRouteFunction {

  private final ApiGatewayAdapter gateway;

  RefuseUnknownRouteFunction(ApiGatewayAdapter gateway) {
    this.gateway = gateway;
  }

  @Funq("refuse-unknown-route")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(
        event,
        Route.REFUSE_UNKNOWN_ROUTE,
        request -> {
          throw Route.refusal(request.method(), request.path());
        });
  }
}

package org.clientele.function.access;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Map;
import java.util.function.Function;
import org.clientele.auth.AccessTokenIssuer;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.Route;

/** The operation that gives access tokens, by its route. */
public final class TestingAccessFunctions {

  private TestingAccessFunctions() {}

  public static Map<Route, Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>> of(
      ApiGatewayAdapter gateway, AccessTokenIssuer issuer) {
    return Map.of(Route.ISSUE_TOKEN, new IssueTokenFunction(gateway, issuer)::handle);
  }
}

package org.clientele.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.access.IssueTokenRequest;
import org.clientele.api.ApiGatewayAdapter;
import org.clientele.api.ApiRequest;
import org.clientele.api.ApiResponse;
import org.clientele.api.Route;
import org.clientele.auth.AccessTokenIssuer;

/** {@code POST /api/auth/v1/token} */
@Singleton
public class IssueTokenFunction {

  private final ApiGatewayAdapter gateway;
  private final AccessTokenIssuer accessTokens;

  IssueTokenFunction(ApiGatewayAdapter gateway, AccessTokenIssuer accessTokens) {
    this.gateway = gateway;
    this.accessTokens = accessTokens;
  }

  @Funq("issue-token")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.ISSUE_TOKEN, this::issueToken);
  }

  private ApiResponse issueToken(ApiRequest request) {
    return ApiResponse.ok(accessTokens.issue(request.body(IssueTokenRequest.class)));
  }
}

package org.clientele.function.access;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.access.IssueTokenRequest;
import org.clientele.auth.AccessTokenIssuer;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;

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
    return ApiResponse.ok(accessTokens.issue(request.body(IssueTokenRequest.class), request.now()));
  }
}

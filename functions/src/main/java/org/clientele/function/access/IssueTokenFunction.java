package org.clientele.function.access;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.OAuthErrorResponse;
import org.clientele.auth.AccessTokenIssuer;
import org.clientele.error.ApiException;
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
    return request.isForm()
        ? issueByForm(request)
        : issue(request, request.body(IssueTokenRequest.class));
  }

  private ApiResponse issueByForm(ApiRequest request) {
    try {
      return issue(request, request.tokenForm());
    } catch (ApiException e) {
      return OAuthErrorResponse.from(e)
          .map(told -> ApiResponse.refusal(e, told))
          .orElseThrow(() -> e);
    }
  }

  private ApiResponse issue(ApiRequest request, IssueTokenRequest asked) {
    return ApiResponse.ok(accessTokens.issue(asked, request.now(), request::askedBy));
  }
}

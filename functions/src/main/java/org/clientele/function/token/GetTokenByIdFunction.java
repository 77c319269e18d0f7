package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.token.operation.ListTokensRequest;
import org.clientele.token.operation.ListTokensResponse;
import org.clientele.token.operation.PaymentTokenResponse;

/**
 * {@code GET /api/v1/tokens/{token_id}}. The vendor's SDKs also send a customer's id there, and
 * expect that customer's tokens.
 */
@Singleton
public class GetTokenByIdFunction {

  private final ApiGatewayAdapter gateway;
  private final PaymentTokenRepository tokens;

  GetTokenByIdFunction(ApiGatewayAdapter gateway, PaymentTokenRepository tokens) {
    this.gateway = gateway;
    this.tokens = tokens;
  }

  @Funq("get-token-by-id")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.GET_TOKEN_BY_ID, this::getTokenById);
  }

  private ApiResponse getTokenById(ApiRequest request) {
    MerchantId merchantId = request.caller().merchantId();
    PaymentTokenId id = request.tokenId();
    var wanted = request.query(ListTokensRequest.class);
    return tokens
        .findOwner(merchantId, id)
        .map(owner -> tokens.get(merchantId, owner, id))
        .map(token -> ApiResponse.ok(PaymentTokenResponse.from(token, request.now())))
        .or(
            () ->
                tokens
                    .findList(merchantId, new CustomerId(id.value()))
                    .map(saved -> ListTokensResponse.from(saved, wanted, request.now()))
                    .map(ApiResponse::ok))
        .orElseThrow(PaymentTokenRepository::notFound);
  }
}

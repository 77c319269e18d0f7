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
import org.clientele.idempotency.Idempotency;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.token.PaymentToken;
import org.clientele.token.operation.DeleteTokenRequest;
import org.clientele.token.operation.DeleteTokenResponse;

/** {@code POST /api/v1/customer/{customer_id}/tokens/{token_id}/delete} */
@Singleton
public class DeleteTokenFunction {

  private final ApiGatewayAdapter gateway;
  private final Idempotency idempotency;
  private final PaymentTokenRepository tokens;

  DeleteTokenFunction(
      ApiGatewayAdapter gateway, Idempotency idempotency, PaymentTokenRepository tokens) {
    this.gateway = gateway;
    this.idempotency = idempotency;
    this.tokens = tokens;
  }

  @Funq("delete-token")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.DELETE_TOKEN, this::deleteToken);
  }

  private ApiResponse deleteToken(ApiRequest request) {
    MerchantId merchantId = request.caller().merchantId();
    CustomerId customerId = request.customerId();
    PaymentTokenId id = request.tokenId();
    var body = request.body(DeleteTokenRequest.class);
    return idempotency.once(
        request,
        body,
        (PaymentToken deleted) ->
            ApiResponse.ok(DeleteTokenResponse.from(deleted, body.toRemoval())),
        answer ->
            tokens.update(
                merchantId,
                customerId,
                id,
                token -> token.remove(body.toRemoval(), request.now()),
                request.origin(),
                answer));
  }
}

package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.Map;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.idempotency.Idempotency;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.token.PaymentToken;
import org.clientele.token.TokenRemoval;
import org.clientele.token.operation.DeleteTokenRequest;
import org.clientele.token.operation.DeleteTokenResponse;

/**
 * {@code POST /api/v1/tokens/{token_id}/delete}, which the vendor's SDKs send without a body: then
 * the removal has no reference.
 */
@Singleton
public class DeleteTokenByIdFunction {

  private final ApiGatewayAdapter gateway;
  private final Idempotency idempotency;
  private final PaymentTokenRepository tokens;

  DeleteTokenByIdFunction(
      ApiGatewayAdapter gateway, Idempotency idempotency, PaymentTokenRepository tokens) {
    this.gateway = gateway;
    this.idempotency = idempotency;
    this.tokens = tokens;
  }

  @Funq("delete-token-by-id")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.DELETE_TOKEN_BY_ID, this::deleteTokenById);
  }

  private ApiResponse deleteTokenById(ApiRequest request) {
    MerchantId merchantId = request.caller().merchantId();
    PaymentTokenId id = request.tokenId();
    var body = request.optionalBody(DeleteTokenRequest.class);
    TokenRemoval removal =
        body.map(DeleteTokenRequest::toRemoval).orElseGet(TokenRemoval::withoutReference);
    return idempotency.once(
        request,
        body.isPresent() ? body.get() : Map.of(),
        (PaymentToken deleted) -> ApiResponse.ok(DeleteTokenResponse.from(deleted, removal)),
        answer ->
            tokens.update(
                merchantId,
                tokens.getOwner(merchantId, id),
                id,
                token -> token.remove(removal, request.now()),
                request.origin(),
                answer));
  }
}

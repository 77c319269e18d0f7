package org.clientele.function.token;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Map;
import java.util.function.Function;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.Route;
import org.clientele.idempotency.Idempotency;
import org.clientele.store.token.DefaultTokenRepository;
import org.clientele.store.token.PaymentTokenRepository;

/** The operations on payment tokens, by their routes. */
public final class TestingTokenFunctions {

  private TestingTokenFunctions() {}

  public static Map<Route, Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>> of(
      ApiGatewayAdapter gateway,
      Idempotency idempotency,
      PaymentTokenRepository tokens,
      DefaultTokenRepository defaults) {
    return Map.of(
        Route.LIST_TOKENS,
        new ListTokensFunction(gateway, tokens)::handle,
        Route.GET_TOKEN,
        new GetTokenFunction(gateway, tokens)::handle,
        Route.DELETE_TOKEN,
        new DeleteTokenFunction(gateway, idempotency, tokens)::handle,
        Route.GET_TOKEN_BY_ID,
        new GetTokenByIdFunction(gateway, tokens)::handle,
        Route.DELETE_TOKEN_BY_ID,
        new DeleteTokenByIdFunction(gateway, idempotency, tokens)::handle,
        Route.SET_DEFAULT_TOKEN,
        new SetDefaultTokenFunction(gateway, defaults)::handle,
        Route.CLEAR_DEFAULT_TOKEN,
        new ClearDefaultTokenFunction(gateway, defaults)::handle);
  }
}

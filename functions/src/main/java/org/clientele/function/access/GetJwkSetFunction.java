package org.clientele.function.access;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.clientele.access.JwkSetResponse;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.client.ClientRepository;

/** {@code GET /.well-known/jwks.json}: what verifies the access tokens that issue-token gives. */
@Singleton
public class GetJwkSetFunction {

  /** Whoever has it from a cache trusts a withdrawn key or revoked client for this much longer. */
  private static final Duration CACHED = Duration.ofMinutes(1);

  private final ApiGatewayAdapter gateway;
  private final ClientRepository clients;

  GetJwkSetFunction(ApiGatewayAdapter gateway, ClientRepository clients) {
    this.gateway = gateway;
    this.clients = clients;
  }

  @Funq("get-jwk-set")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.GET_JWK_SET, this::getJwkSet);
  }

  private ApiResponse getJwkSet(ApiRequest unused) {
    return ApiResponse.cached(JwkSetResponse.from(clients.findPublishedKeys()), CACHED);
  }
}

package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.customer.HistoryPage;
import org.clientele.customer.operation.GetHistoryRequest;
import org.clientele.customer.operation.HistoryResponse;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.customer.HistoryRepository;

/** {@code GET /api/v1/customer/{customer_id}/history} */
@Singleton
public class GetHistoryFunction {

  private final ApiGatewayAdapter gateway;
  private final HistoryRepository histories;

  GetHistoryFunction(ApiGatewayAdapter gateway, HistoryRepository histories) {
    this.gateway = gateway;
    this.histories = histories;
  }

  @Funq("get-history")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.GET_HISTORY, this::getHistory);
  }

  private ApiResponse getHistory(ApiRequest request) {
    var wanted = request.query(GetHistoryRequest.class);
    HistoryPage page =
        histories.get(
            request.caller().merchantId(),
            request.customerId(),
            wanted.pageSize(),
            wanted.cursor(),
            request.now());
    return ApiResponse.ok(HistoryResponse.from(page));
  }
}

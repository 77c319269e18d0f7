package org.clientele.function.customfield;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.customfield.CustomFieldResponse;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.merchant.CustomFieldRepository;

/** {@code GET /api/v1/custom-fields/{name}} */
@Singleton
public class GetCustomFieldFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomFieldRepository fields;

  GetCustomFieldFunction(ApiGatewayAdapter gateway, CustomFieldRepository fields) {
    this.gateway = gateway;
    this.fields = fields;
  }

  @Funq("get-custom-field")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.GET_CUSTOM_FIELD, this::getCustomField);
  }

  private ApiResponse getCustomField(ApiRequest request) {
    return ApiResponse.ok(
        CustomFieldResponse.from(
            fields.get(request.caller().merchantId(), request.customFieldName())));
  }
}

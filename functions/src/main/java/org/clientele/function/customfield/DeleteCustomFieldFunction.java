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

/** {@code DELETE /api/v1/custom-fields/{name}} */
@Singleton
public class DeleteCustomFieldFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomFieldRepository fields;

  DeleteCustomFieldFunction(ApiGatewayAdapter gateway, CustomFieldRepository fields) {
    this.gateway = gateway;
    this.fields = fields;
  }

  @Funq("delete-custom-field")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.DELETE_CUSTOM_FIELD, this::deleteCustomField);
  }

  private ApiResponse deleteCustomField(ApiRequest request) {
    return ApiResponse.ok(
        CustomFieldResponse.from(
            fields.delete(
                request.caller().merchantId(), request.customFieldName(), request.now())));
  }
}

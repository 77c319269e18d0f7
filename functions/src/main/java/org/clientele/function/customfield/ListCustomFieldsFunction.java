package org.clientele.function.customfield;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.customfield.ListCustomFieldsResponse;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.merchant.CustomFieldRepository;

/** {@code GET /api/v1/custom-fields} */
@Singleton
public class ListCustomFieldsFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomFieldRepository fields;

  ListCustomFieldsFunction(ApiGatewayAdapter gateway, CustomFieldRepository fields) {
    this.gateway = gateway;
    this.fields = fields;
  }

  @Funq("list-custom-fields")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.LIST_CUSTOM_FIELDS, this::listCustomFields);
  }

  private ApiResponse listCustomFields(ApiRequest request) {
    return ApiResponse.ok(
        ListCustomFieldsResponse.from(fields.list(request.caller().merchantId())));
  }
}

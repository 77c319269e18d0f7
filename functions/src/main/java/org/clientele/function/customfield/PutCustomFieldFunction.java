package org.clientele.function.customfield;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import org.clientele.customfield.CustomField;
import org.clientele.customfield.CustomFieldResponse;
import org.clientele.customfield.PutCustomFieldRequest;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.http.Route;
import org.clientele.store.merchant.CustomFieldRepository;

/** {@code PUT /api/v1/custom-fields/{name}} */
@Singleton
public class PutCustomFieldFunction {

  private final ApiGatewayAdapter gateway;
  private final CustomFieldRepository fields;

  PutCustomFieldFunction(ApiGatewayAdapter gateway, CustomFieldRepository fields) {
    this.gateway = gateway;
    this.fields = fields;
  }

  @Funq("put-custom-field")
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return gateway.handle(event, Route.PUT_CUSTOM_FIELD, this::putCustomField);
  }

  private ApiResponse putCustomField(ApiRequest request) {
    String name = request.customFieldName();
    CustomField wanted =
        request.body(PutCustomFieldRequest.class).toCustomField(name, request.now());
    return ApiResponse.ok(
        CustomFieldResponse.from(fields.put(request.caller().merchantId(), wanted)));
  }
}

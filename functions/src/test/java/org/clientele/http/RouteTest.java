package org.clientele.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.error.ErrorCode.METHOD_NOT_ALLOWED;
import static org.clientele.error.ErrorCode.NOT_FOUND;

import org.clientele.error.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/customer/mpp/token",
    "POST, /stage/api/v1/customer/mpp/token",
    "POST, /mpp/v1/credentials",
    "GET, /mpp/v1/credentials/1/status",
    "POST, /stage/mpp/v1/credentials",
    "POST, /api/v1/tokens",
    "POST, /api/v1/tokens/token-1/token-transactional-data"
  })
  void whereTheVendorMakesTokensThereIsNoRouteAndWhyIsSaid(String method, String path) {
    ApiException refusal = Route.refusal(method, path);

    assertThat(refusal.code()).isEqualTo(NOT_FOUND);
    assertThat(refusal.getMessage())
        .isEqualTo(
            "This service makes no payment tokens or credentials; tokens come from their providers");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/tokens",
    "GET, /api/v1/customer/mpp/token",
    "POST, /api/v1/tokens/token-1/token-transactional-data/more",
    "POST, /mpp/v2/credentials",
    "POST, /mpp",
  })
  void whatOnlyLooksLikeItIsAnUnknownPathAsAnyOther(String method, String path) {
    ApiException refusal = Route.refusal(method, path);

    assertThat(refusal.code()).isEqualTo(NOT_FOUND);
    assertThat(refusal.getMessage()).isEqualTo("No such route");
  }

  @Test
  void tokenByItsIdHasItsMethods() {
    assertThat(Route.refusal("POST", "/api/v1/tokens/token-1"))
        .returns(METHOD_NOT_ALLOWED, ApiException::code)
        .returns("GET, HEAD", ApiException::reason);
    assertThat(Route.refusal("GET", "/api/v1/tokens/token-1/delete"))
        .returns(METHOD_NOT_ALLOWED, ApiException::code)
        .returns("POST", ApiException::reason);
  }
}

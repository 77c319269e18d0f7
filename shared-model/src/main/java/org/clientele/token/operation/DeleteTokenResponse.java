package org.clientele.token.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;

/** Answer of {@code POST /api/v1/customer/{customer_id}/tokens/{token_id}/delete}. */
public record DeleteTokenResponse(
    @JsonProperty("token_id") String tokenId,
    @JsonProperty("customer_id") String customerId,
    @JsonProperty("status") PaymentTokenStatus status,
    @JsonProperty("merchant_unique_reference") String merchantUniqueReference) {

  public static DeleteTokenResponse from(PaymentToken token, DeleteTokenRequest request) {
    return new DeleteTokenResponse(
        token.id().value(),
        token.customerId().value(),
        token.status(),
        request.merchantUniqueReference());
  }

  @Override
  public String toString() {
    return "***";
  }
}

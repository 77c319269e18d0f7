package org.clientele.token.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.clientele.customer.AboutCustomer;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code POST /api/v1/customer/{customer_id}/tokens/{token_id}/delete} and of {@code POST
 * /api/v1/tokens/{token_id}/delete}.
 *
 * @param merchantUniqueReference as sent with this request, whatever an earlier one had
 */
public record DeleteTokenResponse(
    @JsonProperty("token_id") String tokenId,
    @JsonProperty("customer_id") String customerId,
    @JsonProperty("status") PaymentTokenStatus status,
    @JsonProperty("merchant_unique_reference") @Nullable String merchantUniqueReference)
    implements AboutCustomer {

  public static DeleteTokenResponse from(PaymentToken token, TokenRemoval asked) {
    return new DeleteTokenResponse(
        token.id().value(), token.customerId().value(), token.status(), asked.merchantReference());
  }

  @Override
  public String toString() {
    return "***";
  }
}

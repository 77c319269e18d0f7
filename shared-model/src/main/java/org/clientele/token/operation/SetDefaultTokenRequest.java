package org.clientele.token.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.clientele.id.PaymentTokenId;

/** Body of {@code PUT /api/v1/customer/{customer_id}/default-token}. */
public record SetDefaultTokenRequest(
    @JsonProperty("token_id")
        @NotNull(message = "is required")
        @Pattern(regexp = "[A-Za-z0-9_-]{1,50}", message = "must be 1 to 50 of A-Z a-z 0-9 _ -")
        String tokenId) {

  public PaymentTokenId token() {
    return new PaymentTokenId(tokenId);
  }

  @Override
  public String toString() {
    return "***";
  }
}

package org.clientele.token.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.clientele.token.TokenRemoval;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/v1/customer/{customer_id}/tokens/{token_id}/delete}, and of {@code POST
 * /api/v1/tokens/{token_id}/delete} if it has one; prints as {@code ***}.
 */
public record DeleteTokenRequest(
    @JsonProperty("merchant_unique_reference")
        @NotNull(message = "is required")
        @CodePointLength(min = 1, max = 50, message = "must have 1 to 50 characters")
        String merchantUniqueReference,
    @JsonProperty("merchant_metadata") @Size(max = 10, message = "must have at most 10 pairs")
        @Nullable
            Map<
                @CodePointLength(
                    min = 1,
                    max = 256,
                    message = "must have keys of 1 to 256 characters")
                String,
                @NotNull(message = "must be a string")
                @CodePointLength(max = 512, message = "must have at most 512 characters") String>
            merchantMetadata) {

  public TokenRemoval toRemoval() {
    return new TokenRemoval(merchantUniqueReference, merchantMetadata);
  }

  @Override
  public String toString() {
    return "***";
  }
}

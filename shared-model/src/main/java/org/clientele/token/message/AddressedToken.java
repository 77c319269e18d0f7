package org.clientele.token.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import org.clientele.error.ApiException;
import org.clientele.token.TokenAddress;
import org.jspecify.annotations.Nullable;

/**
 * A token by one of its two names.
 *
 * @param carryConsent of a token that is replaced: whether the customer's consent holds for the new
 *     one too
 */
public record AddressedToken(
    @JsonProperty("provider_token_id")
        @Pattern(regexp = Rules.PROVIDER_ID, message = Rules.PROVIDER_ID_RULE)
        @Nullable String providerTokenId,
    @JsonProperty("merchant_token_reference")
        @Pattern(regexp = Rules.REFERENCE, message = Rules.REFERENCE_RULE)
        @Nullable String merchantTokenReference,
    @JsonProperty("carry_consent") @Nullable Boolean carryConsent) {

  /**
   * @param field where this stands in the message
   * @throws ApiException {@code INVALID_REQUEST} unless there is exactly one name
   */
  TokenAddress toAddress(String field) {
    if ((providerTokenId == null) == (merchantTokenReference == null)) {
      throw ApiException.invalid(
          field, "must have either provider_token_id or merchant_token_reference");
    }
    return new TokenAddress(providerTokenId, merchantTokenReference);
  }
}

package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * Why a token got its status.
 *
 * @param reason in plain words
 * @param providerCode the provider's own code of the reason
 */
public record StatusCause(
    @JsonProperty("by") @NotNull(message = "is required") Party by,
    @JsonProperty("reason")
        @CodePointLength(max = 200, message = "must have at most 200 characters")
        @Nullable String reason,
    @JsonProperty("provider_code")
        @Pattern(regexp = "[ -~]{1,64}", message = "must be 1 to 64 printable ASCII characters")
        @Nullable String providerCode) {

  /** Who changed the status. */
  public enum Party {
    @JsonProperty("customer")
    CUSTOMER,
    @JsonProperty("issuer")
    ISSUER,
    @JsonProperty("provider")
    PROVIDER,
    @JsonProperty("requestor")
    REQUESTOR,
    @JsonProperty("merchant")
    MERCHANT,
    /** Its expiry has passed. */
    @JsonProperty("clock")
    CLOCK
  }

  @Override
  public String toString() {
    return "***";
  }
}

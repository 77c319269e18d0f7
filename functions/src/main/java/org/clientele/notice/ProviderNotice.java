package org.clientele.notice;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A notice of a token service provider as whoever received it puts it on the queue. What tells that
 * it is the provider's was checked by then.
 *
 * @param provider whose mapping reads it
 * @param receivedAt when it came, RFC 3339; the same in every delivery of the same notice
 * @param headers of the request it came in, by names in small letters
 * @param query of the request it came in
 * @param body of that request, decrypted and without numbers of cards and of tokens
 * @param details what the provider answered when it was asked for the token, where the notice does
 *     not say what changed
 * @param newToken given for a token that is not known here yet: fields of the token of {@code
 *     token.recorded} that no notice has, its customer and its reference at least; they stand
 *     against the notice
 */
@RegisterForReflection
public record ProviderNotice(
    @JsonProperty("provider")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = NAME, message = NAME_RULE)
        String provider,
    @JsonProperty("merchant_id")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = NAME, message = NAME_RULE)
        String merchantId,
    @JsonProperty("received_at") @NotNull(message = REQUIRED) String receivedAt,
    @JsonProperty("headers") @Nullable ObjectNode headers,
    @JsonProperty("query") @Nullable ObjectNode query,
    @JsonProperty("body") @NotNull(message = REQUIRED) ObjectNode body,
    @JsonProperty("details") @Nullable ObjectNode details,
    @JsonProperty("new_token") @Nullable ObjectNode newToken) {

  private static final String REQUIRED = "is required";
  private static final String NAME = "[A-Za-z0-9._-]{1,64}";
  private static final String NAME_RULE = "must be 1 to 64 of A-Z a-z 0-9 . _ -";

  @Override
  public String toString() {
    return "***";
  }
}

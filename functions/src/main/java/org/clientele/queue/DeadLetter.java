package org.clientele.queue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a message that is given up: why, in our words, and identifiers alone, by which
 * its sender finds it.
 *
 * @param reason the field in JSON names, or the identifier, that has to be looked at
 * @param source who sent it, and {@code sourceSequence} as which; this and what follows is absent
 *     where it is not readable
 */
@RegisterForReflection
record DeadLetter(
    @JsonProperty("message_id") String messageId,
    @JsonProperty("function") String function,
    @JsonProperty("code") String code,
    @JsonProperty("message") @Nullable String message,
    @JsonProperty("reason") @Nullable String reason,
    @JsonProperty("merchant_id") @Nullable String merchantId,
    @JsonProperty("source") @Nullable String source,
    @JsonProperty("source_sequence") @Nullable Long sourceSequence,
    @JsonProperty("notification_id") @Nullable String notificationId,
    @JsonProperty("customer_id") @Nullable String customerId,
    @JsonProperty("merchant_token_reference") @Nullable String merchantTokenReference,
    @JsonProperty("provider_token_id") @Nullable String providerTokenId) {}

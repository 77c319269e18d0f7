package org.clientele.token;

import org.jspecify.annotations.Nullable;

/**
 * What a provider calls a token by; at least one is there.
 *
 * @param providerTokenId unique among the tokens that a source has for a merchant
 * @param merchantTokenReference unique among a merchant's tokens
 */
public record TokenAddress(
    @Nullable String providerTokenId, @Nullable String merchantTokenReference) {}

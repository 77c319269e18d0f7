package org.clientele.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That the customer agreed to have the token saved, as the token service provider reports it.
 *
 * @param reference the provider's own name for the consent
 */
public record Consent(@Nullable Instant givenAt, @Nullable String reference) {}

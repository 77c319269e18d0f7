package org.clientele.customer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The payment token that a customer pays with unless another one is named.
 *
 * @param expiredAt from when it is no longer usable, and so no longer the default; absent where it
 *     does not expire
 */
public record DefaultToken(String tokenId, @Nullable Instant expiredAt) {}

package org.clientele.token;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * That the customer had the token removed, and what the merchant said with it.
 *
 * @param merchantReference the merchant's own name for the removal; absent if it gave none
 */
public record TokenRemoval(
    @Nullable String merchantReference, @Nullable Map<String, String> merchantMetadata) {

  public TokenRemoval {
    merchantMetadata =
        merchantMetadata == null
            ? null
            : Collections.unmodifiableMap(new TreeMap<>(merchantMetadata));
  }

  /** Returns the removal of which the merchant said nothing. */
  public static TokenRemoval withoutReference() {
    return new TokenRemoval(null, null);
  }

  @Override
  public String toString() {
    return "***";
  }
}

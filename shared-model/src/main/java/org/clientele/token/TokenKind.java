package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who issued the token that a provider knows. */
public enum TokenKind {
  @JsonProperty("network")
  NETWORK,
  @JsonProperty("issuer")
  ISSUER,
  @JsonProperty("device")
  DEVICE
}

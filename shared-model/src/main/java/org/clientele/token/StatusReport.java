package org.clientele.token;

import org.jspecify.annotations.Nullable;

/**
 * A status, as a provider reports it.
 *
 * @param words what the provider says of it to the merchant
 */
public record StatusReport(
    PaymentTokenStatus status, @Nullable String words, @Nullable StatusCause cause) {

  /** Returns why the token has this status, in plain words. */
  @Nullable String reason() {
    return (words == null && cause != null) ? cause.reason() : words;
  }

  /** Returns this report without words that somebody has chosen. */
  StatusReport withoutWords() {
    return new StatusReport(
        status,
        null,
        cause == null ? null : new StatusCause(cause.by(), null, cause.providerCode()));
  }

  @Override
  public String toString() {
    return "***";
  }
}

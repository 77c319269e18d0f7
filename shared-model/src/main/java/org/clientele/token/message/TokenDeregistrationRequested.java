package org.clientele.token.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.clientele.time.Timestamp;
import org.clientele.token.Deregistration;
import org.jspecify.annotations.Nullable;

/**
 * What the providers of a token are sent, at least once, when it has to end on their side too: the
 * message {@code token.deregistration.requested}.
 *
 * @param notificationId the same one each time that it is sent
 * @param sources who is asked
 * @param deadline until when they have to report that the token has ended
 */
public record TokenDeregistrationRequested(
    @JsonProperty("type") String type,
    @JsonProperty("notification_id") String notificationId,
    @JsonProperty("occurred_at") String occurredAt,
    @JsonProperty("merchant_id") String merchantId,
    @JsonProperty("customer_id") String customerId,
    @JsonProperty("token_id") String tokenId,
    @JsonProperty("merchant_token_reference") String merchantTokenReference,
    @JsonProperty("sources") List<Source> sources,
    @JsonProperty("cause") Cause cause,
    @JsonProperty("deadline") String deadline) {

  /** A provider, and its own id of the token if it has told one. */
  public record Source(
      @JsonProperty("source") String source,
      @JsonProperty("provider_token_id") @Nullable String providerTokenId) {}

  /** Who wanted the token's end, and why. */
  public record Cause(@JsonProperty("by") String by, @JsonProperty("reason") String reason) {}

  public TokenDeregistrationRequested {
    sources = List.copyOf(sources);
  }

  public static TokenDeregistrationRequested from(Deregistration wanted, Instant deadline) {
    return new TokenDeregistrationRequested(
        "token.deregistration.requested",
        wanted.notificationId(),
        Timestamp.format(wanted.occurredAt()),
        wanted.merchantId().value(),
        wanted.customerId().value(),
        wanted.tokenId().value(),
        wanted.merchantTokenReference(),
        wanted.holders().stream()
            .map(holder -> new Source(holder.source(), holder.providerTokenId()))
            .toList(),
        new Cause(wanted.trigger().by(), wanted.trigger().reason()),
        Timestamp.format(deadline));
  }
}

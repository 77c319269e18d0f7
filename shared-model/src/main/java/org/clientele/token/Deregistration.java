package org.clientele.token;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.jspecify.annotations.Nullable;

/**
 * That the providers of a payment token are to end it on their side too, until the last of them has
 * reported that it did.
 *
 * @param holders who has not reported it yet; never empty
 * @param occurredAt when the token was removed, or its customer deleted
 * @param deadline until when they have to report it; absent while they have not been asked
 * @param version number of times it has been stored, this one included
 */
public record Deregistration(
    MerchantId merchantId,
    CustomerId customerId,
    PaymentTokenId tokenId,
    String merchantTokenReference,
    List<Holder> holders,
    Trigger trigger,
    Instant occurredAt,
    @Nullable Instant deadline,
    long version) {

  /**
   * A provider that holds a token.
   *
   * @param source its name in messages
   * @param providerTokenId its own id of the token; absent where it has told none
   */
  public record Holder(String source, @Nullable String providerTokenId) {}

  /** What makes providers have to end a token. */
  public enum Trigger {
    TOKEN_REMOVED("customer", "Removed by the customer"),
    CUSTOMER_DELETED("merchant", "The customer is deleted");

    private final String by;
    private final String reason;

    Trigger(String by, String reason) {
      this.by = by;
      this.reason = reason;
    }

    /** Returns who wanted it, as the {@code cause} of a message names it. */
    public String by() {
      return by;
    }

    /** Returns why, in plain words. */
    public String reason() {
      return reason;
    }
  }

  public Deregistration {
    requireNonNull(merchantId, "merchantId");
    requireNonNull(customerId, "customerId");
    requireNonNull(tokenId, "tokenId");
    requireNonNull(merchantTokenReference, "merchantTokenReference");
    requireNonNull(trigger, "trigger");
    requireNonNull(occurredAt, "occurredAt");
    holders = List.copyOf(holders);
    if (holders.isEmpty()) {
      throw new IllegalArgumentException("nobody holds the token");
    }
  }

  /** Returns the providers that hold a token: those that have not told its end. */
  public static List<Holder> holders(PaymentToken token) {
    return token.sources().states().stream()
        .filter(state -> !state.hasEnded())
        .map(state -> new Holder(state.name(), state.providerTokenId()))
        .toList();
  }

  /**
   * Whether a notice is a provider's answer: the token has ended there, and nothing newer is known
   * from there.
   */
  public static boolean isAnsweredBy(TokenNotice notice, PaymentToken token) {
    return notice.status() != null
        && notice.status().isFinal()
        && token
            .sources()
            .find(notice.source())
            .filter(known -> known.with(notice).hasEnded())
            .isPresent();
  }

  /** Returns what a token's removal asks of its providers; nothing if it is known of none. */
  public static Optional<Deregistration> ofRemoval(PaymentToken removed) {
    return of(removed, Trigger.TOKEN_REMOVED, removed.updatedAt());
  }

  /**
   * Returns what its customer's deletion asks of a token's providers; nothing if it had ended by
   * then, or is known of none.
   */
  public static Optional<Deregistration> ofDeletion(PaymentToken token, Instant deletedAt) {
    return token.asOf(deletedAt).status().isFinal()
        ? Optional.empty()
        : of(token, Trigger.CUSTOMER_DELETED, deletedAt);
  }

  private static Optional<Deregistration> of(
      PaymentToken token, Trigger trigger, Instant occurredAt) {
    List<Holder> holders = holders(token);
    return holders.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Deregistration(
                token.merchantId(),
                token.customerId(),
                token.id(),
                token.merchantTokenReference(),
                holders,
                trigger,
                occurredAt,
                null,
                1));
  }

  /**
   * Returns what the message is known by, however often it is sent. A token ends once, so this is
   * unique for a merchant's customer.
   */
  public String notificationId() {
    return "removal:" + tokenId;
  }

  public boolean isHeldBy(String source) {
    return holders.stream().anyMatch(holder -> holder.source().equals(source));
  }

  /** Returns what is left once a provider has answered; nothing if it was the last. */
  public Optional<Deregistration> without(String source) {
    List<Holder> others =
        holders.stream().filter(holder -> !holder.source().equals(source)).toList();
    return others.isEmpty() ? Optional.empty() : Optional.of(next(others, deadline));
  }

  /** Returns this as it is once the providers have been asked. */
  public Deregistration sent(Instant answerBy) {
    return next(holders, answerBy);
  }

  private Deregistration next(List<Holder> newHolders, @Nullable Instant newDeadline) {
    return new Deregistration(
        merchantId,
        customerId,
        tokenId,
        merchantTokenReference,
        newHolders,
        trigger,
        occurredAt,
        newDeadline,
        version + 1);
  }
}

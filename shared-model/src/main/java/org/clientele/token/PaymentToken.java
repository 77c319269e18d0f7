package org.clientele.token;

import static java.util.Objects.requireNonNull;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.jspecify.annotations.Nullable;

/**
 * A payment token saved for a customer, as stored.
 *
 * @param expiredAt from when it can no longer be used; absent where it does not expire
 * @param statusReason why it has its status, in words for the merchant
 * @param expired whether it is deactivated because it has expired
 * @param compliant whether it was made under the rules on card-on-file tokenisation
 * @param source which report it is as of; absent if none is known
 * @param version number of times it has been stored; 0 before the first
 */
public record PaymentToken(
    PaymentTokenId id,
    MerchantId merchantId,
    CustomerId customerId,
    String merchantTokenReference,
    PaymentTokenStatus status,
    PaymentMethod paymentMethod,
    @Nullable Instant expiredAt,
    @Nullable String statusReason,
    boolean expired,
    @Nullable Map<String, String> merchantMetadata,
    @Nullable CardData cardData,
    @Nullable Boolean compliant,
    @Nullable Consent consent,
    @Nullable TokenSource source,
    @Nullable TokenRemoval removal,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** Why a token is deactivated that has expired. */
  public static final String EXPIRED = "payment token expired";

  private static final String REMOVED = "Removed by the customer";

  public PaymentToken {
    requireNonNull(id, "id");
    requireNonNull(merchantId, "merchantId");
    requireNonNull(customerId, "customerId");
    requireNonNull(merchantTokenReference, "merchantTokenReference");
    requireNonNull(status, "status");
    requireNonNull(paymentMethod, "paymentMethod");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(updatedAt, "updatedAt");
    merchantMetadata =
        merchantMetadata == null
            ? null
            : Collections.unmodifiableMap(new TreeMap<>(merchantMetadata));
  }

  /** Returns a token that has not been stored yet, as it is first reported. */
  public static PaymentToken create(PaymentTokenId id, TokenRecorded message, Instant now) {
    return of(id, message, now, now, 0);
  }

  private static PaymentToken of(
      PaymentTokenId id,
      TokenRecorded message,
      Instant createdAt,
      Instant updatedAt,
      long version) {
    ReportedToken token = message.token();
    return new PaymentToken(
        id,
        message.merchant(),
        new CustomerId(token.customerId()),
        token.merchantTokenReference(),
        token.status(),
        token.paymentMethod(),
        token.expiry(),
        token.statusReason(),
        false,
        token.merchantMetadata(),
        token.cardData(),
        token.compliant(),
        token.consent(),
        message.origin(),
        null,
        createdAt,
        updatedAt,
        version);
  }

  /**
   * Returns this token as it is after a report, or this very one if it has seen that report or a
   * later one. One that was removed by its customer, or has ended as the report would have it,
   * stays as it is and has seen it: what was reported before and comes later then tells of no
   * living token. One that has only expired, stored as that or not, becomes whatever a newer report
   * says, so that the order of reports does not matter.
   *
   * @throws ApiException {@code DUPLICATE_REQUEST} if the report is about another customer; {@code
   *     INVALID_USER_ACCOUNT} if the token's status may not become the one that is reported
   */
  public PaymentToken report(TokenRecorded message, Instant now) {
    TokenSource origin = message.origin();
    ReportedToken reported = message.token();
    if (isOfAnotherCustomer(message)) {
      throw new ApiException(
          DUPLICATE_REQUEST, "The token of that reference is another customer's", id.value());
    }
    if (source != null && !origin.isNewerThan(source)) {
      return this;
    }
    if (hasEnded() && (status == reported.status() || removal != null)) {
      return with(status, statusReason, expired, origin, removal, updatedAt, version);
    }
    if (!isExpired(now) && !status.leadsTo(reported.status())) {
      throw new ApiException(
          INVALID_USER_ACCOUNT, "The token's status forbids the one reported", "token.status");
    }
    return of(id, message, createdAt, next(now), version);
  }

  /**
   * Returns this token as it is after the customer had it removed, or this very one if it was
   * removed before or reported as deactivated. One that has expired, stored as that or not, stays
   * expired to its readers.
   *
   * @throws ApiException {@code INVALID_USER_ACCOUNT} if it has failed: nothing was ever saved
   */
  public PaymentToken remove(TokenRemoval by, Instant now) {
    PaymentToken seen = asOf(now);
    if (seen.status == PaymentTokenStatus.FAILED) {
      throw new ApiException(
          INVALID_USER_ACCOUNT, "The token's status forbids its removal", "status");
    }
    if (seen.hasEnded()) {
      return this;
    }
    return seen.with(
        PaymentTokenStatus.DEACTIVATED,
        seen.expired ? EXPIRED : REMOVED,
        seen.expired,
        source,
        by,
        seen.next(now),
        version);
  }

  /**
   * Returns this token as a reader at {@code now} must see it: deactivated from {@code expiredAt}
   * on, whether or not that has been stored yet. It was updated when it expired, so the answer is
   * the same before and after.
   */
  public PaymentToken asOf(Instant now) {
    if (expiredAt == null || status.isFinal() || now.isBefore(expiredAt)) {
      return this;
    }
    return with(
        PaymentTokenStatus.DEACTIVATED,
        EXPIRED,
        true,
        source,
        removal,
        expiredAt.isAfter(updatedAt) ? expiredAt : updatedAt,
        version);
  }

  /**
   * Whether it has ended for good: it failed, was deactivated or was removed. One that has only
   * expired may be renewed.
   */
  public boolean hasEnded() {
    return status.isFinal() && (!expired || removal != null);
  }

  /** Whether a report is about another customer's token. */
  public boolean isOfAnotherCustomer(TokenRecorded message) {
    return !customerId.value().equals(message.token().customerId());
  }

  /**
   * Whether a report tells of another token, which came after this one and has its reference. Late
   * reports of this one, or of those that had the reference before, never do. After a removal only
   * the customer's consent since then makes a new token: a provider that does not know of the
   * removal goes on reporting the old one.
   */
  public boolean isFollowedBy(TokenRecorded message) {
    TokenSource origin = message.origin();
    if (isOfAnotherCustomer(message)) {
      return origin.occurredAt().isAfter(lastReported());
    }
    return hasEnded()
        && (source == null || origin.isNewerThan(source))
        && origin.occurredAt().isAfter(lastReported())
        && (removal == null || message.token().isConsentedAfter(updatedAt))
        && !message.token().status().isFinal();
  }

  private Instant lastReported() {
    return source == null ? createdAt : source.occurredAt();
  }

  /** Whether it has ended at {@code now} by the clock alone, so that it may be renewed. */
  public boolean isExpired(Instant now) {
    PaymentToken seen = asOf(now);
    return seen.expired && !seen.hasEnded();
  }

  /** Whether it may be paid with at {@code now}, as far as the token goes. */
  public boolean isUsable(Instant now) {
    return asOf(now).status == PaymentTokenStatus.ACTIVE;
  }

  /** Returns this token as what its customer pays with by default. */
  public DefaultToken asDefault() {
    return new DefaultToken(id.value(), expiredAt);
  }

  /** Returns this token as it is after being stored once more. */
  public PaymentToken nextVersion() {
    return with(status, statusReason, expired, source, removal, updatedAt, version + 1);
  }

  private Instant next(Instant now) {
    Instant next = updatedAt.plus(1, ChronoUnit.MICROS);
    return now.isAfter(next) ? now : next;
  }

  private PaymentToken with(
      PaymentTokenStatus newStatus,
      @Nullable String newReason,
      boolean newExpired,
      @Nullable TokenSource newSource,
      @Nullable TokenRemoval newRemoval,
      Instant newUpdatedAt,
      long newVersion) {
    return new PaymentToken(
        id,
        merchantId,
        customerId,
        merchantTokenReference,
        newStatus,
        paymentMethod,
        expiredAt,
        newReason,
        newExpired,
        merchantMetadata,
        cardData,
        compliant,
        consent,
        newSource,
        newRemoval,
        createdAt,
        newUpdatedAt,
        newVersion);
  }
}

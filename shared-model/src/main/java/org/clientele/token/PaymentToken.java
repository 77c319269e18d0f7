package org.clientele.token;

import static java.util.Objects.requireNonNull;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.token.StatusCause.Party;
import org.jspecify.annotations.Nullable;

/**
 * A payment token saved for a customer, as stored. What it is, is told by its sources, unless the
 * customer has had it removed or another token has replaced it.
 *
 * @param sources as each provider has it
 * @param notices by which it became what it is
 * @param replacedBy the token that came in its place
 * @param updatedAt when readers last saw it change; its status is the one of that time
 * @param version number of times it has been stored; 0 before the first
 */
public record PaymentToken(
    PaymentTokenId id,
    MerchantId merchantId,
    CustomerId customerId,
    String merchantTokenReference,
    TokenSources sources,
    RecentNotices notices,
    @Nullable TokenRemoval removal,
    @Nullable PaymentTokenId replacedBy,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** Why a token is deactivated that has expired. */
  public static final String EXPIRED = "payment token expired";

  private static final StatusReport REMOVED =
      deactivated(Party.CUSTOMER, "Removed by the customer");
  private static final StatusReport REPLACED =
      deactivated(Party.PROVIDER, "Replaced by another token");

  public PaymentToken {
    requireNonNull(id, "id");
    requireNonNull(merchantId, "merchantId");
    requireNonNull(customerId, "customerId");
    requireNonNull(merchantTokenReference, "merchantTokenReference");
    requireNonNull(sources, "sources");
    requireNonNull(notices, "notices");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(updatedAt, "updatedAt");
  }

  /** Returns a token that has not been stored yet, as a notice of the whole token reports it. */
  public static PaymentToken create(PaymentTokenId id, TokenNotice notice, Instant now) {
    return new PaymentToken(
        id,
        notice.merchantId(),
        requireNonNull(notice.customerId(), "customerId"),
        requireNonNull(notice.token().merchantTokenReference(), "merchantTokenReference"),
        new TokenSources(List.of()).with(notice),
        RecentNotices.none().with(notice),
        null,
        null,
        now,
        now,
        0);
  }

  public PaymentTokenStatus status() {
    return report().status();
  }

  /** Returns why it has its status, in words for the merchant. */
  public @Nullable String statusReason() {
    return report().reason();
  }

  public @Nullable StatusCause statusCause() {
    return report().cause();
  }

  private StatusReport report() {
    StatusReport reported = sources.status(updatedAt);
    if (reported.status().isFinal()) {
      return reported;
    }
    if (removal != null) {
      return REMOVED;
    }
    return replacedBy == null ? reported : REPLACED;
  }

  private static StatusReport deactivated(Party by, String reason) {
    var cause = new StatusCause(by, reason, null);
    return new StatusReport(PaymentTokenStatus.DEACTIVATED, null, cause);
  }

  /** Whether it is deactivated because it has expired. */
  public boolean expired() {
    return sources.isExpired(updatedAt);
  }

  /** Returns from when it can no longer be used; null if it does not expire. */
  public @Nullable Instant expiredAt() {
    return sources.expiredAt();
  }

  public PaymentMethod paymentMethod() {
    return (PaymentMethod)
        requireNonNull(sources.value(TokenField.PAYMENT_METHOD), "paymentMethod");
  }

  @SuppressWarnings("unchecked") // a field's value is of its type
  public @Nullable Map<String, String> merchantMetadata() {
    return (Map<String, String>) sources.value(TokenField.MERCHANT_METADATA);
  }

  public @Nullable CardData cardData() {
    return paymentMethod() == PaymentMethod.CARD ? CardData.of(sources) : null;
  }

  /** Returns the id that a source has for it. */
  public @Nullable String providerTokenId(String source) {
    return sources.find(source).map(SourceState::providerTokenId).orElse(null);
  }

  /** Returns when the card behind it last changed, as far as a provider has told. */
  public @Nullable Instant cardUpdatedAt() {
    return (Instant) sources.value(TokenField.CARD_UPDATED_AT);
  }

  /** Whether it was made under the rules on card-on-file tokenisation. */
  public @Nullable Boolean compliant() {
    return (Boolean) sources.value(TokenField.IS_COMPLIANT);
  }

  /**
   * Returns what becomes of a notice of this token.
   *
   * @throws ApiException {@code DUPLICATE_REQUEST} if it tells of another customer's token; {@code
   *     INVALID_USER_ACCOUNT} if the token's status at that source may not become the one that is
   *     reported; {@code INVALID_REQUEST} if the source is one too many, or it tells of a card
   *     where there is none
   */
  public NoticeResult resultOf(TokenNotice notice, Instant now) {
    if (isOfAnotherCustomer(notice)) {
      throw new ApiException(
          DUPLICATE_REQUEST, "The token of that reference is another customer's", id.value());
    }
    if (notice.hasCardData() && !notice.isWhole() && paymentMethod() != PaymentMethod.CARD) {
      throw ApiException.invalid("change.card_data", "must be absent where the token is no card's");
    }
    if (notices.contain(notice)) {
      return NoticeResult.REPEATED;
    }
    if (removal != null || replacedBy != null) {
      return NoticeResult.NOT_WANTED;
    }
    SourceState known = sources.find(notice.source()).orElse(null);
    if (notice.fields().isEmpty() || (known != null && known.knows(notice))) {
      return NoticeResult.REPEATED;
    }
    SourceState next = sources.with(notice).find(notice.source()).orElseThrow();
    if (next.equals(known)) {
      return NoticeResult.OUT_OF_DATE;
    }
    // A token that lives with another source may be made anew by one that had ended it.
    boolean anew = notice.isWhole() && !sources.haveEnded();
    if (known != null && !known.leadsTo(next, now) && (known.isLiving() || !anew)) {
      throw new ApiException(
          INVALID_USER_ACCOUNT,
          "The token's status forbids the one reported",
          notice.path(TokenField.STATUS));
    }
    return NoticeResult.STORED;
  }

  /**
   * Returns this token as it is after a notice, or this very one if the notice changes nothing.
   * Notices of one source give the same token in whatever order they come; so do those of several.
   *
   * @throws ApiException as {@link #resultOf}
   */
  public PaymentToken report(TokenNotice notice, Instant now) {
    if (resultOf(notice, now) != NoticeResult.STORED) {
      return this;
    }
    TokenSources reported = sources.with(notice);
    PaymentToken seen = asOf(now);
    boolean visible = !reported.seen(now).equals(sources.seen(now));
    return with(
        reported,
        notices.with(notice),
        removal,
        replacedBy,
        visible ? seen.next(now) : seen.updatedAt);
  }

  /**
   * Returns this token as it is after the customer had it removed, or this very one if it was
   * removed before or has ended otherwise. One that has expired, stored as that or not, stays
   * expired to its readers.
   *
   * @throws ApiException {@code INVALID_USER_ACCOUNT} if it has failed: nothing was ever saved
   */
  public PaymentToken remove(TokenRemoval by, Instant now) {
    PaymentToken seen = asOf(now);
    if (seen.status() == PaymentTokenStatus.FAILED) {
      throw new ApiException(
          INVALID_USER_ACCOUNT, "The token's status forbids its removal", "status");
    }
    return seen.hasEnded() ? this : with(sources, notices, by, replacedBy, seen.next(now));
  }

  /**
   * Returns this token as it is after another one has come in its place.
   *
   * @throws ApiException {@code DUPLICATE_REQUEST} if a third one has
   */
  public PaymentToken replace(PaymentTokenId successor, Instant now) {
    if (successor.equals(replacedBy)) {
      return this;
    }
    if (replacedBy != null) {
      throw new ApiException(
          DUPLICATE_REQUEST, "The token is replaced by another one", "token.replaces");
    }
    return with(sources, notices, removal, successor, asOf(now).next(now));
  }

  /** Returns this token as it is where the one that came in its place is not known any more. */
  public PaymentToken withoutSuccessor(Instant now) {
    return with(sources, notices, removal, null, next(now)).asOf(now);
  }

  /**
   * Returns this token as a reader at {@code now} must see it: deactivated from {@code expiredAt}
   * on, whether or not that has been stored yet. It was updated when it expired, so the answer is
   * the same before and after.
   */
  public PaymentToken asOf(Instant now) {
    return removal != null || replacedBy != null
        ? this
        : sources
            .lastChangeByTheClock(now)
            .filter(change -> change.isAfter(updatedAt))
            .map(change -> with(sources, notices, removal, replacedBy, change))
            .orElse(this);
  }

  /**
   * Whether it has ended for good: it failed, was deactivated, removed or replaced. One that has
   * only expired may be renewed.
   */
  public boolean hasEnded() {
    return removal != null || replacedBy != null || sources.haveEnded();
  }

  /** Whether a notice is about another customer's token. */
  public boolean isOfAnotherCustomer(TokenNotice notice) {
    return notice.customerId() != null && !customerId.equals(notice.customerId());
  }

  /**
   * Whether a notice tells of another token, which came after this one and has its reference. Late
   * notices of this one, or of those that had the reference before, never do; nor does the first
   * one of another source, which has the same token. What has failed is tried again as the same
   * token. After a removal or a replacement only the customer's consent since then makes a new
   * token: a provider that does not know of it goes on reporting the old one.
   */
  public boolean isFollowedBy(TokenNotice notice) {
    boolean later = isBefore(notice);
    if (!notice.isWhole() || isOfAnotherCustomer(notice)) {
      return notice.isWhole() && later;
    }
    SourceState known = sources.find(notice.source()).orElse(null);
    boolean ended =
        (removal == null && replacedBy == null)
            ? sources.haveEnded() && known != null && known.isDeactivated()
            : !forbids(notice);
    return ended
        && later
        && (known == null || notice.position().isAfter(known.whole()))
        && notice.status() != null
        && !notice.status().isFinal();
  }

  /**
   * Whether the customer's removal of this token, or what replaced it, stands against a notice of
   * one that comes after it.
   */
  public boolean forbids(TokenNotice notice) {
    return (removal != null || replacedBy != null) && !notice.isConsentedAfter(updatedAt);
  }

  /** Whether a notice tells of what occurred after all that is known of this token. */
  public boolean isBefore(TokenNotice notice) {
    return notice.position().occurredAt().isAfter(sources.lastReported());
  }

  /** Whether it has ended at {@code now} by the clock alone, so that it may be renewed. */
  public boolean isExpired(Instant now) {
    PaymentToken seen = asOf(now);
    return seen.expired() && !seen.hasEnded();
  }

  /** Whether it may be paid with at {@code now}, as far as the token goes. */
  public boolean isUsable(Instant now) {
    return asOf(now).status() == PaymentTokenStatus.ACTIVE;
  }

  /** Returns this token as what its customer pays with by default. */
  public DefaultToken asDefault() {
    return new DefaultToken(id.value(), expiredAt());
  }

  /** Returns this token as it is after being stored once more. */
  public PaymentToken nextVersion() {
    return with(sources, notices, removal, replacedBy, updatedAt, version + 1);
  }

  /**
   * Returns this token without what its providers and its merchant have said of the card and of its
   * customer, or this very one if it was erased before. It counts as removed, unless it is
   * replaced, so that no later report says any of it again.
   */
  public PaymentToken erase(Instant now) {
    TokenSources kept = sources.erased();
    var erased = removal == null && replacedBy != null ? null : TokenRemoval.withoutReference();
    return kept.equals(sources) && Objects.equals(erased, removal)
        ? this
        : with(kept, notices, erased, replacedBy, asOf(now).next(now));
  }

  /** Returns this token without what is not kept of the card, which may be stored from before. */
  public PaymentToken keeping(KeptCardData kept) {
    return with(sources.keeping(kept), notices, removal, replacedBy, updatedAt);
  }

  private Instant next(Instant now) {
    Instant next = updatedAt.plus(1, ChronoUnit.MICROS);
    return now.isAfter(next) ? now : next;
  }

  private PaymentToken with(
      TokenSources newSources,
      RecentNotices newNotices,
      @Nullable TokenRemoval newRemoval,
      @Nullable PaymentTokenId newReplacedBy,
      Instant newUpdatedAt) {
    return with(newSources, newNotices, newRemoval, newReplacedBy, newUpdatedAt, version);
  }

  private PaymentToken with(
      TokenSources newSources,
      RecentNotices newNotices,
      @Nullable TokenRemoval newRemoval,
      @Nullable PaymentTokenId newReplacedBy,
      Instant newUpdatedAt,
      long newVersion) {
    return new PaymentToken(
        id,
        merchantId,
        customerId,
        merchantTokenReference,
        newSources,
        newNotices,
        newRemoval,
        newReplacedBy,
        createdAt,
        newUpdatedAt,
        newVersion);
  }
}

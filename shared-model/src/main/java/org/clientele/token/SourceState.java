package org.clientele.token;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token as one source has it. Of each field the latest word counts, so that notices may come in
 * any order.
 *
 * @param name of the source
 * @param whole as of which all fields are but those said later; absent while only changes are known
 * @param later fields that were said after that, and when; also those that were cleared
 */
public record SourceState(
    String name,
    Map<TokenField, Object> values,
    @Nullable SourcePosition whole,
    Map<TokenField, SourcePosition> later) {

  public SourceState {
    requireNonNull(name, "name");
    values = Collections.unmodifiableMap(values);
    later = Collections.unmodifiableMap(later);
  }

  static SourceState unknown(String name) {
    return new SourceState(name, Map.of(), null, Map.of());
  }

  SourceState erased() {
    Map<TokenField, Object> kept = new EnumMap<>(TokenField.class);
    kept.putAll(values);
    kept.keySet().removeIf(TokenField::isErased);
    kept.computeIfPresent(
        TokenField.STATUS, (field, report) -> ((StatusReport) report).withoutWords());
    return new SourceState(name, kept, whole, later);
  }

  SourceState keeping(KeptCardData kept) {
    return new SourceState(name, kept.of(values), whole, later);
  }

  /** Returns this state as it is after a notice; an equal one if all of it is known to be older. */
  SourceState with(TokenNotice notice) {
    SourcePosition position = notice.position();
    Map<TokenField, Object> newValues = new EnumMap<>(TokenField.class);
    newValues.putAll(values);
    Map<TokenField, SourcePosition> newLater = new EnumMap<>(TokenField.class);
    newLater.putAll(later);
    for (TokenField field : notice.fields()) {
      boolean counts = position.isAfter(position(field));
      if (counts || isLateEnd(field, notice)) {
        newValues.remove(field);
        field.put(newValues, notice.values().get(field));
      }
      if (counts && notice.isWhole()) {
        newLater.remove(field);
      } else if (counts) {
        newLater.put(field, position);
      }
    }
    boolean newWhole = notice.isWhole() && position.isAfter(whole);
    return new SourceState(name, newValues, newWhole ? position : whole, newLater);
  }

  /**
   * Whether a notice ends the token, after the last that was said of the whole of it, and a change
   * of the status that came before it would have been refused after it.
   */
  private boolean isLateEnd(TokenField field, TokenNotice notice) {
    return field == TokenField.STATUS
        && later.containsKey(field)
        && notice.status() == PaymentTokenStatus.DEACTIVATED
        && notice.position().isAfter(whole);
  }

  /** Whether a notice that only its sequence tells from others is one of those that made this. */
  boolean knows(TokenNotice notice) {
    return notice.notificationId() == null
        && (notice.position().equals(whole) || later.containsValue(notice.position()));
  }

  private @Nullable SourcePosition position(TokenField field) {
    SourcePosition said = later.get(field);
    return said == null ? whole : said;
  }

  /** Returns when the field was last said, if it has a value. */
  Optional<Instant> said(TokenField field) {
    SourcePosition position = values.containsKey(field) ? position(field) : null;
    return Optional.ofNullable(position).map(SourcePosition::occurredAt);
  }

  /**
   * Whether it has a value for the field, and said it later than another source, if there is one.
   */
  boolean saysAfter(@Nullable SourceState other, TokenField field) {
    SourcePosition position = values.containsKey(field) ? position(field) : null;
    return position != null
        && (other == null || position.occurredAt().isAfter(other.said(field).orElseThrow()));
  }

  /** Returns when the last that is known of it occurred. */
  Instant lastReported() {
    return later.values().stream()
        .map(SourcePosition::occurredAt)
        .reduce(whole == null ? Instant.MIN : whole.occurredAt(), (a, b) -> a.isAfter(b) ? a : b);
  }

  @Nullable StatusReport status() {
    return (StatusReport) values.get(TokenField.STATUS);
  }

  /** Returns the provider's own id of the token. */
  public @Nullable String providerTokenId() {
    return (String) values.get(TokenField.PROVIDER_TOKEN_ID);
  }

  @Nullable Instant expiredAt() {
    return (Instant) values.get(TokenField.EXPIRED_AT);
  }

  /** Whether it has not ended at the source, whatever the time. */
  boolean isLiving() {
    StatusReport report = status();
    return report != null && !report.status().isFinal();
  }

  /** Whether it has told that the token has ended. */
  boolean hasEnded() {
    StatusReport report = status();
    return report != null && report.status().isFinal();
  }

  boolean isDeactivated() {
    StatusReport report = status();
    return report != null && report.status() == PaymentTokenStatus.DEACTIVATED;
  }

  /**
   * Whether the token may become {@code next} at this source. What has failed may be tried again,
   * and what has expired be renewed.
   */
  boolean leadsTo(SourceState next, Instant now) {
    StatusReport before = status();
    StatusReport after = next.status();
    return before == null
        || after == null
        || before.status() == PaymentTokenStatus.FAILED
        || isExpired(now)
        || before.status().leadsTo(after.status());
  }

  boolean isExpired(Instant now) {
    Instant expiry = expiredAt();
    return isLiving() && expiry != null && !now.isBefore(expiry);
  }

  @Override
  public String toString() {
    return "***";
  }
}

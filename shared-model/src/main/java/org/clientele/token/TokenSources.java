package org.clientele.token;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * A token as each of its sources has it, by their names; six at most. It may be used if one of them
 * lets it be used. Of any other field the value counts that was said last.
 */
public record TokenSources(List<SourceState> states) {

  private static final int MOST = 6;

  private static final StatusReport EXPIRED =
      new StatusReport(
          PaymentTokenStatus.DEACTIVATED,
          null,
          new StatusCause(StatusCause.Party.CLOCK, PaymentToken.EXPIRED, null));

  /** Which of several statuses is the token's. What only the clock ended may live again. */
  private enum Rank {
    ACTIVE,
    SUSPENDED,
    INITIATED,
    EXPIRED,
    DEACTIVATED,
    FAILED
  }

  public TokenSources {
    states = states.stream().sorted(comparing(SourceState::name)).toList();
  }

  Optional<SourceState> find(String name) {
    return states.stream().filter(state -> state.name().equals(name)).findFirst();
  }

  /**
   * Returns these sources as they are after a notice.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it comes from one source too many
   */
  TokenSources with(TokenNotice notice) {
    SourceState known = find(notice.source()).orElseGet(() -> SourceState.unknown(notice.source()));
    List<SourceState> changed = new ArrayList<>(states);
    changed.remove(known);
    if (changed.size() == MOST) {
      throw ApiException.invalid("source", "must be one of at most 6 of a token");
    }
    changed.add(known.with(notice));
    return new TokenSources(changed);
  }

  TokenSources erased() {
    return new TokenSources(states.stream().map(SourceState::erased).toList());
  }

  TokenSources keeping(KeptCardData kept) {
    return kept.dropped().isEmpty()
        ? this
        : new TokenSources(states.stream().map(state -> state.keeping(kept)).toList());
  }

  /** Returns the value of a field that was said last. */
  public @Nullable Object value(TokenField field) {
    SourceState last = null;
    for (SourceState state : states) {
      if (state.saysAfter(last, field)) {
        last = state;
      }
    }
    return last == null ? null : last.values().get(field);
  }

  /** Returns the status that counts at that time, and why it does. */
  StatusReport status(Instant now) {
    return best(now)
        .map(state -> rank(state, now) == Rank.EXPIRED ? EXPIRED : state.status())
        .orElseThrow(() -> new IllegalStateException("no source has a status"));
  }

  /** Whether it is the clock alone that has ended the token by that time. */
  boolean isExpired(Instant now) {
    return best(now).filter(state -> rank(state, now) == Rank.EXPIRED).isPresent();
  }

  private Optional<SourceState> best(Instant now) {
    if (states.size() == 1) {
      return Optional.of(states.get(0)).filter(state -> state.status() != null);
    }
    return states.stream()
        .filter(state -> state.status() != null)
        .min(
            comparing((SourceState state) -> rank(state, now))
                .thenComparing(
                    state -> state.said(TokenField.STATUS).orElseThrow(),
                    Comparator.reverseOrder()));
  }

  private static Rank rank(SourceState state, Instant now) {
    StatusReport report = state.status();
    if (report == null) {
      throw new IllegalStateException("has no status");
    }
    return state.isExpired(now) ? Rank.EXPIRED : Rank.valueOf(report.status().name());
  }

  /** Whether it has ended with all its sources, and not only by the clock. */
  boolean haveEnded() {
    return states.stream().noneMatch(SourceState::isLiving);
  }

  /**
   * Returns from when the token can no longer be used by any source that has it; where all have
   * ended, what was said last.
   */
  @Nullable Instant expiredAt() {
    if (haveEnded()) {
      return (Instant) value(TokenField.EXPIRED_AT);
    }
    return living().allMatch(state -> state.expiredAt() != null)
        ? latest(living().map(SourceState::expiredAt)).orElse(null)
        : null;
  }

  private Stream<SourceState> living() {
    return states.stream().filter(SourceState::isLiving);
  }

  /** Returns when the clock last changed the status, up to {@code now}. */
  Optional<Instant> lastChangeByTheClock(Instant now) {
    return latest(
        living()
            .filter(state -> state.isExpired(now))
            .map(SourceState::expiredAt)
            .filter(expiry -> !status(expiry.minusNanos(1_000)).equals(status(expiry))));
  }

  /** Returns when the last that is known of the token occurred. */
  Instant lastReported() {
    return latest(states.stream().map(SourceState::lastReported)).orElse(Instant.MIN);
  }

  /** Returns what readers can see of the token, whoever said it. */
  Map<TokenField, Object> seen(Instant now) {
    Map<TokenField, Object> seen = new EnumMap<>(TokenField.class);
    TokenField.SHOWN.forEach(field -> field.put(seen, value(field)));
    TokenField.STATUS.put(seen, status(now));
    TokenField.EXPIRED_AT.put(seen, expiredAt());
    return seen;
  }

  private static Optional<Instant> latest(Stream<@Nullable Instant> times) {
    return times.flatMap(Stream::ofNullable).max(Comparator.naturalOrder());
  }
}

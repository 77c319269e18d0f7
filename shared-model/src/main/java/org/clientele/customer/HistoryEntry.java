package org.clientele.customer;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * One change of a customer.
 *
 * @param version of the customer since the change, as its entity tag names it
 * @param at the customer's time of change since then
 * @param fields JSON names of what has another value since, such as {@code billing_address.city},
 *     never a value; none of the first version, in which everything is new
 */
public record HistoryEntry(long version, Instant at, ChangeOrigin origin, List<String> fields) {

  private static final String DEFAULT_TOKEN = "default_token_id";

  public HistoryEntry {
    fields = List.copyOf(fields);
  }

  /** Returns this entry without the request of the change. */
  public HistoryEntry withoutRequest() {
    return new HistoryEntry(version, at, origin.withoutRequest(), fields);
  }

  /** Returns the entry of a customer's creation. */
  public static HistoryEntry ofCreation(Customer customer) {
    return new HistoryEntry(1, customer.createdAt(), customer.createdBy(), List.of());
  }

  /**
   * Returns the entry of what the clock has changed of a customer without its being stored: its
   * default token has expired. Nothing if there is an entry of that, because it was stored since.
   */
  public static Stream<HistoryEntry> ofExpiry(Customer stored, Instant now) {
    Customer recorded = stored.asOf(stored.updatedAt());
    Customer seen = stored.asOf(now);
    return seen.version() == recorded.version()
        ? Stream.empty()
        : Stream.of(
            new HistoryEntry(
                seen.version(), seen.updatedAt(), ChangeOrigin.CLOCK, List.of(DEFAULT_TOKEN)));
  }
}

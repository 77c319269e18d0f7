package org.clientele.customer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a customer's history, the latest change first.
 *
 * @param nextCursor absent on the last page
 */
public record HistoryPage(List<HistoryEntry> entries, @Nullable String nextCursor) {

  public HistoryPage {
    entries = List.copyOf(entries);
  }
}

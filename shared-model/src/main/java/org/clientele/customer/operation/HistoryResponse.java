package org.clientele.customer.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.HistoryEntry;
import org.clientele.customer.HistoryPage;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/** Answer of {@code GET /api/v1/customer/{customer_id}/history}. */
public record HistoryResponse(
    @JsonProperty("entries") List<Entry> entries,
    @JsonProperty("next_cursor") @Nullable String nextCursor) {

  /** A {@link HistoryEntry} as answered; ids come last, which are wide where it is a table. */
  public record Entry(
      @JsonProperty("version") long version,
      @JsonProperty("at") String at,
      @JsonProperty("by") ChangeOrigin.Party by,
      @JsonProperty("fields") List<String> fields,
      @JsonProperty("client_id") @Nullable String clientId,
      @JsonProperty("request_id") @Nullable String requestId) {

    private static Entry from(HistoryEntry entry) {
      ChangeOrigin origin = entry.origin();
      return new Entry(
          entry.version(),
          Timestamp.format(entry.at()),
          origin.by(),
          entry.fields(),
          origin.clientId(),
          origin.requestId());
    }
  }

  public static HistoryResponse from(HistoryPage page) {
    return new HistoryResponse(
        page.entries().stream().map(Entry::from).toList(), page.nextCursor());
  }
}

package org.clientele.customer.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Query of {@code GET /api/v1/customer/{customer_id}/history}.
 *
 * @param limit how many entries a page has at most
 * @param cursor the {@code next_cursor} of the page before; absent for the first
 */
public record GetHistoryRequest(
    @JsonProperty("limit")
        @Pattern(regexp = "[1-9][0-9]?|100", message = "must be a whole number from 1 to 100")
        @Nullable String limit,
    @JsonProperty("cursor") @Nullable String cursor) {

  private static final int DEFAULT_LIMIT = 20;

  /** Returns how many entries the page has at most. */
  public int pageSize() {
    return limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
  }

  @Override
  public String toString() {
    return "***";
  }
}

package org.clientele.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.clientele.customer.Customer;
import org.clientele.time.Timestamp;

/**
 * Answer of {@code GET /api/v1/customer/{customer_id}/tokens}.
 *
 * @param createdAt of the customer, as {@code updatedAt}
 */
public record ListTokensResponse(
    @JsonProperty("customer_id") String customerId,
    @JsonProperty("total_tokens") int totalTokens,
    @JsonProperty("tokens") List<PaymentTokenResponse> tokens,
    @JsonProperty("created_at") String createdAt,
    @JsonProperty("updated_at") String updatedAt) {

  /** Returns the tokens that are wanted, as a reader at {@code now} must see them. */
  public static ListTokensResponse from(SavedTokens saved, ListTokensRequest wanted, Instant now) {
    Customer customer = saved.customer();
    List<PaymentTokenResponse> tokens =
        saved.tokens().stream()
            .map(token -> token.asOf(now))
            .filter(wanted::wants)
            .map(PaymentTokenResponse::from)
            .toList();
    return new ListTokensResponse(
        customer.id().value(),
        tokens.size(),
        tokens,
        Timestamp.format(customer.createdAt()),
        Timestamp.format(customer.updatedAt()));
  }
}

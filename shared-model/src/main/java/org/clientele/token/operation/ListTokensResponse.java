package org.clientele.token.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.clientele.customer.AboutCustomer;
import org.clientele.customer.Customer;
import org.clientele.id.PaymentTokenId;
import org.clientele.time.Timestamp;
import org.clientele.token.PaymentToken;
import org.clientele.token.SavedTokens;

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
    @JsonProperty("updated_at") String updatedAt)
    implements AboutCustomer {

  /** With more, an answer could be larger than the 6 MB that Lambda takes. */
  private static final int MOST = 1_000;

  /**
   * Returns the tokens that are wanted, as a reader at {@code now} must see them; of more than
   * 1,000 those are left out that ended the longest ago.
   */
  public static ListTokensResponse from(SavedTokens saved, ListTokensRequest wanted, Instant now) {
    Customer customer = saved.customer().asOf(now);
    List<PaymentToken> seen =
        saved.tokens().stream().map(token -> token.asOf(now)).filter(wanted::wants).toList();
    Set<PaymentTokenId> leftOut = longestEnded(seen, seen.size() - MOST);
    List<PaymentTokenResponse> tokens =
        seen.stream()
            .filter(token -> !leftOut.contains(token.id()))
            .map(PaymentTokenResponse::of)
            .toList();
    return new ListTokensResponse(
        customer.id().value(),
        tokens.size(),
        tokens,
        Timestamp.format(customer.createdAt()),
        Timestamp.format(customer.updatedAt()));
  }

  private static Set<PaymentTokenId> longestEnded(List<PaymentToken> tokens, int count) {
    if (count <= 0) {
      return Set.of();
    }
    return tokens.stream()
        .filter(token -> token.status().isFinal())
        .sorted(Comparator.comparing(PaymentToken::updatedAt))
        .limit(count)
        .map(PaymentToken::id)
        .collect(Collectors.toUnmodifiableSet());
  }
}

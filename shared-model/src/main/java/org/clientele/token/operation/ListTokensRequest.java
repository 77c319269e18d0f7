package org.clientele.token.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.jspecify.annotations.Nullable;

/**
 * Query of {@code GET /api/v1/customer/{customer_id}/tokens}.
 *
 * @param status the only one wanted; absent for all
 */
public record ListTokensRequest(@JsonProperty("status") @Nullable PaymentTokenStatus status) {

  boolean wants(PaymentToken token) {
    return status == null || token.status() == status;
  }
}

package org.clientele.function.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.queue.QueueMessage;
import org.clientele.token.NoticeResult;
import org.clientele.token.PaymentMethod;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;

/**
 * What is logged of a report that was taken though its provider may have meant something else, and
 * taken as metrics. Each count is 0 or 1 but for the unknown fields.
 *
 * @param cardsWithoutExpiry for a card's token that never expires by the clock
 * @param reportsAfterRemoval for a report without effect, because the customer had the token
 *     removed or another one has replaced it
 * @param unknownFields fields that the contract does not know
 */
@RegisterForReflection
record TokenReportLine(
    @JsonProperty("_aws") EmbeddedMetrics metrics,
    @JsonProperty("function") String function,
    @JsonProperty("merchant") String merchant,
    @JsonProperty("source") String source,
    @JsonProperty("cards_without_expiry") int cardsWithoutExpiry,
    @JsonProperty("reports_after_removal") int reportsAfterRemoval,
    @JsonProperty("unknown_fields") int unknownFields) {

  static TokenReportLine of(
      String function,
      TokenNotice notice,
      NoticeResult result,
      QueueMessage message,
      String namespace) {
    return new TokenReportLine(
        EmbeddedMetrics.of(
            message.now(),
            namespace,
            List.of(List.of("function")),
            "cards_without_expiry",
            "reports_after_removal",
            "unknown_fields"),
        function,
        notice.merchantId().value(),
        notice.source(),
        isCardWithoutExpiry(notice) ? 1 : 0,
        result == NoticeResult.NOT_WANTED ? 1 : 0,
        message.unknownFields());
  }

  /** A card's token usually expires. */
  private static boolean isCardWithoutExpiry(TokenNotice notice) {
    return notice.values().get(TokenField.PAYMENT_METHOD) == PaymentMethod.CARD
        && !notice.values().containsKey(TokenField.EXPIRED_AT);
  }

  boolean isWorthLogging() {
    return cardsWithoutExpiry + reportsAfterRemoval + unknownFields > 0;
  }
}

package org.clientele.function.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.queue.QueueMessage;
import org.clientele.token.PaymentToken;
import org.clientele.token.TokenRecorded;

/**
 * What is logged of a report that was taken though its provider may have meant something else, and
 * taken as metrics. Each count is 0 or 1 but for the unknown fields.
 *
 * @param cardsWithoutExpiry for a card's token that never expires by the clock
 * @param reportsAfterRemoval for a report that the customer's removal of the token left without
 *     effect
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
      TokenRecorded report,
      PaymentToken stored,
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
        report.merchantId(),
        report.source(),
        report.token().isCardWithoutExpiry() ? 1 : 0,
        stored.removal() != null && !report.token().status().isFinal() ? 1 : 0,
        message.unknownFields());
  }

  boolean isWorthLogging() {
    return cardsWithoutExpiry + reportsAfterRemoval + unknownFields > 0;
  }
}

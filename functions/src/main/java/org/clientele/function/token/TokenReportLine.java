package org.clientele.queue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.token.TokenRecorded;

/**
 * What is logged of a report that is stored though its provider may have meant something else, and
 * taken as metrics.
 *
 * @param cardsWithoutExpiry 1 for a card's token that never expires by the clock
 * @param unknownFields fields that the contract does not know
 */
@RegisterForReflection
public record OddReportLine(
    @JsonProperty("_aws") EmbeddedMetrics metrics,
    @JsonProperty("function") String function,
    @JsonProperty("merchant") String merchant,
    @JsonProperty("source") String source,
    @JsonProperty("cards_without_expiry") int cardsWithoutExpiry,
    @JsonProperty("unknown_fields") int unknownFields) {

  public static OddReportLine of(
      String function, TokenRecorded report, QueueMessage message, String namespace) {
    return new OddReportLine(
        EmbeddedMetrics.of(
            message.now(),
            namespace,
            List.of(List.of("function")),
            "cards_without_expiry",
            "unknown_fields"),
        function,
        report.merchantId(),
        report.source(),
        report.token().isCardWithoutExpiry() ? 1 : 0,
        message.unknownFields());
  }
}

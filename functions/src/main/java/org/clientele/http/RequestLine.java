package org.clientele.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.clientele.metrics.EmbeddedMetrics;
import org.jspecify.annotations.Nullable;

/**
 * What is logged of a request, as one line of JSON: identifiers, codes and numbers. CloudWatch
 * takes the duration from it as a metric, for each function and for each of its error codes; how
 * many durations there are says how many requests.
 *
 * @param storeCalls attempts to call the store, repetitions included
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded metric format</a>
 */
@RegisterForReflection
record RequestLine(
    @JsonProperty("_aws") EmbeddedMetrics metrics,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("function") String function,
    @JsonProperty("merchant") @Nullable String merchant,
    @JsonProperty("status") int status,
    @JsonProperty("code") @Nullable String code,
    @JsonProperty("duration_ms") long durationMillis,
    @JsonProperty("store_calls") long storeCalls) {

  private static final List<List<String>> BY_FUNCTION = List.of(List.of("function"));
  private static final List<List<String>> BY_FUNCTION_AND_CODE =
      List.of(List.of("function"), List.of("function", "code"));

  static List<List<String>> dimensions(@Nullable String code) {
    return code == null ? BY_FUNCTION : BY_FUNCTION_AND_CODE;
  }

  /**
   * What happens to few requests, in a line of its own.
   *
   * @param coldStarts 1 for the first request of a process
   * @param unknownFields fields of the request that the contract does not know
   */
  @RegisterForReflection
  record Rare(
      @JsonProperty("_aws") EmbeddedMetrics metrics,
      @JsonProperty("function") String function,
      @JsonProperty("cold_starts") int coldStarts,
      @JsonProperty("unknown_fields") int unknownFields) {}
}

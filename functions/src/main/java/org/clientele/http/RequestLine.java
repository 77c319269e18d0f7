package org.clientele.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.regex.Pattern;
import org.clientele.metrics.EmbeddedMetrics;
import org.clientele.store.dynamodb.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What is logged of a request, as one line of JSON: identifiers, codes and numbers. CloudWatch
 * takes the duration from it as a metric, for each function and for each of its error codes; how
 * many durations there are says how many requests.
 *
 * @param client id of the merchant's API client; in issue-token's lines of the one that is asked
 *     for, if there is one
 * @param accessTokenId which the issuer has given the access token
 * @param customer the {@link CustomerHash} of the customer whom the path names or the answer is
 *     about; a list of customers is about none
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
    @JsonProperty("client") @Nullable String client,
    @JsonProperty("jti") @Nullable String accessTokenId,
    @JsonProperty("customer") @Nullable String customer,
    @JsonProperty("status") int status,
    @JsonProperty("code") @Nullable String code,
    @JsonProperty("duration_ms") long durationMillis,
    @JsonProperty("store_calls") long storeCalls) {

  private static final int HASH_DIGITS = 12;

  /** Ids that take no more room than what stands for longer ones. */
  private static final Pattern SHORT = Pattern.compile("[!#-\\[\\]-~]{1,13}");

  private static final List<List<String>> BY_FUNCTION = List.of(List.of("function"));
  private static final List<List<String>> BY_FUNCTION_AND_CODE =
      List.of(List.of("function"), List.of("function", "code"));

  static List<List<String>> dimensions(@Nullable String code) {
    return code == null ? BY_FUNCTION : BY_FUNCTION_AND_CODE;
  }

  /**
   * Returns this line with the beginnings of hashes in place of long ids, but for the request's own
   * and the customer's.
   */
  RequestLine withShortIds() {
    return new RequestLine(
        metrics,
        requestId,
        function,
        shortened(merchant),
        shortened(client),
        shortened(accessTokenId),
        customer,
        status,
        code,
        durationMillis,
        storeCalls);
  }

  private static @Nullable String shortened(@Nullable String id) {
    return id == null || SHORT.matcher(id).matches() ? id : hash(id);
  }

  /** Returns what stands for an id that is long, or that may be more than an id. */
  static String hash(String id) {
    return "~" + Sha256.hex(id).substring(0, HASH_DIGITS);
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

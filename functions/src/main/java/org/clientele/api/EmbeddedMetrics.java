package org.clientele.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Tells CloudWatch which members of a log line are metrics. */
public record EmbeddedMetrics(
    @JsonProperty("Timestamp") long epochMillis,
    @JsonProperty("CloudWatchMetrics") List<Directive> directives) {

  public record Directive(
      @JsonProperty("Namespace") String namespace,
      @JsonProperty("Dimensions") List<List<String>> dimensions,
      @JsonProperty("Metrics") List<Metric> metrics) {}

  public record Metric(@JsonProperty("Name") String name) {}

  /** Returns the metrics that are called {@code names} and stand in the same line. */
  public static EmbeddedMetrics of(
      Instant now, String namespace, List<List<String>> dimensions, String... names) {
    List<Metric> metrics = Arrays.stream(names).map(Metric::new).toList();
    return new EmbeddedMetrics(
        now.toEpochMilli(), List.of(new Directive(namespace, dimensions, metrics)));
  }
}

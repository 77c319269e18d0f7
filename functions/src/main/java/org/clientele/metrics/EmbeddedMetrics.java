package org.clientele.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Tells CloudWatch which members of a log line are metrics. */
@RegisterForReflection
public record EmbeddedMetrics(
    @JsonProperty("Timestamp") long epochMillis,
    @JsonProperty("CloudWatchMetrics") List<Directive> directives) {

  @RegisterForReflection
  public record Directive(
      @JsonProperty("Namespace") String namespace,
      @JsonProperty("Dimensions") List<List<String>> dimensions,
      @JsonProperty("Metrics") List<Metric> metrics) {}

  @RegisterForReflection
  public record Metric(@JsonProperty("Name") String name) {}

  /** Returns the metrics that are called {@code names} and stand in the same line. */
  public static EmbeddedMetrics of(
      Instant now, String namespace, List<List<String>> dimensions, String... names) {
    List<Metric> metrics = Arrays.stream(names).map(Metric::new).toList();
    return new EmbeddedMetrics(
        now.toEpochMilli(), List.of(new Directive(namespace, dimensions, metrics)));
  }
}

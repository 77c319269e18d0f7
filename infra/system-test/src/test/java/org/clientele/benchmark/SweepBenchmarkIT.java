package org.clientele.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.clientele.testing.DueTokens;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.FaultyDynamoDb.Reply;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.TokenReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How fast the sweep is and what it costs; a benchmark, so it may take its time. */
@EnabledIfSystemProperty(named = "clientele.benchmark", matches = ".*")
class SweepBenchmarkIT {

  private static final String BEFORE = "2024-10-31T18:00:00Z";
  private static final String EXPIRY = "2024-10-31T18:30:00.000000Z";
  private static final String AFTER = "2024-10-31T18:40:00Z";
  private static final String LATER = "2025-10-31T18:30:00.000000Z";

  private static final int CALL_MILLIS = 20;
  private static final int SHARDS = 64;
  private static final int MOST_SHARDS = 8;
  private static final int DUE_OF_A_SHARD = 2_000;

  /** Sweeps before the first that is measured, so that the code has been compiled. */
  private static final int WARM_UPS = 4;

  private static final double LEAST_OF_LINEAR = 0.85;
  private static final double MOST_CPU_MILLIS = 0.08;

  private static final int DUE = 1_000;
  private static final int SMALL_TABLE = 10_000;
  private static final int LARGE_TABLE = Integer.getInteger("clientele.tokens", 1_000_000);

  /**
   * What a number of shards is swept at once at.
   *
   * @param perSecond tokens
   * @param cpuMillis of the server, for each token
   */
  private record Rate(double perSecond, double cpuMillis) {}

  /**
   * The store says at once that it has written, after the time of a call: what is measured is the
   * sweep, not how many statements DynamoDB Local executes on this machine.
   */
  @Test
  void rateGrowsWithTheShards() throws IOException {
    try (var store = FaultyDynamoDb.start();
        var server = store.startServer("--now", BEFORE)) {
      Map<String, AttributeValue> recorded = recorded(store, server);
      stopClock(server);
      sweep(server);
      var writes = new ConcurrentLinkedQueue<Long>();
      Map<Integer, Rate> rates = new TreeMap<>();
      store.can(call -> written(call, writes));
      store.plan(
          call -> {
            sleep();
            return DynamoDbFault.NONE;
          });
      int filled = 0;
      for (int shards = 1; shards <= MOST_SHARDS; shards *= 2) {
        for (; filled < shards; filled++) {
          DueTokens.write(store, inShard(recorded, filled));
        }
        if (shards == 1) {
          for (int i = 0; i < WARM_UPS; i++) {
            sweep(server);
          }
          writes.clear();
        }
        Duration cpuBefore = server.cpu();
        sweep(server);
        Duration cpu = server.cpu().minus(cpuBefore);
        rates.put(shards, rate(shards * DUE_OF_A_SHARD, writes, cpu));
        writes.clear();
      }
      store.heal();

      System.out.println("SweepBenchmarkIT: shards at once, tokens/s, CPU ms/token: " + rates);
      Files.writeString(Path.of("target/sweep-scaling.svg"), svg(rates), UTF_8);
      double one = requireNonNull(rates.get(1)).perSecond();
      rates.forEach(
          (shards, rate) ->
              assertThat(rate.perSecond()).isGreaterThan(LEAST_OF_LINEAR * shards * one));
      assertThat(requireNonNull(rates.get(MOST_SHARDS)).cpuMillis()).isLessThan(MOST_CPU_MILLIS);
    }
  }

  @Test
  void sweepCostsNoMoreCallsInALargeTable() {
    try (var store = FaultyDynamoDb.start();
        var server = store.startServer("--now", BEFORE)) {
      Map<String, AttributeValue> recorded = recorded(store, server);
      stopClock(server);
      sweep(server);
      fill(store, recorded, 0, SMALL_TABLE);
      int small = callsToSweep(store, server, recorded);
      fill(store, recorded, SMALL_TABLE, LARGE_TABLE);

      int large = callsToSweep(store, server, recorded);

      System.out.printf(
          "SweepBenchmarkIT: %d due of %d tokens: %d calls; of %d tokens: %d calls%n",
          DUE, SMALL_TABLE, small, LARGE_TABLE, large);
      assertThat(large).isLessThanOrEqualTo(small);
    }
  }

  private static Map<String, AttributeValue> recorded(
      FaultyDynamoDb store, LocalServerProcess server) {
    var tokens = new TokenReports(server.demoMerchant());
    return DueTokens.put(store, tokens, 1, 1, EXPIRY).values().iterator().next().get(0);
  }

  private static void stopClock(LocalServerProcess server) {
    server.anyone().post("/local/clock", "{\"now\": \"%s\", \"stopped\": true}".formatted(AFTER));
  }

  private static void sweep(LocalServerProcess server) {
    Answer swept = server.anyone().post("/local/sweep", "{}");
    assertThat(swept.status()).as(swept.text()).isEqualTo(200);
  }

  private static int callsToSweep(
      FaultyDynamoDb store, LocalServerProcess server, Map<String, AttributeValue> recorded) {
    DueTokens.write(
        store, IntStream.range(0, DUE).mapToObj(i -> DueTokens.copy(recorded, i + 1)).toList());
    int before = store.calls();
    sweep(server);
    int calls = store.calls() - before;
    assertThat(DueTokens.isAnyLeft(store, EXPIRY)).isFalse();
    return calls;
  }

  private static void fill(
      FaultyDynamoDb store, Map<String, AttributeValue> recorded, int from, int to) {
    Map<String, AttributeValue> good = new HashMap<>(recorded);
    good.put("expired_at", AttributeValue.fromS(LATER));
    IntStream.range(from, to).boxed().collect(groupingBy(i -> i / 1_000)).values().parallelStream()
        .forEach(
            part ->
                DueTokens.write(
                    store, part.stream().map(i -> DueTokens.copy(good, DUE + 1 + i)).toList()));
  }

  private static List<Map<String, AttributeValue>> inShard(
      Map<String, AttributeValue> recorded, int shard) {
    AttributeValue wanted = AttributeValue.fromN(Integer.toString(shard));
    return IntStream.range(1, 2 * SHARDS * DUE_OF_A_SHARD)
        .mapToObj(i -> DueTokens.copy(recorded, i))
        .filter(copy -> wanted.equals(copy.get("expiry_shard")))
        .limit(DUE_OF_A_SHARD)
        .toList();
  }

  private static Optional<Reply> written(Call call, ConcurrentLinkedQueue<Long> writes) {
    if (!call.operation().equals("BatchExecuteStatement")) {
      return Optional.empty();
    }
    writes.add(System.nanoTime());
    int statements = MerchantClient.parse(call.body()).path("Statements").size();
    String responses = String.join(",", Collections.nCopies(statements, "{}"));
    return Optional.of(new Reply(200, "{\"Responses\": [" + responses + "]}", ""));
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(CALL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last call's tokens were written after the time that is counted. */
  private static Rate rate(int tokens, ConcurrentLinkedQueue<Long> writes, Duration cpu) {
    List<Long> times = new ArrayList<>(writes);
    Collections.sort(times);
    double seconds = (times.get(times.size() - 1) - times.get(0)) / 1e9;
    double counted = (double) tokens * (times.size() - 1) / times.size();
    return new Rate(counted / seconds, cpu.toNanos() / 1e6 / tokens);
  }

  private static String svg(Map<Integer, Rate> rates) {
    double one = requireNonNull(rates.get(1)).perSecond();
    double top = MOST_SHARDS * one * 1.1;
    String points =
        rates.entrySet().stream()
            .map(rate -> point(rate.getKey(), rate.getValue().perSecond(), top))
            .collect(joining(" "));
    String labels =
        rates.entrySet().stream()
            .map(
                rate ->
                    "<text x=\"%d\" y=\"%.0f\">%.0f/s</text>\n<text x=\"%d\" y=\"295\">%d</text>\n"
                        .formatted(
                            x(rate.getKey()) + 6,
                            y(rate.getValue().perSecond(), top) + 14,
                            rate.getValue().perSecond(),
                            x(rate.getKey()),
                            rate.getKey()))
            .collect(joining());
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 310" font-family="sans-serif" font-size="11">
        <rect width="480" height="310" fill="#fff"/>
        <text x="20" y="14">Tokens swept per second, by shards swept at once; %d ms for each store call</text>
        <path d="M40 20V280H470" fill="none" stroke="#888"/>
        <path d="M%s L%s" fill="none" stroke="#bbb" stroke-dasharray="4"/>
        <polyline points="%s" fill="none" stroke="#06c" stroke-width="2"/>
        %s</svg>
        """
        .formatted(
            CALL_MILLIS,
            point(0, 0, top),
            point(MOST_SHARDS, MOST_SHARDS * one, top),
            points,
            labels);
  }

  private static String point(int shards, double perSecond, double top) {
    return String.format(Locale.ROOT, "%d,%.0f", x(shards), y(perSecond, top));
  }

  private static int x(int shards) {
    return 40 + 48 * shards;
  }

  private static double y(double perSecond, double top) {
    return 280 - 260 * perSecond / top;
  }
}

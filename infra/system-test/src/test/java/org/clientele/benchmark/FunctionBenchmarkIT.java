package org.clientele.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.clientele.testing.LocalServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What get-customer costs, packaged in several ways, each by turns in processes of its own. What is
 * given in {@code clientele.archives} as {@code name=file name=file} is compared with the first.
 */
@EnabledIfSystemProperty(named = "clientele.archives", matches = ".+")
class FunctionBenchmarkIT {

  private static final String CUSTOMER = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";
  private static final int ROUNDS = Integer.getInteger("clientele.rounds", 12);
  private static final int WARM_UPS = 300;
  private static final int REQUESTS = 1_000;

  /**
   * What was measured of one process.
   *
   * @param coldCpu milliseconds of processor time from its start to its first answer
   * @param first milliseconds to the first answer, the start of the process included
   * @param warmCpu milliseconds of processor time of a later request
   * @param warm median of the milliseconds of a later request, the local server's own included
   * @param resident MiB after the last answer
   */
  private record Run(double coldCpu, double first, double warmCpu, double warm, double resident) {}

  /** A column of the results. */
  private record Figure(String title, ToDoubleFunction<Run> value) {

    private static final Figure COLD_CPU = new Figure("cold CPU, ms", Run::coldCpu);
    private static final Figure WARM_CPU = new Figure("warm CPU, ms", Run::warmCpu);
    private static final List<Figure> ALL =
        List.of(
            COLD_CPU,
            new Figure("first answer, ms", Run::first),
            WARM_CPU,
            new Figure("warm p50, ms", Run::warm),
            new Figure("resident, MiB", Run::resident));

    private double median(List<Run> runs) {
      return FunctionBenchmarkIT.median(runs.stream().mapToDouble(value));
    }

    /** Returns the median of the rounds' ratios: what disturbs a round disturbs both. */
    private double ratio(List<Run> runs, List<Run> reference) {
      double[] ratios = new double[runs.size()];
      Arrays.setAll(
          ratios,
          round ->
              value.applyAsDouble(runs.get(round)) / value.applyAsDouble(reference.get(round)));
      return FunctionBenchmarkIT.median(Arrays.stream(ratios));
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void getCustomerIsComparedWithOthers() throws Exception {
    Map<String, Path> archives = archives();
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    archives.keySet().forEach(name -> runs.put(name, new ArrayList<>()));
    List<String> order = new ArrayList<>(archives.keySet());
    for (int round = 0; round < ROUNDS; round++) {
      for (String name : order) {
        requireNonNull(runs.get(name)).add(run(requireNonNull(archives.get(name))));
      }
      Collections.rotate(order, 1);
    }

    Files.writeString(Path.of("target/functions.md"), table(archives, runs), UTF_8);
    Files.writeString(Path.of("target/functions.svg"), svg(runs), UTF_8);
  }

  private static Map<String, Path> archives() {
    Map<String, Path> archives = new LinkedHashMap<>();
    for (String named : System.getProperty("clientele.archives").split(" ")) {
      String[] parts = named.split("=", 2);
      archives.put(parts[0], Path.of(parts[1]));
    }
    return archives;
  }

  private Run run(Path archive) throws Exception {
    try (var server = LocalServerProcess.start("--archive", archive.toString())) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + CUSTOMER))
              .header("Authorization", "Bearer " + server.accessToken())
              .build();
      double first = get(request);
      ProcessHandle process = process(server);
      double coldCpu = cpu(process);
      for (int i = 0; i < WARM_UPS; i++) {
        get(request);
      }
      double before = cpu(process);
      double[] warm = new double[REQUESTS];
      for (int i = 0; i < REQUESTS; i++) {
        warm[i] = get(request);
      }
      double warmCpu = (cpu(process) - before) / REQUESTS;
      return new Run(coldCpu, first, warmCpu, median(Arrays.stream(warm)), resident(process));
    }
  }

  private double get(HttpRequest request) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    double millis = (System.nanoTime() - begun) / 1e6;
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("82d57572-057c-4826-5775-385a52150554");
    return millis;
  }

  /** The server starts index-customers as well. */
  private static ProcessHandle process(LocalServerProcess server) {
    return server.functionProcesses().stream()
        .filter(FunctionBenchmarkIT::isMeasured)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isMeasured(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", "" + process.pid(), "environ"))
          .contains("AWS_LAMBDA_FUNCTION_NAME=get-customer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElseThrow();
  }

  private static double resident(ProcessHandle process) throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_024)
        .findFirst()
        .orElseThrow();
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static String table(Map<String, Path> archives, Map<String, List<Run>> runs)
      throws IOException {
    List<Run> reference = runs.values().iterator().next();
    var table = new StringBuilder("| |");
    for (Figure figure : Figure.ALL) {
      table.append(' ').append(figure.title).append(" | × |");
    }
    table.append(" zip, MB |\n|---|").append("---|".repeat(2 * Figure.ALL.size() + 1));
    for (Map.Entry<String, List<Run>> named : runs.entrySet()) {
      table.append("\n| ").append(named.getKey()).append(" |");
      for (Figure figure : Figure.ALL) {
        table.append(
            String.format(
                Locale.ROOT,
                " %.2f | %.2f |",
                figure.median(named.getValue()),
                figure.ratio(named.getValue(), reference)));
      }
      long bytes = Files.size(requireNonNull(archives.get(named.getKey())));
      table.append(String.format(Locale.ROOT, " %.1f |", bytes / 1e6));
    }
    return table.append('\n').toString();
  }

  /** Two rows of bars, in proportion to the longest of each. */
  private static String svg(Map<String, List<Run>> runs) {
    List<Figure> shown = List.of(Figure.COLD_CPU, Figure.WARM_CPU);
    int row = 22;
    int height = shown.size() * (runs.size() + 1) * row + row;
    var svg =
        new StringBuilder(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 620 %d' font-family='sans-serif' font-size='13'>\n"
                .formatted(height));
    svg.append("<rect width='620' height='%d' fill='#fff'/>\n".formatted(height));
    int y = row;
    for (Figure figure : shown) {
      double longest = runs.values().stream().mapToDouble(figure::median).max().orElseThrow();
      svg.append("<text x='8' y='%d' font-weight='bold'>%s</text>\n".formatted(y, figure.title));
      y += row;
      for (Map.Entry<String, List<Run>> named : runs.entrySet()) {
        double median = figure.median(named.getValue());
        svg.append("<text x='8' y='%d'>%s</text>".formatted(y, named.getKey()));
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x='100' y='%d' width='%.0f' height='14' fill='#2b6cb0'/>"
                    + "<text x='%.0f' y='%d'>%.2f</text>%n",
                y - 12,
                440 * median / longest,
                106 + 440 * median / longest,
                y,
                median));
        y += row;
      }
    }
    return svg.append("</svg>\n").toString();
  }
}

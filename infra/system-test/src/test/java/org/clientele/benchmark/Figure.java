package org.clientele.benchmark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** A column of the results. */
record Figure(String title, ToDoubleFunction<Cost> value) {

  static final Figure COLD_CPU = new Figure("cold CPU, ms", Cost::coldCpu);
  static final Figure WARM_CPU = new Figure("warm CPU, ms", Cost::warmCpu);

  static final List<Figure> ALL =
      List.of(
          COLD_CPU,
          new Figure("first answer, ms", Cost::first),
          WARM_CPU,
          new Figure("warm p50, ms", Cost::warm),
          new Figure("resident, MiB", Cost::resident));

  double median(List<Cost> costs) {
    return median(costs.stream().mapToDouble(value));
  }

  /** Returns the median of the rounds' ratios: what disturbs a round disturbs both. */
  double ratio(List<Cost> costs, List<Cost> reference) {
    double[] ratios = new double[costs.size()];
    Arrays.setAll(
        ratios,
        round -> value.applyAsDouble(costs.get(round)) / value.applyAsDouble(reference.get(round)));
    return median(Arrays.stream(ratios));
  }

  static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** Returns the medians of rows of results. */
  Map<String, Double> medians(Map<String, List<Cost>> rows) {
    Map<String, Double> medians = new LinkedHashMap<>();
    rows.forEach((name, costs) -> medians.put(name, median(costs)));
    return medians;
  }

  /**
   * Returns rows of results as Markdown.
   *
   * @param isCompared whether each figure is followed by how many times the first row's it is
   */
  static String table(Map<String, List<Cost>> rows, boolean isCompared) {
    List<Cost> reference = rows.values().iterator().next();
    String times = isCompared ? " × |" : "";
    var table = new StringBuilder("| |");
    ALL.forEach(figure -> table.append(' ').append(figure.title).append(" |").append(times));
    table.append("\n|---|").append("---|".repeat(ALL.size() * (isCompared ? 2 : 1)));
    rows.forEach(
        (name, costs) -> {
          table.append("\n| ").append(name).append(" |");
          for (Figure figure : ALL) {
            double median = figure.median(costs);
            table.append(String.format(Locale.ROOT, median < 100 ? " %.2f |" : " %.0f |", median));
            if (isCompared) {
              table.append(String.format(Locale.ROOT, " %.2f |", figure.ratio(costs, reference)));
            }
          }
        });
    return table.append('\n').toString();
  }
}

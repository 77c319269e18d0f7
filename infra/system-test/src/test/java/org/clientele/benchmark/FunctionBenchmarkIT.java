package org.clientele.benchmark;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What functions cost, each in a process of its own, and the same functions of several archives by
 * turns. {@code clientele.archives} has them as {@code name=file name=file}, of which the first is
 * what all are compared with; those of {@code clientele.others} have get-customer alone.
 */
@EnabledIfSystemProperty(named = "clientele.archives", matches = ".+")
class FunctionBenchmarkIT {

  private static final int ROUNDS = Integer.getInteger("clientele.rounds", 12);

  private static final int MOST_TOKENS = 500;

  /** Costs by rounds, of each archive, of each use. */
  private final Map<String, Map<String, List<Cost>>> costs = new LinkedHashMap<>();

  private final Map<String, Path> archives = archives("clientele.archives");
  private final Map<String, Path> others = archives("clientele.others");

  @Test
  void eachFunctionOfTheFirstArchive() throws Exception {
    String archive = archives.keySet().iterator().next();
    archives.keySet().removeIf(name -> !name.equals(archive));
    measure(Use.ALL);

    Map<String, List<Cost>> byUse = new LinkedHashMap<>();
    costs.forEach((use, measured) -> byUse.put(use, requireNonNull(measured.get(archive))));
    ResultsPage.write("functions", Cost.conditions(ROUNDS) + Figure.table(byUse, false));
    var bars = new Bars();
    for (Figure figure : List.of(Figure.COLD_CPU, Figure.WARM_CPU)) {
      bars.add(figure.title(), figure.medians(byUse));
    }
    ResultsPage.draw("functions", bars);
  }

  @Test
  void sameFunctionsOfAllArchives() throws Exception {
    archives.putAll(others);
    measure(Use.COMPARED);

    var text = new StringBuilder(Cost.conditions(ROUNDS)).append(sizes()).append(tokens());
    var bars = new Bars();
    costs.forEach(
        (use, measured) -> {
          text.append("\n### ").append(use).append("\n\n").append(Figure.table(measured, true));
          if (use.equals(Use.GET.name())) {
            bars.add(use + ": " + Figure.COLD_CPU.title(), Figure.COLD_CPU.medians(measured));
          }
          bars.add(use + ": " + Figure.WARM_CPU.title(), Figure.WARM_CPU.medians(measured));
        });
    ResultsPage.write("archives", text.toString());
    ResultsPage.draw("archives", bars);
  }

  @Test
  void firstRequestOfGetCustomer() throws Exception {
    archives.putAll(others);
    Map<String, List<FirstRequest>> measured = new LinkedHashMap<>();
    archives.keySet().forEach(name -> measured.put(name, new ArrayList<>()));
    List<String> order = new ArrayList<>(archives.keySet());
    for (int round = 0; round < ROUNDS; round++) {
      for (String name : order) {
        requireNonNull(measured.get(name)).add(firstRequest(requireNonNull(archives.get(name))));
      }
      Collections.rotate(order, 1);
    }
    ResultsPage.write("first", Cost.machine(ROUNDS) + ".\n\n" + FirstRequest.table(measured));
  }

  private static FirstRequest firstRequest(Path archive) throws Exception {
    try (var server = LocalServerProcess.start("--archive", archive.toString())) {
      Request get = Request.get(Use.CUSTOMER);
      String event = FirstRequest.getCustomer(get.path(), server.accessToken());
      Cost.send(get, server);
      return FirstRequest.of(Cost.process(Use.GET, server).orElseThrow(), event);
    }
  }

  private static Map<String, Path> archives(String property) {
    Map<String, Path> archives = new LinkedHashMap<>();
    for (String named : System.getProperty(property, "").trim().split(" +", -1)) {
      String[] parts = named.split("=", 2);
      if (parts.length == 2) {
        archives.put(parts[0], Path.of(parts[1]));
      }
    }
    return archives;
  }

  private void measure(List<Use> uses) throws Exception {
    List<String> order = new ArrayList<>(archives.keySet());
    for (int round = 0; round < ROUNDS; round++) {
      for (String name : order) {
        measure(name, others.containsKey(name) ? List.of(Use.GET) : uses);
      }
      Collections.rotate(order, 1);
    }
  }

  private void measure(String archive, List<Use> uses) throws Exception {
    Path file = requireNonNull(archives.get(archive));
    try (var server = LocalServerProcess.start("--archive", file.toString())) {
      for (Use use : uses) {
        costs
            .computeIfAbsent(use.name(), unused -> new LinkedHashMap<>())
            .computeIfAbsent(archive, unused -> new ArrayList<>())
            .add(Cost.of(use, server));
      }
    }
  }

  private String sizes() throws IOException {
    var sizes = new StringBuilder("Sizes:");
    for (Map.Entry<String, Path> archive : archives.entrySet()) {
      sizes.append(
          String.format(
              Locale.ROOT, " %s %.1f MB,", archive.getKey(), Files.size(archive.getValue()) / 1e6));
    }
    sizes.setCharAt(sizes.length() - 1, '.');
    return sizes.append('\n').toString();
  }

  /** Returns what each token costs that list-tokens answers, beyond the answer itself. */
  private String tokens() {
    Map<String, List<Cost>> one = requireNonNull(costs.get(Use.listTokens(1).name()));
    Map<String, List<Cost>> most = requireNonNull(costs.get(Use.listTokens(MOST_TOKENS).name()));
    var tokens = new StringBuilder("\nA token more in list-tokens, of warm CPU:");
    one.forEach(
        (archive, least) ->
            tokens.append(
                String.format(
                    Locale.ROOT,
                    " %s %.0f µs,",
                    archive,
                    1_000
                        * (Figure.WARM_CPU.median(requireNonNull(most.get(archive)))
                            - Figure.WARM_CPU.median(least))
                        / (MOST_TOKENS - 1))));
    tokens.setCharAt(tokens.length() - 1, '.');
    return tokens.append('\n').toString();
  }
}

package org.clientele.benchmark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.clientele.carddata.CardDataGuard;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.TestScale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How often the guard against card data is wrong, and what it costs.
 *
 * <p>With {@code -Dclientele.bins=FILE} it also says how many of a list of BINs, each the first
 * column of a line, it does not know.
 */
@EnabledIfSystemProperty(named = "clientele.benchmark", matches = ".*")
class CardDataBenchmarkIT {

  private static final int OF_EACH_KIND = 100_000;
  private static final int NUMBERS = 10_000;
  private static final int BODIES = 50_000;
  private static final int CREATES = 4_000;

  private static final double MOST_FALSE_ALARMS = 0.01;
  private static final double MOST_MISSES_OF_RUPAY = 0.001;
  private static final double MOST_MISSES_OF_INDIA = 0.04;
  private static final double MOST_CPU = 0.02;

  private static final List<String> NEVER =
      List.of(
          "IMEI",
          "IMEI, grouped",
          "two IMEIs",
          "ISO date",
          "ISO date range",
          "ISO date range in words",
          "UUID",
          "UUID in a text",
          "ISO time stamp",
          "ISO time stamp, local",
          "compact time stamp",
          "Indian time stamp",
          "epoch microseconds");

  /** First and last digits of what RuPay has issued or has in common with Discover and JCB. */
  private static final List<String> RUPAY =
      List.of("508-508", "60-60", "65-65", "8172-8201", "3536-3539", "3561-3561");

  private static final List<String> OTHERS_IN_INDIA =
      List.of("4-4", "51-55", "2221-2720", "56-58", "5018-5020", "63-63", "67-67", "62-62");

  private static final List<String> GROUPINGS = List.of("(.{4})(?=.)", "(.{8})(?=.)", "(.)(?=.)");
  private static final List<String> SEPARATORS =
      List.of("", " ", "-", ".", "/", "_", "  ", " - ", "\u00a0", "\u2013", "\u200b", "\t");
  private static final List<String> SURROUNDINGS = List.of("%s", "card%s", "No. %s.", "(%sX)");

  private final Identifiers identifiers = new Identifiers(TestScale.seed());

  @Test
  void otherIdentifiersAreSeldomTakenForCardData() {
    Map<String, Double> rates = new TreeMap<>();
    identifiers.kinds().forEach((kind, make) -> rates.put(kind, rate(OF_EACH_KIND, make)));
    double mean = rates.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();

    rates.forEach(
        (kind, rate) -> System.out.printf("False alarms: %7.3f %% %s%n", rate * 100, kind));
    System.out.printf("False alarms: %.3f %% on the mean of %d kinds%n", mean * 100, rates.size());
    assertThat(mean).isLessThanOrEqualTo(MOST_FALSE_ALARMS);
    assertThat(NEVER).allSatisfy(kind -> assertThat(rates.get(kind)).as(kind).isZero());
  }

  private static double rate(int count, Supplier<String> texts) {
    long alarms = Stream.generate(texts).limit(count).filter(CardDataGuard::hasCardData).count();
    return (double) alarms / count;
  }

  @Test
  void cardNumbersAreSeldomMissed() throws IOException {
    double ofRuPay = misses(RUPAY);
    double ofIndia = misses(Stream.of(RUPAY, OTHERS_IN_INDIA).flatMap(List::stream).toList());

    System.out.printf(
        "Misses: %.4f %% of RuPay's ranges, %.4f %% of India's%n", ofRuPay * 100, ofIndia * 100);
    assertThat(ofRuPay).isLessThanOrEqualTo(MOST_MISSES_OF_RUPAY);
    assertThat(ofIndia).isLessThanOrEqualTo(MOST_MISSES_OF_INDIA);
    String bins = System.getProperty("clientele.bins");
    if (bins != null) {
      List<String> known = Files.readAllLines(Path.of(bins));
      List<String> missed = known.stream().filter(bin -> !isKnown(bin)).toList();
      System.out.printf("Misses: %d of %d BINs: %s%n", missed.size(), known.size(), missed);
    }
  }

  /** Returns how many numbers of 16 digits are missed, written in every way there is. */
  private double misses(List<String> ranges) {
    int made = 0;
    int missed = 0;
    for (int i = 0; i < NUMBERS; i++) {
      String[] ends = ranges.get(i % ranges.size()).split("-", -1);
      int first = Integer.parseInt(ends[0]);
      int prefix = first + i / ranges.size() % (Integer.parseInt(ends[1]) - first + 1);
      String start = Integer.toString(prefix);
      String number = Identifiers.luhn(start + identifiers.digits(15 - start.length()));
      for (String grouping : GROUPINGS) {
        for (String separator : SEPARATORS) {
          String written = number.replaceAll(grouping, "$1" + separator);
          for (String surroundings : SURROUNDINGS) {
            made++;
            missed += CardDataGuard.hasCardData(surroundings.formatted(written)) ? 0 : 1;
          }
        }
      }
    }
    return (double) missed / made;
  }

  /** Whether a number that begins so, of the length that is usual then, is recognised. */
  private boolean isKnown(String line) {
    String bin = line.replaceFirst("[^0-9].*", "");
    int length = bin.matches("3[47].*") ? 15 : bin.matches("3[0689].*") ? 14 : 16;
    return CardDataGuard.hasCardData(
        Identifiers.luhn(bin + identifiers.digits(length - 1 - bin.length())));
  }

  /** Compared is the whole process of the server, with its HTTP and the store's client. */
  @Test
  void guardTakesLittleOfTheProcessorTimeOfACreate() {
    JsonNode sample =
        requireNonNull(ContractVectors.at("/documented/create_customer").get("request"));
    double guardMicros = guardMicros(sample);
    double createMicros = createMicros((ObjectNode) sample);

    System.out.printf(
        "CPU: %.1f us for the guard, %.0f us for the whole create, %.2f %%%n",
        guardMicros, createMicros, guardMicros / createMicros * 100);
    assertThat(guardMicros / createMicros).isLessThanOrEqualTo(MOST_CPU);
  }

  private static double guardMicros(JsonNode body) {
    var threads = ManagementFactory.getThreadMXBean();
    int found = 0;
    long begun = 0;
    for (int i = 0; i < 2 * BODIES; i++) {
      if (i == BODIES) {
        begun = threads.getCurrentThreadCpuTime();
      }
      found += cardData(body);
    }
    double micros = (threads.getCurrentThreadCpuTime() - begun) / 1_000.0 / BODIES;
    assertThat(found).isZero();
    return micros;
  }

  /** Returns how many names and texts of a body have card data; all are looked at. */
  private static int cardData(JsonNode body) {
    int found = body.isTextual() && CardDataGuard.hasCardData(body.textValue()) ? 1 : 0;
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      found += CardDataGuard.hasCardData(field.getKey()) ? 1 : 0;
      found += CardDataGuard.isSecret(field.getKey(), field.getValue().asText()) ? 1 : 0;
      found += cardData(field.getValue());
    }
    return found;
  }

  private static double createMicros(ObjectNode sample) {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 2 * CREATES; i++) {
      bodies.add(sample.deepCopy().put("merchant_customer_reference", "card-cpu-" + i).toString());
    }
    try (var store = FaultyDynamoDb.start();
        LocalServerProcess server = store.startServer()) {
      MerchantClient client = server.otherMerchant();
      Duration before = Duration.ZERO;
      for (int i = 0; i < bodies.size(); i++) {
        if (i == CREATES) {
          before = server.cpu();
        }
        assertThat(client.post("/api/v1/customer", bodies.get(i)).status()).isEqualTo(201);
      }
      return server.cpu().minus(before).toNanos() / 1_000.0 / CREATES;
    }
  }
}

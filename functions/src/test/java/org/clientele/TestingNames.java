package org.clientele;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.clientele.customer.CustomerDetails;
import org.jspecify.annotations.Nullable;

/** Customers with names of six locales. */
public final class TestingNames {

  private record Locale(List<String> firstNames, List<String> lastNames) {

    static Locale of(String line) {
      String[] parts = line.split("\\|", -1);
      return new Locale(List.of(parts[1].split(",", -1)), List.of(parts[2].split(",", -1)));
    }
  }

  private static final List<Locale> LOCALES = read();

  private TestingNames() {}

  private static List<Locale> read() {
    try (InputStream names = TestingNames.class.getResourceAsStream("/names.txt")) {
      return new String(Objects.requireNonNull(names).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Locale::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns details in which anything may be missing but the reference. */
  public static CustomerDetails details(RandomGenerator random, int number) {
    Locale locale = LOCALES.get(random.nextInt(LOCALES.size()));
    String first = seldomNull(random, any(random, locale.firstNames()));
    String last = seldomNull(random, any(random, locale.lastNames()));
    return new CustomerDetails(
        "order-%06d".formatted(number),
        first,
        last,
        random.nextBoolean() ? "91" : "1",
        seldomNull(random, "%010d".formatted(random.nextLong(1_000_000, 10_000_000_000L))),
        seldomNull(
            random,
            (first == null ? "mail" : first.replaceAll("\\P{L}", "") + number) + "@example.com"),
        null,
        null,
        null,
        null);
  }

  private static <T> T any(RandomGenerator random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static @Nullable String seldomNull(RandomGenerator random, String text) {
    return random.nextInt(10) == 0 ? null : text;
  }
}

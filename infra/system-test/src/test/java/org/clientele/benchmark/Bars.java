package org.clientele.benchmark;

import java.util.Locale;
import java.util.Map;

/** A picture of groups of bars, each in proportion to the longest of its group. */
final class Bars {

  private static final int ROW = 22;
  private static final int LEFT = 170;
  private static final int LONGEST = 380;

  private final StringBuilder svg = new StringBuilder();
  private int y;

  /** Adds a group. */
  void add(String title, Map<String, Double> values) {
    y += ROW;
    svg.append("<text x='8' y='%d' font-weight='bold'>%s</text>\n".formatted(y, title));
    double most = values.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    values.forEach((name, value) -> add(name, value, LONGEST * value / most));
  }

  private void add(String name, double value, double length) {
    y += ROW;
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x='8' y='%2$d'>%1$s</text><rect x='%3$d' y='%4$d' width='%5$.0f' height='14'"
                + " fill='#2b6cb0'/><text x='%6$.0f' y='%2$d'>%7$s</text>%n",
            name,
            y,
            LEFT,
            y - 12,
            length,
            LEFT + length + 6,
            String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value)));
  }

  /** Returns the picture. */
  String svg() {
    return """
        <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 620 %1$d' font-family='sans-serif' font-size='13'>
        <rect width='620' height='%1$d' fill='#fff'/>
        %2$s</svg>
        """
        .formatted(y + ROW / 2, svg);
  }
}

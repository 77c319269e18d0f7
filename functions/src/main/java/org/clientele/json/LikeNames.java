package org.clientele.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which known names a name looks like: written in another case, with a slip or two, or a part of
 * it.
 */
final class LikeNames {

  /** A longer name is nobody's slip, and to compare it takes time. */
  private static final int LONGEST = 40;

  /** A name with fewer letters is too often the beginning or the end of others. */
  private static final int SHORTEST_PART = 5;

  private static final int SHORT = 6;
  private static final int PART = 3;
  private static final int UNLIKE = 4;

  private static final Pattern NO_LETTER = Pattern.compile("[^a-z0-9]+");

  private LikeNames() {}

  /** Returns the nearest ones. */
  static List<String> of(String name, Collection<String> known) {
    String given = name.length() > LONGEST ? "" : plain(name);
    List<String> nearest = new ArrayList<>();
    int least = UNLIKE - 1;
    for (String candidate : known) {
      int distance = given.isEmpty() ? UNLIKE : distance(given, plain(candidate));
      if (distance < least) {
        nearest.clear();
        least = distance;
      }
      if (distance == least) {
        nearest.add(candidate);
      }
    }
    return nearest;
  }

  private static String plain(String name) {
    return NO_LETTER.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  private static int distance(String given, String known) {
    int slips = slips(given, known);
    if (slips <= (known.length() < SHORT ? 1 : 2)) {
      return slips;
    }
    boolean isPart =
        given.length() >= SHORTEST_PART && (known.startsWith(given) || known.endsWith(given));
    return isPart ? PART : UNLIKE;
  }

  /**
   * Returns how many letters have to be put in, taken out, replaced, or exchanged with the next.
   *
   * @see <a href="https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance">Optimal
   *     string alignment distance</a>
   */
  private static int slips(String one, String other) {
    int[][] least = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          least[i][j] = i + j;
          continue;
        }
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        least[i][j] =
            Math.min(Math.min(least[i - 1][j], least[i][j - 1]) + 1, least[i - 1][j - 1] + same);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
        }
      }
    }
    return least[one.length()][other.length()];
  }
}

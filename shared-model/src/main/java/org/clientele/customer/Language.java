package org.clientele.customer;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A language by its code of two letters.
 *
 * @see <a href="https://www.loc.gov/standards/iso639-2/php/code_list.php">Codes of ISO 639-1</a>
 */
final class Language {

  /** The codes that {@link Locale#getISOLanguages} knows, each language by its present one. */
  static final String RULE =
      "a[abefkmnrsvyz]|b[aeghimnors]|c[aehorsuvy]|d[aevz]|e[elnostu]|f[afijory]|g[adlnuv]"
          + "|h[aeiortuyz]|i[adegikostu]|j[av]|k[agijklmnorsuvwy]|l[abginotuv]|m[ghiklnorsty]"
          + "|n[abdeglnorvy]|o[cjmrs]|p[ailst]|qu|r[mnouw]|s[acdegiklmnoqrstuvw]"
          + "|t[aeghiklnorstwy]|u[gkrz]|v[eio]|w[ao]|xh|y[io]|z[ahu]";

  static final String MESSAGE = "must be a code of ISO 639-1, two letters";

  /** Some systems still send what was in use before 1989. */
  private static final Map<String, String> RENAMED = Map.of("iw", "he", "in", "id", "ji", "yi");

  private static final Pattern TWO_LETTERS = Pattern.compile("[A-Za-z]{2}");

  private Language() {}

  /** Returns a code in lower case. */
  static @Nullable String normalForm(@Nullable String given) {
    String text = NormalForm.of(given);
    if (text == null || !TWO_LETTERS.matcher(text).matches()) {
      return text;
    }
    String code = text.toLowerCase(Locale.ROOT);
    return RENAMED.getOrDefault(code, code);
  }
}

package org.clientele.testing;

import java.util.List;
import java.util.regex.Pattern;

/** Tables of texts, each between back quotes, so that one may be empty or begin with a space. */
public final class Quoted {

  private static final Pattern TEXT = Pattern.compile("`([^`]*)`");

  private Quoted() {}

  /** Returns what stands between the first and the second back quote, and so on */
  public static List<String> texts(String quoted) {
    return TEXT.matcher(quoted).results().map(text -> text.group(1)).toList();
  }
}

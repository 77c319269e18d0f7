package org.clientele.id;

/** The form that ids have in common. A list has many of them, which a regex is slow for. */
final class IdForm {

  private IdForm() {}

  /** Whether a text is 1 to {@code most} of {@code A-Z a-z 0-9 _ -} and {@code others}. */
  static boolean isValid(String text, int most, String others) {
    if (text.isEmpty() || text.length() > most) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '_' && c != '-' && others.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}

package org.clientele.http;

import java.util.regex.Pattern;
import org.clientele.error.ApiException;

/**
 * What {@code If-Match} says of the version that a caller has seen.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-if-match">If-Match</a>
 */
final class EntityTags {

  private static final Pattern TAG = Pattern.compile("\"[!#-~\\x{80}-\\x{10FFFF}]*+\"");

  /** Elements may be empty. */
  private static final Pattern LIST =
      Pattern.compile("[ \\t,]*+%1$s(?:[ \\t]*+,[ \\t,]*+%1$s)*+[ \\t,]*+".formatted(TAG));

  private EntityTags() {}

  /**
   * Refuses a change of what the caller has not seen.
   *
   * @param current of the version there is
   * @throws ApiException {@code INVALID_REQUEST} if the header is neither {@code *} nor a list of
   *     strong entity tags: a weak one could never match; {@code PRECONDITION_FAILED} if none of
   *     them is the current one
   */
  static void requireMatch(String ifMatch, String current) {
    String tags = ifMatch.strip();
    if (tags.equals("*")) {
      return;
    }
    if (!LIST.matcher(tags).matches()) {
      throw ApiException.invalid(
          "If-Match", "must be * or entity tags in quotes and without W/, like \"1\"");
    }
    if (TAG.matcher(tags).results().noneMatch(given -> given.group().equals(current))) {
      throw ApiException.preconditionFailed(
          "The customer has another version now, which ETag names", current);
    }
  }
}

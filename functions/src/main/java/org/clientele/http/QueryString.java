package org.clientele.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import org.clientele.error.ApiException;
import org.clientele.json.FieldPath;
import org.jspecify.annotations.Nullable;

/** The parameters of a query or a form, each given once. */
final class QueryString {

  private QueryString() {}

  /**
   * Returns the parameters of a raw query. The event's own map joins repeated ones with commas,
   * which a value may hold too.
   *
   * @param where what it is called in a refusal
   * @throws ApiException {@code INVALID_REQUEST} if one is repeated, or is not percent-encoded
   */
  static Map<String, String> parse(@Nullable String raw, String where) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), where);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), where);
      if (parameters.put(name, value) != null) {
        throw ApiException.invalid(FieldPath.ROOT.child(name).toString(), "is given twice");
      }
    }
    return parameters;
  }

  private static String decode(String encoded, String where) {
    try {
      return URLDecoder.decode(encoded, UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(where, "must be percent-encoded");
    }
  }
}

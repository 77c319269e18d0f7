package org.clientele.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;

/**
 * A form by which a client of OAuth 2 asks for an access token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, 2.3.1</a>
 */
final class TokenForm {

  /** All others are to be ignored. */
  static final Set<String> FIELDS = Set.of("client_id", "client_secret", "grant_type", "scope");

  private static final Pattern BASIC =
      Pattern.compile("Basic +([A-Za-z0-9+/]+={0,2}) *", Pattern.CASE_INSENSITIVE);

  private TokenForm() {}

  /**
   * Returns the fields that have a value, with the credentials of the header among them.
   *
   * @param authorization empty, HTTP Basic with the client's id and secret, or of another scheme,
   *     which says nothing here
   * @throws ApiException {@code INVALID_REQUEST} if a field is repeated or not percent-encoded, the
   *     header is HTTP Basic without credentials, or the form has a secret or another client's id
   *     beside it
   */
  static Map<String, String> fields(String form, String authorization) {
    if (form.stripLeading().startsWith("{")) {
      throw ApiException.invalid("content-type", "must be application/json");
    }
    Map<String, String> fields = QueryString.parse(form, "body");
    fields.values().removeIf(String::isEmpty);
    Matcher basic = BASIC.matcher(authorization);
    if (basic.matches()) {
      addCredentials(fields, basic.group(1));
    }
    return fields;
  }

  private static void addCredentials(Map<String, String> fields, String encoded) {
    String pair = decoded(() -> new String(Base64.getDecoder().decode(encoded), UTF_8));
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw noCredentials();
    }
    String id = decoded(() -> URLDecoder.decode(pair.substring(0, colon), UTF_8));
    String secret = decoded(() -> URLDecoder.decode(pair.substring(colon + 1), UTF_8));
    if (!id.equals(fields.getOrDefault("client_id", id)) || fields.containsKey("client_secret")) {
      throw ApiException.invalid("authorization", "and the form both hold credentials");
    }
    fields.put("client_id", id);
    fields.put("client_secret", secret);
  }

  private static String decoded(Supplier<String> decoding) {
    try {
      return decoding.get();
    } catch (IllegalArgumentException e) {
      throw noCredentials();
    }
  }

  private static ApiException noCredentials() {
    return ApiException.invalid(
        "authorization", "must be Basic with the client's id and secret, both percent-encoded");
  }
}

package org.clientele.local;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * A line for a person to read of each request: method, path, status, milliseconds, request id, and
 * of a refusal its code. The line of JSON that the function logs is another, see {@link LogStyle}.
 */
@Singleton
class RequestLines {

  private static final Logger LOG = Logger.getLogger("request");

  private final boolean wanted;

  RequestLines(@ConfigProperty(name = LogStyle.SETTING) LogStyle style) {
    this.wanted = style == LogStyle.LINE;
  }

  /**
   * Logs a request that was answered.
   *
   * @param route its path with parameters in braces
   * @param begun as of {@link System#nanoTime}
   */
  void log(String method, String path, String route, JsonNode answer, String code, long begun) {
    if (wanted) {
      LOG.info(line(method, path, route, answer, code, System.nanoTime() - begun));
    }
  }

  /**
   * Returns the line. A path is shown as it was sent only if the request succeeded: what it names
   * is known then. Anything might stand in another one, a card number too.
   */
  static String line(
      String method, String path, String route, JsonNode answer, String code, long nanos) {
    int status = answer.path("statusCode").asInt();
    StringBuilder line =
        new StringBuilder(method)
            .append(' ')
            .append(status < 400 ? path : route)
            .append(' ')
            .append(status)
            .append(' ')
            .append(NANOSECONDS.toMillis(nanos))
            .append(" ms");
    String id = header(answer, "request-id");
    if (!id.isEmpty()) {
      line.append(' ').append(id);
    }
    if (!code.isEmpty()) {
      line.append(' ').append(code);
    }
    return line.toString();
  }

  private static String header(JsonNode answer, String name) {
    return answer.path("headers").properties().stream()
        .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
        .map(header -> header.getValue().asText())
        .findFirst()
        .orElse("");
  }
}

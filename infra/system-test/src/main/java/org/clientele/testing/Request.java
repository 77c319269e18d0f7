package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.clientele.testing.MerchantClient.Answer;

/**
 * What is sent to the local server: a request of its HTTP API or, under {@code /local}, a queue
 * message.
 *
 * @param path with the query
 * @param body "" for none
 */
public record Request(String method, String path, String body) {

  /** What names something in a path, or is the value of a query parameter. */
  private static final Pattern PART =
      Pattern.compile("(?<=/customer/|/tokens/|/custom-fields/|=)[^/&]+");

  /** Returns a request without body. */
  public static Request get(String path) {
    return new Request("GET", path, "");
  }

  /** Whether it is a queue message and not a request of the API. */
  public boolean isMessage() {
    return path.startsWith("/local/");
  }

  /** Whether it is a batch of messages, whose answer says which of them failed. */
  public boolean isBatch() {
    return path.startsWith("/local/functions/");
  }

  /**
   * Returns this request with a text in one of its parts, once for each part: each segment of the
   * path that names something, each value of the query, each value of the body and, in addition, a
   * field that the body does not have.
   */
  public List<Request> withEachPartReplacedBy(String text) {
    List<Request> requests = new ArrayList<>();
    if (!isMessage()) {
      String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
      PART.matcher(path)
          .results()
          .forEach(
              part ->
                  requests.add(
                      new Request(
                          method,
                          path.substring(0, part.start()) + encoded + path.substring(part.end()),
                          body)));
    }
    if (!body.isEmpty()) {
      ObjectNode object = (ObjectNode) MerchantClient.parse(body);
      requests.add(new Request(method, path, object.deepCopy().put("unknown", text).toString()));
      replaceEach(object, object, text, requests);
    }
    return requests;
  }

  private void replaceEach(ObjectNode body, ObjectNode part, String text, List<Request> requests) {
    List<String> names = new ArrayList<>();
    part.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = part.path(name);
      if (value instanceof ObjectNode nested) {
        replaceEach(body, nested, text, requests);
      }
      part.put(name, text);
      requests.add(new Request(method, path, body.toString()));
      part.set(name, value);
    }
  }

  /** Returns the answer that a client gets. */
  public Answer sendBy(MerchantClient client) {
    return body.isEmpty()
        ? client.send(method, path)
        : client.withHeader("Content-Type", "application/json").send(method, path, body);
  }
}

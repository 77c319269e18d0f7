package org.clientele.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What API Gateway sends a function, in payload format 2.0: {@code http-event.json}, adapted. */
record HttpEvent(ObjectNode json) {

  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");
  private static final Pattern PAIR = Pattern.compile("([^&=]+)=([^&]*)");
  private static final String DEFAULT_ROUTE = "$default";

  /**
   * Returns a request without query, body and token.
   *
   * @param route with its parameters in braces
   * @param parameter what takes the place of each of them
   */
  static HttpEvent of(String method, String route, String parameter) {
    boolean isDefault = route.equals(DEFAULT_ROUTE);
    String actualMethod = isDefault ? "GET" : method;
    String path =
        isDefault
            ? "/no/such/route"
            : PARAMETER.matcher(route).replaceAll(Matcher.quoteReplacement(parameter));
    return new HttpEvent(read())
        .with(
            json -> {
              json.put("routeKey", isDefault ? DEFAULT_ROUTE : method + " " + route);
              json.put("rawPath", path);
              json.withObject("/requestContext").put("routeKey", json.path("routeKey").asText());
              json.withObject("/requestContext/http").put("method", actualMethod).put("path", path);
              PARAMETER
                  .matcher(route)
                  .results()
                  .forEach(
                      found -> json.withObject("/pathParameters").put(found.group(1), parameter));
            });
  }

  /** Returns this event with a query, percent-encoded as the caller has to. */
  HttpEvent withQuery(String query) {
    return with(
        json -> {
          json.put("rawQueryString", query);
          ObjectNode parameters = json.withObject("/queryStringParameters");
          PAIR.matcher(query)
              .results()
              .forEach(
                  pair -> parameters.put(pair.group(1), URLDecoder.decode(pair.group(2), UTF_8)));
        });
  }

  HttpEvent withBody(String body) {
    return with(
        json -> {
          json.put("body", body);
          json.withObject("/headers")
              .put("content-type", "application/json")
              .put("content-length", Integer.toString(body.getBytes(UTF_8).length));
        });
  }

  HttpEvent withAccessToken(String accessToken) {
    return with(json -> json.withObject("/headers").put("authorization", "Bearer " + accessToken));
  }

  private HttpEvent with(Consumer<ObjectNode> change) {
    ObjectNode changed = json.deepCopy();
    change.accept(changed);
    return new HttpEvent(changed);
  }

  private static ObjectNode read() {
    try (InputStream event = HttpEvent.class.getResourceAsStream("http-event.json")) {
      return (ObjectNode) new ObjectMapper().readTree(Objects.requireNonNull(event));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

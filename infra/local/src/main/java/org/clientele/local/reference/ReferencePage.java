package org.clientele.local.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reference as one page of HTML that holds all it needs: Swagger UI shows the operations and
 * sends them. Its policy lets it speak to the servers of the description only.
 */
final class ReferencePage {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z.-]+)}}");
  private static final String RENDERER = "/META-INF/resources/webjars/swagger-ui/%s/%s";
  private static final String RENDERER_VERSION =
      "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  /** The operation that issues access tokens, whose answer the page keeps. */
  private static final String ISSUE_TOKEN = "issue-token";

  private ReferencePage() {}

  /**
   * Returns the page.
   *
   * @param client the client whose access token the page takes from the server that it comes from;
   *     empty for a page that is hosted elsewhere
   */
  static String html(ApiDescription description, Map<String, String> client) {
    String rendererScript =
        (renderer("swagger-ui-bundle.js.LICENSE.txt") + renderer("swagger-ui-bundle.js"))
            .replace("</script", "<\\/script");
    String script = own("page.js");
    Map<String, String> parts = new HashMap<>();
    parts.put("version", description.version());
    parts.put("policy", policy(description, List.of(rendererScript, script)));
    parts.put("renderer.css", renderer("swagger-ui.css"));
    parts.put("page.css", own("page.css"));
    parts.put("customer-status.svg", own("customer-status.svg"));
    parts.put("customer-rows", rows(LifeCycles.ofCustomers()));
    parts.put("token-status.svg", own("token-status.svg"));
    parts.put("token-rows", rows(LifeCycles.ofTokens()));
    parts.put("data", data(description, client));
    parts.put("renderer.js", rendererScript);
    parts.put("page.js", script);
    return PLACEHOLDER
        .matcher(own("page.html"))
        .replaceAll(place -> Matcher.quoteReplacement(requireNonNull(parts.get(place.group(1)))));
  }

  /** Returns the Content-Security-Policy: no script but the page's own, no other hosts. */
  private static String policy(ApiDescription description, List<String> scripts) {
    String hashes = scripts.stream().map(ReferencePage::hash).collect(joining(" "));
    String servers =
        Stream.concat(
                Stream.of("'self'"), description.servers().stream().map(ReferencePage::origin))
            .collect(joining(" "));
    return "default-src 'none'; script-src %s; style-src 'unsafe-inline'; img-src data:; "
            .formatted(hashes)
        + "connect-src %s; base-uri 'none'; form-action 'none'".formatted(servers);
  }

  private static String origin(String url) {
    URI uri = URI.create(url);
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  private static String hash(String script) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String data(ApiDescription description, Map<String, String> client) {
    var json = new ObjectMapper();
    ObjectNode data = json.createObjectNode();
    data.set("description", description.tree());
    data.put("tokenPath", tokenPath(description));
    if (!client.isEmpty()) {
      JsonNode credentials = json.valueToTree(client);
      data.set("client", credentials);
    }
    return data.toString().replace("<", "\\u003c");
  }

  private static String tokenPath(ApiDescription description) {
    return description.operations().stream()
        .filter(operation -> operation.id().equals(ISSUE_TOKEN))
        .map(ApiDescription.Operation::path)
        .findFirst()
        .orElseThrow();
  }

  private static String rows(Map<String, String> successors) {
    return successors.entrySet().stream()
        .map(row -> "<tr><td>%s</td><td>%s</td></tr>".formatted(row.getKey(), row.getValue()))
        .collect(joining("\n"));
  }

  private static String renderer(String file) {
    var properties = new Properties();
    try (InputStream version = resource(RENDERER_VERSION)) {
      properties.load(version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text(RENDERER.formatted(properties.getProperty("version"), file));
  }

  private static String own(String file) {
    return text(file);
  }

  private static String text(String name) {
    try (InputStream file = resource(name)) {
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) {
    return requireNonNull(ReferencePage.class.getResourceAsStream(name), name);
  }
}

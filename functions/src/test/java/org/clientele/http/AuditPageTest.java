package org.clientele.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.clientele.TestingApi;
import org.clientele.TestingLog;
import org.clientele.TestingSettings;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queries of {@code infra/audit.md}, of lines as they are logged. */
class AuditPageTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();

  private static final Pattern QUERY =
      Pattern.compile("```text\n((?:fields|filter) [^`]*)```", Pattern.DOTALL);
  private static final Pattern FILTER = Pattern.compile("filter ([^|]*)");
  private static final Pattern FIELDS = Pattern.compile("(?:fields|by) ([^|]*)");

  /** {@code name = value} or {@code name in [values]}. */
  private static final Pattern CONDITION =
      Pattern.compile("(\\w+) (?:= (\"[^\"]*\"|\\w+)|in \\[([^\\]]*)])(?: and |\\s*$)");

  private static final List<String> QUERIES = queries();

  private final TestingLog log = new TestingLog(RequestLog.class);
  private final ApiGatewayAdapter gateway =
      TestingApi.gateway(PROVIDER.verifier(), TestingSettings.of());

  @AfterEach
  void stopListening() {
    log.close();
  }

  private static List<String> queries() {
    try {
      return QUERY
          .matcher(Files.readString(Path.of("../infra/audit.md")))
          .results()
          .map(found -> found.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoReadACustomerIsFoundByItsHash() throws Exception {
    send(Route.GET_CUSTOMER, "r-other", Map.of("customer_id", "cust-2"));
    send(Route.GET_CUSTOMER, "r-get", Map.of("customer_id", "cust-1"));
    send(Route.LIST_CUSTOMERS, "r-list", Map.of());
    String hash = new CustomerHash(TestingSettings.AUDIT_KEY).of(new CustomerId("cust-1"));

    assertThat(found(QUERIES.get(0).replace("CUSTOMER_HASH", hash))).containsExactly("r-get");
    assertThat(found(QUERIES.get(1).replace("MERCHANT_ID", "m"))).containsExactly("r-list");
    assertThat(found(QUERIES.get(1).replace("MERCHANT_ID", "another"))).isEmpty();
  }

  @Test
  void whoGuessesSecretsIsFoundByTheClient() throws Exception {
    send(Route.GET_CUSTOMER, "r-get", Map.of("customer_id", "cust-1"));
    ask("r-right", null);
    ask("r-wrong", ErrorCode.USER_AUTHENTICATION_FAILED);
    ask("r-limited", ErrorCode.RATE_LIMITED);

    assertThat(found(QUERIES.get(2))).containsExactly("r-wrong", "r-limited");
  }

  /** What that log has is the template's, and the gateway's values are texts. */
  @Test
  void queryOfTheAccessLogNamesARouteAndTheStatusesThatWrongSecretsHave() throws IOException {
    String query = QUERIES.get(3);
    String logged = Files.readString(Path.of("../infra/template.yaml"));

    assertThat(conditions(query))
        .extracting(condition -> condition.group(1))
        .containsExactly("route", "status");
    assertThat(query)
        .contains("\"%s %s\"".formatted(Route.ISSUE_TOKEN.method(), Route.ISSUE_TOKEN.path()))
        .contains("\"" + ErrorCode.USER_AUTHENTICATION_FAILED.httpStatus() + "\"")
        .contains("\"" + ErrorCode.RATE_LIMITED.httpStatus() + "\"");
    assertThat(query).contains("by source_address", "min(time)");
    assertThat(logged)
        .contains("\"route\": \"$context.routeKey\"", "\"time\": ", "\"source_address\": ");
    assertThat(QUERIES).hasSize(4);
  }

  private void send(Route route, String requestId, Map<String, String> path) {
    JwtClaims claims = TestingIdentityProvider.claims("customers:read");
    claims.setStringClaim("client_id", "shop-1");
    claims.setJwtId("token-1");
    gateway.handle(
        APIGatewayV2HTTPEvent.builder()
            .withHeaders(
                Map.of(
                    "request-id",
                    requestId,
                    "authorization",
                    "Bearer " + PROVIDER.sign(claims.toJson())))
            .withPathParameters(path)
            .build(),
        route,
        request -> ApiResponse.ok(""));
  }

  private void ask(String requestId, @Nullable ErrorCode refused) {
    gateway.handle(
        APIGatewayV2HTTPEvent.builder().withHeaders(Map.of("request-id", requestId)).build(),
        Route.ISSUE_TOKEN,
        request -> {
          request.askedBy(
              new ApiClient(
                  "shop-1", ClientSecret.hash("right"), new MerchantId("m"), Set.of(), false));
          if (refused != null) {
            throw new ApiException(refused, "refused");
          }
          return ApiResponse.ok("");
        });
  }

  /** Returns which requests a query finds, all of whose fields their lines have. */
  private List<String> found(String query) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String line : log.lines()) {
      JsonNode json = new ObjectMapper().readTree(line);
      if (json.has("request_id") && isFound(json, query)) {
        found.add(json);
      }
    }
    List<String> fields =
        FIELDS
            .matcher(query)
            .results()
            .flatMap(names -> Arrays.stream(names.group(1).strip().split(", *")))
            .filter(name -> !name.startsWith("@"))
            .toList();
    assertThat(fields).isNotEmpty();
    assertThat(found)
        .allSatisfy(line -> assertThat(fields).allMatch(name -> line.hasNonNull(name)));
    return found.stream().map(line -> line.path("request_id").asText()).toList();
  }

  private static boolean isFound(JsonNode line, String query) {
    List<MatchResult> conditions = conditions(query);
    assertThat(conditions).isNotEmpty();
    return conditions.stream()
        .allMatch(
            condition ->
                Arrays.stream(
                        (condition.group(2) == null ? condition.group(3) : condition.group(2))
                            .split(", *"))
                    .anyMatch(value -> value.equals(line.path(condition.group(1)).toString())));
  }

  private static List<MatchResult> conditions(String query) {
    return FILTER
        .matcher(query)
        .results()
        .flatMap(filter -> CONDITION.matcher(filter.group(1).strip()).results())
        .toList();
  }
}

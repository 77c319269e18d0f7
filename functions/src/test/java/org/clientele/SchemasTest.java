package org.clientele;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.IssueTokenResponse;
import org.clientele.access.JwkSetResponse;
import org.clientele.access.OAuthErrorResponse;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.operation.CustomerResponse;
import org.clientele.customer.operation.GetHistoryRequest;
import org.clientele.customer.operation.HistoryResponse;
import org.clientele.customer.operation.ListCustomersRequest;
import org.clientele.customer.operation.ListCustomersResponse;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.customer.operation.UpdateCustomerRequest;
import org.clientele.customfield.CustomFieldResponse;
import org.clientele.customfield.ListCustomFieldsResponse;
import org.clientele.customfield.PutCustomFieldRequest;
import org.clientele.error.ErrorResponse;
import org.clientele.token.message.TokenChanged;
import org.clientele.token.message.TokenDeregistrationRequested;
import org.clientele.token.message.TokenRecorded;
import org.clientele.token.operation.DeleteTokenRequest;
import org.clientele.token.operation.DeleteTokenResponse;
import org.clientele.token.operation.ListTokensRequest;
import org.clientele.token.operation.ListTokensResponse;
import org.clientele.token.operation.PaymentTokenResponse;
import org.clientele.token.operation.SetDefaultTokenRequest;
import org.junit.jupiter.api.Test;

/**
 * Compares what wire records demand by their constraints with what {@code infra/openapi.yaml} and
 * the schemas of messages say: types, required fields, lengths, patterns, choices and bounds.
 */
class SchemasTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path INFRA = Path.of("../infra");

  /**
   * A difference that is meant.
   *
   * @param where regular expression of the lines that it explains
   */
  private record Meant(String where, String why) {}

  private static final List<Meant> MEANT =
      List.of(
          new Meant(
              "(record|published) (create|update|lookup)-customer \\S+ pattern .*",
              "A text is taken with the blanks and signs that its normal form drops; InputScreen"
                  + " refuses control characters, wherever they stand"),
          new Meant(
              "published (delete-token|issue-token) \\S+ pattern .*",
              "InputScreen refuses control characters; Scope knows the scopes"),
          new Meant(
              "record (create|update)-customer \\S+\\.address_category enum .*",
              "The published pattern takes the blanks around it too"),
          new Meant(
              "published (create|update)-customer \\S+\\.address_type .*",
              "Another spelling of adddress_type, read as that before the record is made"),
          new Meant(
              "published ((create|update)-customer |CustomerResponse |CustomerList customers\\[]\\.)"
                  + "(first|last|organisation)_name maxLength .*",
              "The record's pattern says the length too"),
          new Meant(
              "record \\S+ (\\S+\\.)?merchant_metadata\\{key} (min|max)Length .*",
              "Generators of clients know no propertyNames; the description says it in words"),
          new Meant(
              "(record|published) \\S+ (\\S+\\.)?custom_fields\\{value} type .*",
              "The merchant's definition says what a value is"),
          new Meant(
              "(record|published) update-customer merchant_metadata\\{value} type .*",
              "Null takes a pair away, before the record is made"),
          new Meant(
              "(record|published) (update-customer|list-tokens|get-token-by-id) status .*",
              "Constants are taken in any letter case, and null is none of them"),
          new Meant(
              "(record|published) list-customers \\S+ type .*", "A query has no null, and texts"),
          new Meant(
              "published list-customers limit (minimum|maximum) .*",
              "The record's pattern says it"),
          new Meant(
              "(record|published) list-customers \\S+ pattern .*",
              "A text is taken with the blanks and signs that its normal form drops"),
          new Meant(
              "(record|published) get-history \\S+ type .*", "A query has no null, and texts"),
          new Meant(
              "published get-history limit (minimum|maximum) .*", "The record's pattern says it"),
          new Meant(
              "record get-history limit pattern .*", "A whole number, whose bounds are published"),
          new Meant(
              "record update-customer (customer_id|default_token_id|created_at|updated_at) .*",
              "What the service sets may be sent back; any value is taken that it has"),
          new Meant(
              "published"
                  + " (CustomerResponse|CustomerList|CustomerHistory|CustomFieldResponse|CustomFieldList|TokenList|TokenOrTokens|DeletedToken|DeletedTokenById"
                  + "|AccessTokenResponse|JwkSet|ErrorResponse|AccessTokenErrorResponse|OAuthErrorResponse|token\\.deregistration\\.requested)"
                  + " \\S+"
                  + " (pattern|enum|minLength|maxLength|minItems|maxProperties|minimum|maximum) .*",
              "What goes out is made of values that were checked when they came in"),
          new Meant(
              "record (CustomerResponse |CustomerList customers\\[]\\.)"
                  + "(first_name|last_name|organisation_name|email_id|language) pattern .*",
              "The patterns of names and addresses use what JSON Schema's do not know; that of a"
                  + " language names them all"),
          new Meant(
              "record (TokenList|TokenOrTokens) tokens\\[]\\.merchant_token_reference required",
              "The vendor's pages do not promise it"),
          new Meant(
              "published DeletedToken merchant_unique_reference required",
              "The body has to have it there, and the answer says it again"),
          new Meant("published issue-token-form \\S+ pattern .*", "Scope knows the scopes"),
          new Meant(
              "record issue-token-form (client_id|client_secret) (required|minLength 1)",
              "HTTP Basic may have it, and what is empty is absent"),
          new Meant("(record|published) issue-token-form scope type .*", "A form has no null"),
          new Meant(
              "record TokenOrTokens (token_id|merchant_token_reference|status|payment_method"
                  + "|total_tokens|tokens) required",
              "Of one of the two; dependentRequired says which go together"),
          new Meant(
              "record AccessTokenErrorResponse (code|message|error|error_description) required",
              "Of one of the two; dependentRequired says which go together"),
          new Meant(
              "published token\\.(recorded|changed) \\S+_at pattern .*",
              "Timestamp says what a time is"),
          new Meant(
              "(record|published) token\\.recorded"
                  + " token\\.(customer_id|merchant_token_reference|status|payment_method)"
                  + " (type .*|required)",
              "One record is a whole token and a change of it; TokenRecorded requires them"),
          new Meant(
              "record token\\.changed change\\."
                  + "(customer_id|merchant_token_reference|provider_token_id|payment_method|replaces).*",
              "TokenChanged refuses what a token is, which cannot change"),
          new Meant(
              "(record|published) token\\.changed change\\.status type .*",
              "TokenChanged refuses to clear it"),
          new Meant(
              "record token\\.changed token\\.carry_consent .*",
              "Said of a token that is replaced alone"));

  /** The records of what is answered, by the name of its schema; two where it is one of two. */
  private static final Map<String, List<Class<?>>> ANSWERS =
      Map.ofEntries(
          entry("CustomerResponse", List.of(CustomerResponse.class)),
          entry("CustomerList", List.of(ListCustomersResponse.class)),
          entry("CustomerHistory", List.of(HistoryResponse.class)),
          entry("TokenList", List.of(ListTokensResponse.class)),
          entry("TokenOrTokens", List.of(PaymentTokenResponse.class, ListTokensResponse.class)),
          entry("CustomFieldResponse", List.of(CustomFieldResponse.class)),
          entry("CustomFieldList", List.of(ListCustomFieldsResponse.class)),
          entry("DeletedToken", List.of(DeleteTokenResponse.class)),
          entry("DeletedTokenById", List.of(DeleteTokenResponse.class)),
          entry("AccessTokenResponse", List.of(IssueTokenResponse.class)),
          entry("JwkSet", List.of(JwkSetResponse.class)),
          entry("OAuthErrorResponse", List.of(OAuthErrorResponse.class)),
          entry("AccessTokenErrorResponse", List.of(ErrorResponse.class, OAuthErrorResponse.class)),
          entry("ErrorResponse", List.of(ErrorResponse.class)));

  /** The bodies of requests, which are compared with their records. */
  private static final Set<String> REQUESTS =
      Set.of(
          "CreateCustomerRequest",
          "UpdateCustomerRequest",
          "DeleteTokenRequest",
          "PutCustomFieldRequest",
          "SetDefaultTokenRequest",
          "AccessTokenRequest",
          "AccessTokenForm");

  /** In headers and parameters alone, of which no record has the type. */
  private static final Set<String> OF_NO_RECORD = Set.of("RequestId", "CountAccuracy");

  /** What a compared schema refers to is compared with it. */
  @Test
  void everySchemaIsComparedOrBelongsToOneThatIs() {
    JsonNode schemas = TestingOpenApi.read().at("/components/schemas");
    Set<String> compared = new TreeSet<>(ANSWERS.keySet());
    compared.addAll(REQUESTS);
    Deque<String> open = new ArrayDeque<>(compared);
    while (!open.isEmpty()) {
      schemas.path(open.pop()).findValuesAsText("$ref").stream()
          .map(reference -> reference.replaceFirst(".*/", ""))
          .filter(compared::add)
          .forEach(open::push);
    }
    compared.addAll(OF_NO_RECORD);

    assertThat(compared).hasSizeGreaterThan(20);
    assertThat(schemas.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(compared);
  }

  @Test
  void whatIsPublishedIsWhatTheRecordsDemand() {
    Set<String> demanded = new TreeSet<>();
    Set<String> published = new TreeSet<>();
    requests(demanded, published);
    answers(demanded, published);
    messages(demanded, published);

    List<String> differences =
        Stream.concat(
                demanded.stream().filter(line -> !published.contains(line)).map("record "::concat),
                published.stream()
                    .filter(line -> !demanded.contains(line))
                    .map("published "::concat))
            .toList();
    Set<Meant> found = new HashSet<>();
    List<String> unexplained = new ArrayList<>();
    for (String difference : differences) {
      List<Meant> reasons =
          MEANT.stream().filter(meant -> difference.matches(meant.where)).toList();
      found.addAll(reasons);
      if (reasons.isEmpty()) {
        unexplained.add(difference);
      }
    }

    assertThat(demanded).hasSizeGreaterThan(200);
    assertThat(unexplained).isEmpty();
    assertThat(found).as("no difference is left that is explained").containsAll(MEANT);
  }

  private static void requests(Set<String> demanded, Set<String> published) {
    JsonNode api = TestingOpenApi.read();
    demand(demanded, "create-customer", true, CustomerDetails.class);
    publish(published, "create-customer", api, "/components/schemas/CreateCustomerRequest");
    demand(demanded, "update-customer", true, CustomerDetails.class, UpdateCustomerRequest.class);
    publish(published, "update-customer", api, "/components/schemas/UpdateCustomerRequest");
    demand(demanded, "put-custom-field", true, PutCustomFieldRequest.class);
    publish(published, "put-custom-field", api, "/components/schemas/PutCustomFieldRequest");
    demand(demanded, "delete-token", true, DeleteTokenRequest.class);
    publish(published, "delete-token", api, "/components/schemas/DeleteTokenRequest");
    demand(demanded, "set-default-token", true, SetDefaultTokenRequest.class);
    publish(published, "set-default-token", api, "/components/schemas/SetDefaultTokenRequest");
    demand(demanded, "issue-token", true, IssueTokenRequest.class);
    publish(published, "issue-token", api, "/components/schemas/AccessTokenRequest");
    demand(demanded, "issue-token-form", true, IssueTokenRequest.class);
    publish(published, "issue-token-form", api, "/components/schemas/AccessTokenForm");
    demand(demanded, "lookup-customer", true, LookupCustomerRequest.class);
    publishQuery(published, "lookup-customer", api, "/api/v1/customer");
    demand(demanded, "list-customers", true, ListCustomersRequest.class);
    publishQuery(published, "list-customers", api, "/api/v1/customers");
    demand(demanded, "get-history", true, GetHistoryRequest.class);
    publishQuery(published, "get-history", api, "/api/v1/customer/{customer_id}/history");
    demand(demanded, "list-tokens", true, ListTokensRequest.class);
    publishQuery(published, "list-tokens", api, "/api/v1/customer/{customer_id}/tokens");
    demand(demanded, "get-token-by-id", true, ListTokensRequest.class);
    publishQuery(published, "get-token-by-id", api, "/api/v1/tokens/{token_id}");
  }

  private static void answers(Set<String> demanded, Set<String> published) {
    JsonNode api = TestingOpenApi.read();
    ANSWERS.forEach(
        (schema, records) -> {
          demand(demanded, schema, false, records.toArray(Class<?>[]::new));
          publish(published, schema, api, "/components/schemas/" + schema);
        });
  }

  private static void messages(Set<String> demanded, Set<String> published) {
    demand(demanded, "token.recorded", true, TokenRecorded.class);
    publish(published, "token.recorded", json("token-recorded.schema.json"), "");
    demand(demanded, "token.changed", true, TokenChanged.class);
    publish(published, "token.changed", json("token-changed.schema.json"), "");
    demand(demanded, "token.deregistration.requested", false, TokenDeregistrationRequested.class);
    publish(
        published,
        "token.deregistration.requested",
        json("token-deregistration-requested.schema.json"),
        "");
  }

  private static void demand(Set<String> lines, String name, boolean isInput, Class<?>... records) {
    for (Class<?> record : records) {
      new RecordRules(isInput, lines).addFields(name + " ", record);
    }
  }

  private static void publish(Set<String> lines, String name, JsonNode root, String pointer) {
    new PublishedRules(root, lines).addFields(name + " ", root.at(pointer));
  }

  private static void publishQuery(Set<String> lines, String name, JsonNode api, String path) {
    var rules = new PublishedRules(api, lines);
    for (JsonNode parameter : api.path("paths").path(path).path("get").path("parameters")) {
      String field = name + " " + parameter.path("name").asText();
      if (parameter.path("required").asBoolean()) {
        lines.add(field + " required");
      }
      rules.add(field, parameter.path("schema"));
    }
  }

  private static JsonNode json(String file) {
    try {
      return MAPPER.readTree(Files.readString(INFRA.resolve(file)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

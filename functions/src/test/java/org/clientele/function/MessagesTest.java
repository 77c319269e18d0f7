package org.clientele.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.http.Route.CLEAR_DEFAULT_TOKEN;
import static org.clientele.http.Route.CREATE_CUSTOMER;
import static org.clientele.http.Route.DELETE_CUSTOMER;
import static org.clientele.http.Route.DELETE_TOKEN;
import static org.clientele.http.Route.GET_CUSTOMER;
import static org.clientele.http.Route.GET_CUSTOM_FIELD;
import static org.clientele.http.Route.GET_HISTORY;
import static org.clientele.http.Route.GET_TOKEN;
import static org.clientele.http.Route.GET_TOKEN_BY_ID;
import static org.clientele.http.Route.ISSUE_TOKEN;
import static org.clientele.http.Route.LIST_CUSTOMERS;
import static org.clientele.http.Route.LIST_TOKENS;
import static org.clientele.http.Route.LOOKUP_CUSTOMER;
import static org.clientele.http.Route.PUT_CUSTOM_FIELD;
import static org.clientele.http.Route.REFUSE_UNKNOWN_ROUTE;
import static org.clientele.http.Route.SET_DEFAULT_TOKEN;
import static org.clientele.http.Route.UPDATE_CUSTOMER;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.TestingApi;
import org.clientele.TestingOpenApi;
import org.clientele.TestingSettings;
import org.clientele.TestingTokens;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.auth.AccessTokenVerifier;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ErrorCode;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.Route;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.client.ClientRepository;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.merchant.MerchantRepository;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Provokes every message that the API has. The table of them in {@code infra/messages.md} and the
 * examples in {@code infra/openapi.yaml} are held to what was answered.
 */
class MessagesTest {

  private static final Path TABLE = Path.of("../infra/messages.md");
  private static final Path WRITTEN = Path.of("target/messages.md");

  /** What the description calls a customer that exists. */
  private static final String SOME_ID = "cust-v1-0811030624-aa-RBDgpR";

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();
  private static final Settings SETTINGS = TestingSettings.of();
  private static final MerchantId MERCHANT = new MerchantId("m");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** In queue messages alone, which nobody is answered. */
  private static final Set<String> OF_MESSAGES =
      Set.of(
          "QueueMessage.java",
          "/notice/",
          "/outbox/",
          "/token/message/",
          "Deregistration.java",
          "RecordTokensFunction.java",
          "SweepMessage.java",
          "Timestamp.java",
          "StatusCause.java",
          "TokenSources.java",
          "PaymentToken.java",
          "TokenReportRepository.java",
          "TokenLimit.java");

  /** Of types that no request has, and of a function that is being stopped. */
  private static final Set<String> NOT_PROVOKED =
      Set.of(
          "must be a whole number",
          "has a value that is not allowed",
          "The function is being stopped; try again");

  /**
   * What was answered.
   *
   * @param sent what was wrong with the request
   */
  private record Answered(String sent, int status, JsonNode body, Map<String, String> headers) {

    String text(String pointer) {
      return body.at(pointer).asText();
    }

    /** Returns the code, of a form that of OAuth 2. */
    String code() {
      return body.path("error").asText(text("/code"));
    }

    String message() {
      return body.path("error_description").asText(text("/message"));
    }

    String row() {
      return "| %d | `%s` | %s | %s | %s: %s |"
          .formatted(
              status,
              code(),
              cell(message()),
              text("/additional_error_details/reason").isEmpty()
                  ? ""
                  : "`" + cell(text("/additional_error_details/reason")) + "`",
              headers.get("step"),
              sent);
    }

    private static String cell(String text) {
      return text.replace(SOME_ID, "{customer_id}").replace("|", "\\|").replace("<", "\\<");
    }
  }

  private static final List<Answered> ANSWERED = new ArrayList<>();

  private static final TestingDynamoDb DYNAMO_DB = new TestingDynamoDb();
  private static final CustomerRepository CUSTOMERS = DYNAMO_DB.customers(SETTINGS);
  private static final String UNIQUE = UUID.randomUUID().toString();

  private static Customer customer = customer("known-" + UNIQUE, null);

  private static Customer customer(@Nullable String reference, @Nullable String mobileNumber) {
    var details =
        new CustomerDetails(
            reference, null, null, null, mobileNumber, null, null, null, null, null);
    var now = TestingIdentityProvider.NOW;
    return CUSTOMERS.insert(Customer.create(CustomerId.random(now), MERCHANT, details, now));
  }

  /** The functions as one setting has them. */
  private static final class Api {

    private final Map<Route, Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>> functions =
        new HashMap<>();

    Api(Settings settings, AccessTokenVerifier verifier) {
      MerchantRepository merchants = DYNAMO_DB.merchants(settings);
      ApiGatewayAdapter gateway =
          TestingApi.gateway(verifier, settings, merchants, TestingIdentityProvider.CLOCK);
      var idempotency = TestingApi.idempotency(DYNAMO_DB.requests(settings), settings);
      functions.putAll(
          TestingFunctions.of(
              gateway,
              idempotency,
              CUSTOMERS,
              DYNAMO_DB.pages(settings),
              DYNAMO_DB.histories(settings),
              merchants,
              DYNAMO_DB.customFields(merchants, settings),
              DYNAMO_DB.searches(settings),
              DYNAMO_DB.counts(settings),
              DYNAMO_DB.tokens(settings),
              DYNAMO_DB.defaults(settings),
              DYNAMO_DB.clients(settings),
              PROVIDER.issuer(DYNAMO_DB.clients(settings), settings)));
      functions.put(REFUSE_UNKNOWN_ROUTE, new RefuseUnknownRouteFunction(gateway)::handle);
    }

    APIGatewayV2HTTPResponse send(Route route, APIGatewayV2HTTPEvent event) {
      return requireNonNull(functions.get(route)).apply(event);
    }

    /** Sends a request that is to be refused. */
    Answered refuse(Route route, String sent, Consumer<APIGatewayV2HTTPEvent> change) {
      APIGatewayV2HTTPEvent event = event(route);
      change.accept(event);
      APIGatewayV2HTTPResponse response = send(route, event);
      Map<String, String> headers = new HashMap<>(response.getHeaders());
      headers.put("step", route.function());
      var answered =
          new Answered(
              sent,
              response.getStatusCode(),
              json(response.getBody().replace(customer.id().value(), SOME_ID)),
              headers);
      assertThat(answered.status()).as("%s: %s", sent, answered.body()).isGreaterThanOrEqualTo(400);
      ANSWERED.add(answered);
      return answered;
    }

    Answered refuseBody(Route route, String sent, String body) {
      return refuse(route, sent, event -> event.setBody(body));
    }

    Answered refuseQuery(Route route, String sent, String query) {
      return refuse(route, sent, event -> event.setRawQueryString(query));
    }

    Answered refuseHeader(Route route, String sent, String name, String value) {
      return refuse(route, sent, event -> event.getHeaders().put(name, value));
    }
  }

  private static APIGatewayV2HTTPEvent event(Route route) {
    Map<String, String> headers = new HashMap<>();
    headers.put(
        "authorization",
        PROVIDER.authorization(
            "customers:read customers:write tokens:read tokens:write settings:write"));
    headers.put("content-type", "application/json");
    return APIGatewayV2HTTPEvent.builder()
        .withHeaders(headers)
        .withPathParameters(
            new HashMap<>(Map.of("customer_id", customer.id().value(), "token_id", "token-none")))
        .withBody(route == ISSUE_TOKEN ? client("shop-" + UNIQUE, "right", "") : "{}")
        .build();
  }

  private static String client(String id, String secret, String more) {
    return "{\"client_id\":\"%s\",\"client_secret\":\"%s\",\"grant_type\":\"client_credentials\"%s}"
        .formatted(id, secret, more);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @BeforeAll
  static void provokeAll() {
    var api = new Api(SETTINGS, PROVIDER.verifier());
    var strict =
        new Api(
            TestingSettings.of(
                Map.of("CLIENTELE_PROFILE", "strict", "CLIENTELE_REFUSE_UNKNOWN_FIELDS", "true")),
            PROVIDER.verifier());
    accessTokens(api);
    credentials(api);
    bodies(api);
    fieldsOfCustomers(api);
    strictProfile(strict);
    pathsAndQueries(api);
    customFields(api);
    states(api);
    failures(api);
  }

  private static void accessTokens(Api api) {
    api.refuse(GET_CUSTOMER, "no header", event -> event.getHeaders().remove("authorization"));
    refuseToken(api, "of another scheme", "Basic YTpi");
    refuseToken(api, "that is no JWT", "Bearer a.b.c");
    refuseToken(api, "that has expired", claims -> claims.setExpirationTime(at(-61)));
    refuseToken(api, "whose `nbf` is to come", claims -> claims.setNotBefore(at(61)));
    refuseToken(api, "of another issuer", claims -> claims.setIssuer("https://example.org"));
    refuseToken(api, "for another audience", claims -> claims.setAudience("other"));
    refuseToken(api, "for identity", claims -> claims.setStringClaim("token_use", "id"));
    refuseToken(api, "without `exp`", claims -> claims.unsetClaim("exp"));
    refuseToken(api, "for a year", claims -> claims.setExpirationTime(at(86_400L * 365)));
    refuseToken(api, "without a merchant", claims -> claims.unsetClaim("merchant_id"));
    refuseToken(
        api,
        "of another key of the same id",
        new TestingIdentityProvider().authorization("customers:read"));
    refuseToken(
        api,
        "of another key",
        "Bearer " + new TestingIdentityProvider("key-2").sign(claims().toJson()));
    refuseToken(
        new Api(SETTINGS, TestingIdentityProvider.verifier(PROVIDER.keysWithout("shop"))),
        "of a client that was revoked",
        claims -> claims.setSubject("shop"));
    refuseToken(api, "without the scope", claims -> claims.setStringClaim("scope", "tokens:read"));
    refuseToken(
        new Api(SETTINGS, TestingIdentityProvider.verifier("/no/such/file")),
        "while no keys can be read",
        PROVIDER.authorization("customers:read"));
  }

  private static JwtClaims claims() {
    return TestingIdentityProvider.claims("customers:read");
  }

  private static NumericDate at(long secondsFromNow) {
    return NumericDate.fromSeconds(TestingIdentityProvider.NOW.getEpochSecond() + secondsFromNow);
  }

  private static void refuseToken(Api api, String sent, Consumer<JwtClaims> change) {
    JwtClaims claims = claims();
    change.accept(claims);
    refuseToken(api, sent, "Bearer " + PROVIDER.sign(claims.toJson()));
  }

  private static void refuseToken(Api api, String sent, String authorization) {
    api.refuseHeader(GET_CUSTOMER, "access token " + sent, "authorization", authorization);
  }

  private static void credentials(Api api) {
    DYNAMO_DB.putItem(
        put -> put.tableName(SETTINGS.clientsTable()).item(PROVIDER.signingKeyItem()));
    ClientRepository clients = DYNAMO_DB.clients(SETTINGS);
    clients.put(
        new ApiClient(
            "shop-" + UNIQUE,
            ClientSecret.hash("right"),
            MERCHANT,
            Set.of(Scope.CUSTOMERS_READ),
            false));
    api.refuseBody(ISSUE_TOKEN, "no fields", "{}");
    api.refuseBody(ISSUE_TOKEN, "an empty id", client("", "right", ""));
    api.refuseBody(
        ISSUE_TOKEN,
        "another `grant_type`",
        client("shop", "right", "").replace("client_credentials", "password"));
    api.refuseBody(
        ISSUE_TOKEN, "an unknown scope", client("shop", "right", ",\"scope\":\"admin\""));
    api.refuseBody(
        ISSUE_TOKEN,
        "a scope that the client does not have",
        client("shop-" + UNIQUE, "right", ",\"scope\":\"tokens:read\""));
    forms(api);
    for (int i = 0; i < 10; i++) {
      api.refuseBody(ISSUE_TOKEN, "a wrong secret", client("shop-" + UNIQUE, "wrong", ""));
    }
    api.refuseBody(ISSUE_TOKEN, "the eleventh wrong one", client("shop-" + UNIQUE, "wrong", ""));
    DYNAMO_DB.deleteSigningKey();
    api.refuseBody(ISSUE_TOKEN, "while no key is stored", client("shop-" + UNIQUE, "right", ""));
  }

  private static void forms(Api api) {
    String grant = "grant_type=client_credentials";
    refuseForm(api, "no fields", "", "");
    refuseForm(api, "another `grant_type`", "grant_type=password", "x:y");
    refuseForm(api, "an unknown scope", grant + "&scope=admin", "x:y");
    refuseForm(api, "a field twice", grant + "&" + grant, "");
    refuseForm(api, "a stray percent sign", "grant_type=%zz", "");
    refuseForm(api, "HTTP Basic without a colon", grant, "x");
    refuseForm(api, "credentials, and others by HTTP Basic", grant + "&client_secret=y", "x:y");
    refuseForm(api, "a wrong secret", grant, "nobody:wrong");
  }

  /**
   * @param credentials of HTTP Basic; empty for none
   */
  private static void refuseForm(Api api, String sent, String form, String credentials) {
    api.refuse(
        ISSUE_TOKEN,
        "a form with " + sent,
        event -> {
          event.getHeaders().put("content-type", "application/x-www-form-urlencoded");
          if (!credentials.isEmpty()) {
            String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
            event.getHeaders().put("authorization", "Basic " + encoded);
          }
          event.setBody(form);
        });
  }

  private static void bodies(Api api) {
    api.refuseBody(CREATE_CUSTOMER, "a byte order mark", "\uFEFF{}");
    api.refuse(CREATE_CUSTOMER, "no body", event -> event.setBody(null));
    api.refuseBody(CREATE_CUSTOMER, "an array", "[]");
    api.refuseBody(CREATE_CUSTOMER, "a stray comma", "{\n  \"first_name\": \"Asha\",\n}");
    api.refuse(
        CREATE_CUSTOMER,
        "Latin-1",
        event -> {
          event.setIsBase64Encoded(true);
          event.setBody(Base64.getEncoder().encodeToString(new byte[] {'{', (byte) 0xFC, '}'}));
        });
    api.refuseBody(CREATE_CUSTOMER, "11 levels", "{\"a\":".repeat(11) + "1" + "}".repeat(11));
    api.refuseBody(CREATE_CUSTOMER, "a field twice", "{\"gstin\":\"a\",\"gstin\":\"b\"}");
    api.refuseBody(CREATE_CUSTOMER, "66 KB", " ".repeat(66_000) + "{}");
    api.refuseHeader(CREATE_CUSTOMER, "a form", "content-type", "text/plain");
    api.refuseHeader(CREATE_CUSTOMER, "zipped", "content-encoding", "gzip");
    refuseFields(api, "a control character", "{\"first_name\":\"a\\u0000\"}");
    refuseFields(
        api, "a card number", "{\"billing_address\":{\"address1\":\"4111 1111 1111 1111\"}}");
  }

  private static Answered refuseFields(Api api, String sent, String body) {
    return api.refuseBody(CREATE_CUSTOMER, sent, body);
  }

  private static void fieldsOfCustomers(Api api) {
    refuseFields(api, "no reference and no mobile number", "{}");
    refuseFields(api, "a country code alone", "{\"country_code\":\"91\"}");
    refuseFields(api, "a number", "{\"first_name\":1}");
    refuseFields(api, "a text", "{\"billing_address\":\"x\"}");
    refuseFields(api, "markup", "{\"first_name\":\"<b>\"}");
    refuseFields(api, "a blank inside", "{\"merchant_customer_reference\":\"a b\"}");
    refuseFields(api, "letters", "{\"country_code\":\"IN\"}");
    refuseFields(api, "with its country code", "{\"mobile_number\":\"+919876543210\"}");
    refuseFields(api, "17 digits", "{\"mobile_number\":\"12345678901234567\"}");
    refuseFields(api, "no @", "{\"email_id\":\"asha\"}");
    refuseFields(api, "too long", "{\"email_id\":\"a@%s\"}".formatted("b".repeat(254)));
    refuseFields(api, "too short", "{\"gstin\":\"29ABC\"}");
    refuseFields(api, "a country's code", "{\"language\":\"IN-en\"}");
    refuseFields(api, "a sign", "{\"billing_address\":{\"pincode\":\"5600#1\"}}");
    refuseFields(
        api, "too long", "{\"billing_address\":{\"city\":\"%s\"}}".formatted("b".repeat(51)));
    refuseFields(
        api, "too long", "{\"billing_address\":{\"address1\":\"%s\"}}".formatted("b".repeat(101)));
    refuseFields(api, "another", "{\"billing_address\":{\"address_category\":\"home\"}}");
    refuseFields(
        api,
        "both spellings",
        "{\"billing_address\":{\"address_type\":\"a\",\"adddress_type\":\"b\"}}");
    refuseFields(
        api,
        "11 pairs",
        "{\"merchant_metadata\":{%s}}"
            .formatted(
                IntStream.range(0, 11).mapToObj("\"k%d\":\"v\""::formatted).collect(joining(","))));
    refuseFields(api, "an empty key", "{\"merchant_metadata\":{\"\":\"v\"}}");
    refuseFields(api, "null", "{\"merchant_metadata\":{\"k\":null}}");
    refuseFields(
        api, "too long", "{\"merchant_metadata\":{\"k\":\"%s\"}}".formatted("v".repeat(513)));
    api.refuseBody(UPDATE_CUSTOMER, "an unknown status", "{\"status\":\"GONE\"}");
    api.refuseBody(UPDATE_CUSTOMER, "null", "{\"status\":null}");
    api.refuseBody(UPDATE_CUSTOMER, "another id", "{\"customer_id\":\"cust-2\"}");
    api.refuseBody(UPDATE_CUSTOMER, "a token", "{\"default_token_id\":\"token-2\"}");
    api.refuseBody(UPDATE_CUSTOMER, "another time", "{\"created_at\":\"2020-01-01T00:00:00Z\"}");
    api.refuseBody(
        UPDATE_CUSTOMER,
        "null, while there is a mobile number",
        "{\"country_code\":null,\"mobile_number\":\"9876543210\"}");
    refuseFields(
        api,
        "several bad fields",
        "{\"first_name\":1,\"email_id\":\"asha\",\"billing_address\":{\"pincode\":\"5600#1\"}}");
  }

  private static void strictProfile(Api strict) {
    refuseFields(strict, "strict: an accent", "{\"first_name\":\"René\"}");
    refuseFields(strict, "strict: 8 digits", "{\"mobile_number\":\"98765432\"}");
    refuseFields(strict, "strict: too long", "{\"email_id\":\"%s@b\"}".formatted("a".repeat(50)));
    refuseFields(strict, "strict: letters", "{\"billing_address\":{\"pincode\":\"SW1A 1AA\"}}");
    refuseFields(strict, "strict: wrong check character", "{\"gstin\":\"28ABCDE1234F2Z6\"}");
    refuseFields(
        strict,
        "strict: too long",
        "{\"merchant_metadata\":{\"k\":\"%s\"}}".formatted("v".repeat(256)));
    strict.refuseBody(
        UPDATE_CUSTOMER, "strict: a mobile number alone", "{\"mobile_number\":\"9876543210\"}");
    refuseFields(strict, "where unknown fields are refused", "{\"colour\":\"x\"}");
    refuseFields(strict, "where unknown fields are refused", "{\"frist_name\":\"x\"}");
  }

  private static void customFields(Api api) {
    refuseName(api, "a digit first", "1f");
    refuseName(api, "a card secret", "cvv");
    refuseName(api, "an unknown field", "none");
    refuseField(api, "no type", "none", "{}");
    refuseField(api, "an unknown type", "none", "{\"type\":\"text\"}");
    refuseField(api, "no length", "none", "{\"type\":\"string\",\"max_length\":0}");
    refuseField(
        api,
        "51 values",
        "none",
        "{\"type\":\"string\",\"allowed_values\":%s}".formatted(texts(51)));
    refuseField(api, "an empty value", "none", "{\"type\":\"string\",\"allowed_values\":[\"\"]}");
    refuseField(api, "no text", "none", "{\"type\":\"date\",\"max_length\":1}");
    define(api, "limited", "{\"type\":\"string\",\"max_length\":2}");
    refuseValue(api, "too long", "{\"limited\":\"abc\"}");
    define(api, "limited", "{\"type\":\"string\",\"allowed_values\":[\"a\"]}");
    refuseValue(api, "another text", "{\"limited\":\"b\"}");
    Map.of(
            "number", "\"1\"",
            "integer", "1.5",
            "boolean", "1",
            "date", "\"2026-02-30\"",
            "datetime", "\"2026-01-31\"",
            "array", "[1]",
            "monetary", "100")
        .forEach(
            (type, value) -> {
              define(api, "a_" + type, "{\"type\":\"%s\"}".formatted(type));
              refuseValue(api, "another type", "{\"a_%s\":%s}".formatted(type, value));
            });
    refuseValue(api, "a field that is not defined", "{\"none\":1}");
    refuseValue(
        api,
        "more than a customer may have",
        "{\"a_array\":[%s\"x\"]}".formatted("\"%s\",".formatted("x".repeat(512)).repeat(40)));
    define(api, "limited", "{\"type\":\"string\",\"required\":true}");
    refuseValue(api, "no value of a required field", "{}");
    assertThat(api.send(UPDATE_CUSTOMER, patch("{\"limited\":\"a\"}")).getStatusCode())
        .isEqualTo(200);
    api.refuseBody(
        UPDATE_CUSTOMER, "null, of a required field", "{\"custom_fields\":{\"limited\":null}}");
    refuseField(api, "another type than a used field has", "limited", "{\"type\":\"date\"}");
    refuseField(
        api,
        "an allowed value that is too long",
        "limited",
        "{\"type\":\"string\",\"max_length\":2,\"allowed_values\":[\"abc\"]}");
    define(api, "limited", "{\"type\":\"string\"}");
    DYNAMO_DB.setCustomFieldCount(MERCHANT, 100);
    refuseField(api, "the 101st field", "none", "{\"type\":\"date\"}");
  }

  private static String texts(int number) {
    return IntStream.range(0, number)
        .mapToObj("\"v%d\""::formatted)
        .collect(joining(",", "[", "]"));
  }

  private static void refuseName(Api api, String sent, String name) {
    api.refuse(GET_CUSTOM_FIELD, sent, event -> event.getPathParameters().put("name", name));
  }

  private static void refuseField(Api api, String sent, String name, String body) {
    api.refuse(
        PUT_CUSTOM_FIELD,
        sent,
        event -> {
          event.getPathParameters().put("name", name);
          event.setBody(body);
        });
  }

  private static void refuseValue(Api api, String sent, String values) {
    refuseFields(
        api,
        sent,
        "{\"merchant_customer_reference\":\"new-%s\",\"custom_fields\":%s}"
            .formatted(UNIQUE, values));
  }

  private static void define(Api api, String name, String definition) {
    APIGatewayV2HTTPEvent event = event(PUT_CUSTOM_FIELD);
    event.getPathParameters().put("name", name);
    event.setBody(definition);
    assertThat(api.send(PUT_CUSTOM_FIELD, event).getStatusCode()).isEqualTo(200);
  }

  private static APIGatewayV2HTTPEvent patch(String customFields) {
    APIGatewayV2HTTPEvent event = event(UPDATE_CUSTOMER);
    event.setBody("{\"custom_fields\":%s}".formatted(customFields));
    return event;
  }

  private static void pathsAndQueries(Api api) {
    api.refuse(
        GET_CUSTOMER, "a blank", event -> event.getPathParameters().put("customer_id", "a b"));
    api.refuse(GET_TOKEN, "a blank", event -> event.getPathParameters().put("token_id", "a b"));
    api.refuseQuery(LOOKUP_CUSTOMER, "no parameters", "");
    api.refuseQuery(LOOKUP_CUSTOMER, "twice", "country_code=91&country_code=91");
    api.refuseQuery(LOOKUP_CUSTOMER, "badly encoded", "country_code=%ZZ");
    api.refuseQuery(
        LOOKUP_CUSTOMER,
        "a card number",
        "country_code=91&mobile_number=9876543210"
            + "&merchant_customer_reference=4111-1111-1111-1111");
    lists(api);
    api.refuseQuery(LIST_TOKENS, "an unknown status", "status=EXPIRED");
    api.refuseQuery(GET_HISTORY, "no whole number from 1 to 100", "limit=101");
    api.refuseQuery(GET_HISTORY, "no cursor of this list", "cursor=abcdef");
    api.refuseBody(DELETE_TOKEN, "no fields", "{}");
    api.refuseBody(DELETE_TOKEN, "an empty text", "{\"merchant_unique_reference\":\"\"}");
    api.refuseBody(
        DELETE_TOKEN, "a card number", "{\"merchant_unique_reference\":\"4111111111111111\"}");
    api.refuseBody(SET_DEFAULT_TOKEN, "a blank inside", "{\"token_id\":\"a b\"}");
    api.refuse(
        GET_TOKEN_BY_ID, "a blank", event -> event.getPathParameters().put("token_id", "a b"));
    refuseRoute(api, "a path at which the vendor mints", "POST", "/mpp/v1/credentials");
    refuseRoute(api, "an unknown path", "GET", "/api/v1/merchants");
    refuseRoute(api, "another method", "PUT", "/api/v1/customer");
  }

  private static void lists(Api api) {
    api.refuseQuery(LIST_CUSTOMERS, "too many", "limit=101");
    api.refuseQuery(LIST_CUSTOMERS, "what other services take", "offset=20");
    api.refuseQuery(LIST_CUSTOMERS, "no cursor of ours", "cursor=abc");
    api.refuseQuery(LIST_CUSTOMERS, "no time", "changed_since=yesterday");
    api.refuseQuery(
        LIST_CUSTOMERS,
        "the end before the beginning",
        "created_from=2026-02-01T00:00:00Z&created_to=2026-01-01T00:00:00Z");
    api.refuseQuery(LIST_CUSTOMERS, "a country code alone", "country_code=91");
    api.refuseQuery(LIST_CUSTOMERS, "two letters", "search=as");
    api.refuseQuery(LIST_CUSTOMERS, "a count that is exact", "count=exact");
    api.refuseQuery(LIST_CUSTOMERS, "a count of what is found", "count=approximate&search=asha");
  }

  private static void refuseRoute(Api api, String sent, String method, String path) {
    api.refuse(
        REFUSE_UNKNOWN_ROUTE,
        sent,
        event -> {
          event.setRawPath(path);
          event.setRequestContext(
              APIGatewayV2HTTPEvent.RequestContext.builder()
                  .withHttp(
                      APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                          .withMethod(method)
                          .build())
                  .build());
        });
  }

  private static void states(Api api) {
    api.refuse(
        GET_CUSTOMER,
        "an unknown customer",
        event -> event.getPathParameters().put("customer_id", "cust-none"));
    api.refuse(GET_TOKEN, "an unknown token", event -> {});
    refuseFields(
        api,
        "a reference that is taken",
        "{\"merchant_customer_reference\":\"known-%s\",\"first_name\":\"Asha\"}".formatted(UNIQUE));
    String mobileNumber = "7" + ThreadLocalRandom.current().nextLong(100_000_000, 999_999_999);
    Customer known = customer;
    customer = customer(null, mobileNumber);
    refuseFields(
        api,
        "a mobile number that is taken",
        "{\"mobile_number\":\"%s\",\"first_name\":\"Asha\"}".formatted(mobileNumber));
    assertThat(api.send(DELETE_CUSTOMER, keyed("")).getStatusCode()).isEqualTo(200);
    customer = known;
    api.refuseHeader(UPDATE_CUSTOMER, "without quotes", "if-match", "1");
    api.refuseHeader(UPDATE_CUSTOMER, "another version", "if-match", "\"7\"");
    api.refuseHeader(UPDATE_CUSTOMER, "a blank", "idempotency-key", "a b");
    assertThat(api.send(UPDATE_CUSTOMER, keyed("{\"last_name\":\"Rao\"}")).getStatusCode())
        .isEqualTo(200);
    api.refuse(
        UPDATE_CUSTOMER,
        "the key of another payload",
        event -> {
          event.getHeaders().put("idempotency-key", UNIQUE);
          event.setBody("{\"last_name\":\"Roy\"}");
        });
    api.refuseHeader(DELETE_CUSTOMER, "the key of another customer", "idempotency-key", UNIQUE);
    PaymentToken active =
        TestingTokens.token(customer.id(), "active-" + UNIQUE, PaymentTokenStatus.ACTIVE, null);
    DYNAMO_DB.put(List.of(active));
    assertThat(api.send(DELETE_TOKEN, deletion(active, "one")).getStatusCode()).isEqualTo(200);
    api.refuse(
        DELETE_TOKEN,
        "the key of another payload",
        event -> {
          APIGatewayV2HTTPEvent other = deletion(active, "two");
          event.setHeaders(other.getHeaders());
          event.setPathParameters(other.getPathParameters());
          event.setBody(other.getBody());
        });
    PaymentToken failed =
        TestingTokens.token(customer.id(), "failed-" + UNIQUE, PaymentTokenStatus.FAILED, null);
    DYNAMO_DB.put(List.of(failed));
    api.refuse(
        DELETE_TOKEN,
        "a token that has failed",
        event -> {
          event.getPathParameters().put("token_id", failed.id().value());
          event.setBody("{\"merchant_unique_reference\":\"delete-1\"}");
        });
    api.refuseBody(
        SET_DEFAULT_TOKEN,
        "a token that has failed",
        "{\"token_id\":\"%s\"}".formatted(failed.id().value()));
    DYNAMO_DB.failNext(
        TransactionCanceledException.builder()
            .statusCode(400)
            .cancellationReasons(
                Stream.of("None", "None", "TransactionConflict")
                    .map(code -> CancellationReason.builder().code(code).build())
                    .toList())
            .build());
    api.refuse(
        CREATE_CUSTOMER,
        "the key of a request that is running",
        event -> {
          event.getHeaders().put("idempotency-key", "running-" + UNIQUE);
          event.setBody("{\"merchant_customer_reference\":\"new-%s\"}".formatted(UNIQUE));
        });
    DYNAMO_DB.repeatNextWrite(
        () ->
            CUSTOMERS.update(
                MERCHANT,
                customer.id(),
                read ->
                    read.update(
                        read.details(), CustomerStatus.SUSPENDED, TestingIdentityProvider.NOW)));
    api.refuseBody(
        UPDATE_CUSTOMER, "a change that others may have undone", "{\"status\":\"ACTIVE\"}");
    CUSTOMERS.update(
        MERCHANT,
        customer.id(),
        read -> read.update(read.details(), CustomerStatus.DELETED, TestingIdentityProvider.NOW));
    api.refuseBody(UPDATE_CUSTOMER, "a customer that is deleted", "{\"status\":\"ACTIVE\"}");
  }

  private static APIGatewayV2HTTPEvent deletion(PaymentToken token, String reference) {
    APIGatewayV2HTTPEvent event =
        keyed("{\"merchant_unique_reference\":\"%s\"}".formatted(reference));
    event.getPathParameters().put("token_id", token.id().value());
    return event;
  }

  private static APIGatewayV2HTTPEvent keyed(String body) {
    APIGatewayV2HTTPEvent event = event(UPDATE_CUSTOMER);
    event.getHeaders().put("idempotency-key", UNIQUE);
    event.setBody(body);
    return event;
  }

  private static void failures(Api api) {
    DYNAMO_DB.failNext(new IllegalStateException("a defect"));
    api.refuse(CLEAR_DEFAULT_TOKEN, "a defect", event -> {});
    DYNAMO_DB.failNext(SdkClientException.create("no route"));
    api.refuse(GET_CUSTOMER, "while the store cannot be reached", event -> {});
    DYNAMO_DB.failNext(
        DynamoDbException.builder()
            .statusCode(400)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("ProvisionedThroughputExceededException")
                    .build())
            .build());
    api.refuse(GET_CUSTOMER, "more than the store takes", event -> {});
  }

  @Test
  void everyCodeIsAnswered() {
    assertThat(
            ANSWERED.stream()
                .filter(answered -> answered.body().has("code"))
                .map(Answered::code)
                .collect(toSet()))
        .isEqualTo(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(toSet()));
  }

  @Test
  void everyMessageInTheSourcesIsAnswered() throws IOException {
    List<String> answered =
        ANSWERED.stream()
            .flatMap(
                answer ->
                    Stream.concat(
                        Stream.of(answer.message()),
                        answer.body().path("errors").findValuesAsText("message").stream()))
            .toList();

    List<String> missing =
        messagesInSources().stream()
            .filter(message -> !NOT_PROVOKED.contains(message))
            .filter(message -> answered.stream().noneMatch(isOf(message)))
            .toList();

    assertThat(messagesInSources()).hasSizeGreaterThan(60).containsAll(NOT_PROVOKED);
    assertThat(missing).isEmpty();
  }

  /** A message holds what the sources have, and texts in the places of format specifiers. */
  private static Predicate<String> isOf(String source) {
    return Pattern.compile(
            Arrays.stream(source.split("%[sd]", -1)).map(Pattern::quote).collect(joining(".*")))
        .asPredicate();
  }

  /** Returns the texts that are whole sentences, or the ends of some. */
  private static List<String> messagesInSources() throws IOException {
    List<String> messages = new ArrayList<>();
    for (Path module :
        List.of(Path.of("src/main/java"), Path.of("../shared-model/src/main/java"))) {
      try (Stream<Path> files = Files.walk(module)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          if (OF_MESSAGES.stream().noneMatch(file.toString()::contains)) {
            messages.addAll(messages(Files.readString(file)));
          }
        }
      }
    }
    return messages;
  }

  private static List<String> messages(String source) {
    String code = source.replaceAll("(?m)^ *(?:/?\\*|//).*", "");
    return Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"")
        .matcher(code.replaceAll("\"\\s*\\+\\s*\"", ""))
        .results()
        .map(literal -> literal.group(1).replace("\\\"", "\""))
        .filter(MessagesTest::isMessage)
        .toList();
  }

  private static boolean isMessage(String literal) {
    return literal.matches("(?:must|is|cannot|has|and) .{4,}|[A-Z][a-z]+(?:'s)? [a-z].*")
        && !literal.matches("(?:Bearer|Basic) .*");
  }

  @Test
  void tableHoldsWhatWasAnswered() throws IOException {
    Map<String, Answered> byMessage = new TreeMap<>();
    for (Answered answered : ANSWERED) {
      byMessage.putIfAbsent(
          "%d %s %s %s"
              .formatted(
                  answered.status(),
                  answered.code(),
                  answered.message(),
                  answered.text("/additional_error_details/reason")),
          answered);
    }
    String table =
        """
        # Messages

        What the API answers from 400 up, as `MessagesTest` provokes it: status, `code`, `message`, the `reason` of
        `additional_error_details`, and what was sent to which operation; of a form that asks for an access token,
        `error` and `error_description`. The rules of a field are the same wherever it stands. No message holds what
        was sent.

        | status | code | message | reason | provoked by |
        | --- | --- | --- | --- | --- |
        %s
        """
            .formatted(byMessage.values().stream().map(Answered::row).collect(joining("\n")));
    Files.writeString(WRITTEN, table);

    assertThat(TABLE).as("take functions/%s if it is right", WRITTEN).hasContent(table);
  }

  @Test
  void messagesHoldNothingOfWhatWasSent() {
    assertThat(ANSWERED)
        .allSatisfy(
            answered ->
                assertThat(answered.body().toString())
                    .doesNotContain("Asha", "4111", "frist_name\":", UNIQUE, "GONE", "EXPIRED"));
  }

  @Test
  void everyExampleOfAnErrorIsWhatIsAnswered() {
    JsonNode document = TestingOpenApi.read();
    Set<String> answered =
        ANSWERED.stream()
            .map(answer -> answer.status() + " " + sorted(answer.body()))
            .collect(toSet());

    Set<String> examples = examplesOfErrors(document);

    assertThat(examples).hasSizeGreaterThan(20);
    assertThat(examples.stream().filter(example -> !answered.contains(example)).sorted().toList())
        .isEmpty();
  }

  private static Set<String> examplesOfErrors(JsonNode document) {
    List<String> examples = new ArrayList<>();
    for (JsonNode path : document.path("paths")) {
      for (JsonNode operation : path) {
        operation
            .path("responses")
            .properties()
            .forEach(
                response -> {
                  if (response.getKey().compareTo("400") >= 0) {
                    resolved(document, response.getValue())
                        .at("/content/application~1json/examples")
                        .forEach(
                            example ->
                                examples.add(
                                    response.getKey()
                                        + " "
                                        + sorted(resolved(document, example).path("value"))));
                  }
                });
      }
    }
    document
        .path("x-unknown-routes")
        .properties()
        .forEach(
            response ->
                response
                    .getValue()
                    .at("/content/application~1json/examples")
                    .forEach(
                        example ->
                            examples.add(response.getKey() + " " + sorted(example.path("value")))));
    return Set.copyOf(examples);
  }

  private static JsonNode resolved(JsonNode document, JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }

  private static String sorted(JsonNode node) {
    return node instanceof ObjectNode object
        ? object
            .propertyStream()
            .sorted(Comparator.comparing(Map.Entry::getKey))
            .map(field -> field.getKey() + "=" + sorted(field.getValue()))
            .collect(joining(", ", "{", "}"))
        : node.toString();
  }
}

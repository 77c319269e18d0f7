package org.clientele.archive;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.error.ErrorCode.NOT_FOUND;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.UNAUTHORIZED;
import static org.clientele.error.ErrorCode.USER_AUTHENTICATION_FAILED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.clientele.access.ClientSecret;
import org.clientele.embedded.SamTemplate;
import org.clientele.embedded.TemporaryTables;
import org.clientele.error.ErrorCode;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is deployed: {@code function.zip}, as packaged, under Lambda's Runtime API. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "AWS's runtime interface client needs Linux")
class ArchiveIT {

  private static final Path ARCHIVE = Path.of("target", "function.zip");

  /** As Lambda counts. */
  private static final long MEGABYTE = 1024 * 1024;

  private static final SamTemplate TEMPLATE = SamTemplate.read();
  private static final String CLIENT_ID = "archive-client";
  private static final String CLIENT_SECRET = "archive-secret";
  private static final String MERCHANT_ID = "archive-merchant";
  private static final String UNKNOWN_CUSTOMER = "cust-v1-260131235959-aa-nobody";

  /** One process of each function that has been asked for, by its name. */
  private static final Map<String, TestingLambda> LAMBDAS = new HashMap<>();

  private static Path unpacked;
  private static RsaJsonWebKey signingKey;
  private static TemporaryTables tables;

  @BeforeAll
  static void deploy(@TempDir Path folder) throws IOException, JoseException {
    unpacked = unpack(folder.resolve("archive"));
    signingKey = RsaJwkGenerator.generateJwk(2048);
    signingKey.setKeyId("archive-key");
    tables = new TemporaryTables();
    storeClient();
  }

  @AfterAll
  static void stop() {
    LAMBDAS.values().forEach(TestingLambda::close);
    LAMBDAS.clear();
    tables.close();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyFunctionOfTheTemplateStartsAndRefusesAStranger(String name) throws IOException {
    SamTemplate.Function function = function(name);
    ErrorCode refusal = refusalOfAStranger(function);

    List<HttpAnswer> answers = new ArrayList<>();
    for (SamTemplate.Route route : function.routes()) {
      answers.add(
          lambda(name)
              .invoke(
                  HttpEvent.of(route.method(), route.path(), UNKNOWN_CUSTOMER)
                      .withBody(tokenRequest("nobody", "nothing"))));
    }

    assertThat(answers).as(name).isNotEmpty().allSatisfy(answer -> assertRefused(answer, refusal));
  }

  static List<String> functions() {
    return TEMPLATE.functions().stream()
        .filter(function -> !function.routes().isEmpty())
        .map(SamTemplate.Function::name)
        .toList();
  }

  static List<String> queueFunctions() {
    return TEMPLATE.functions().stream()
        .filter(function -> function.routes().isEmpty())
        .map(SamTemplate.Function::name)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("queueFunctions")
  void everyFunctionOfAQueueReportsTheMessagesItCannotRead(String name) throws IOException {
    String event =
        """
        {"Records": [{"messageId": "m-1", "body": "{}", "eventSource": "aws:sqs",
                      "attributes": {"ApproximateReceiveCount": "1"}}]}
        """;

    JsonNode answer = lambda(name).invoke(event);

    assertThat(answer)
        .isEqualTo(
            new ObjectMapper()
                .readTree("{\"batchItemFailures\": [{\"itemIdentifier\": \"m-1\"}]}"));
  }

  private static ErrorCode refusalOfAStranger(SamTemplate.Function function) {
    if (function.scope() != null) {
      return UNAUTHORIZED;
    }
    return switch (function.name()) {
      case "issue-token" -> USER_AUTHENTICATION_FAILED;
      case "refuse-unknown-route" -> NOT_FOUND;
      default -> throw new AssertionError(function.name() + " asks for no scope");
    };
  }

  @Test
  void whatIsCreatedIsFoundAndItsTokensAreListed() throws IOException {
    String accessToken = accessToken();

    HttpAnswer created =
        lambda("create-customer")
            .invoke(
                HttpEvent.of("POST", "/api/v1/customer", "")
                    .withAccessToken(accessToken)
                    .withBody(
                        """
                        {"merchant_customer_reference": "archive-1", "first_name": "Zoë",
                         "country_code": "+91", "mobile_number": "9876543210",
                         "billing_address": {"city": "Pune", "pincode": "411001"},
                         "merchant_metadata": {"tier": "gold"}}
                        """));
    String customerId = created.body().path("customer_id").asText();
    storeToken(customerId);
    HttpAnswer found =
        lambda("lookup-customer")
            .invoke(
                HttpEvent.of("GET", "/api/v1/customer", "")
                    .withAccessToken(accessToken)
                    .withQuery(
                        "country_code=%2B91&mobile_number=9876543210"
                            + "&merchant_customer_reference=archive-1"));
    HttpAnswer tokens =
        lambda("list-tokens")
            .invoke(
                HttpEvent.of("GET", "/api/v1/customer/{customer_id}/tokens", customerId)
                    .withAccessToken(accessToken));

    assertThat(created.status()).as("%s", created).isEqualTo(201);
    assertThat(created.headers()).containsEntry("ETag", "\"1\"");
    assertThat(created.body().path("first_name").asText()).isEqualTo("Zoë");
    assertThat(created.body().path("country_code").asText()).isEqualTo("91");
    assertThat(created.body().path("billing_address").path("city").asText()).isEqualTo("Pune");
    assertThat(created.body().path("merchant_metadata").path("tier").asText()).isEqualTo("gold");
    assertThat(found.status()).as("%s", found).isEqualTo(200);
    assertThat(found.body()).isEqualTo(created.body());
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    assertThat(tokens.body().path("customer_id").asText()).isEqualTo(customerId);
    assertThat(tokens.body().path("created_at")).isEqualTo(created.body().path("created_at"));
    assertThat(tokens.body().path("total_tokens").asInt()).isEqualTo(1);
    assertThat(tokens.body().path("tokens"))
        .singleElement()
        .satisfies(
            token -> {
              assertThat(token.path("token_id").asText()).isEqualTo("token-v1-archive");
              assertThat(token.path("status").asText()).isEqualTo("ACTIVE");
              assertThat(token.path("card_data").path("last4_digit").asText()).isEqualTo("1112");
            });
  }

  @Test
  void archiveIsSmallAndHoldsTheFunctionsAlone() throws IOException {
    List<String> entries;
    try (InputStream archive = Files.newInputStream(ARCHIVE)) {
      entries = entries(archive);
    }

    assertThat(Files.size(ARCHIVE)).isLessThanOrEqualTo(26 * MEGABYTE);
    assertThat(entries)
        .containsAnyOf("bootstrap", "org/clientele/customer/Customer.class")
        .noneMatch(
            entry ->
                Stream.of(
                        "org/clientele/local",
                        "org/clientele/embedded",
                        "org/clientele/archive",
                        "com/amazonaws/services/dynamodbv2/local",
                        "DynamoDBLocal",
                        "sqlite4java",
                        "openapi.yaml",
                        "template.yaml")
                    .anyMatch(entry::contains));
  }

  @Test
  void storeThatRefusesConnectionsIsAnsweredUnavailableInTime() throws IOException {
    var store = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    store.close();

    assertUnavailableInTime(store);
  }

  /** The listening socket takes connections and requests; nobody ever reads them. */
  @Test
  void storeThatNeverAnswersIsAnsweredUnavailableInTime() throws IOException {
    try (var store = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertUnavailableInTime(store);
    }
  }

  /** In time is before Lambda's deadline: later than that, there is no answer at all. */
  private static void assertUnavailableInTime(ServerSocket store) throws IOException {
    String path = "/api/v1/customer/{customer_id}";
    var stranger = HttpEvent.of("GET", path, UNKNOWN_CUSTOMER);
    var known = stranger.withAccessToken(accessToken());

    try (var lambda =
        start("get-customer", URI.create("http://127.0.0.1:" + store.getLocalPort()))) {
      HttpAnswer unavailable = lambda.invoke(known);
      HttpAnswer afterwards = lambda.invoke(stranger);

      assertRefused(unavailable, SERVICE_UNAVAILABLE);
      assertThat(unavailable.headers()).containsKey("Retry-After");
      assertRefused(afterwards, UNAUTHORIZED);
    }
  }

  private static void assertRefused(HttpAnswer answer, ErrorCode code) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(code.httpStatus());
    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/json")
        .containsKey("Request-ID");
    assertThat(answer.body().path("code").asText()).isEqualTo(code.code());
    assertThat(answer.body().path("message").asText()).isNotEmpty();
  }

  private static String accessToken() throws IOException {
    HttpAnswer answer =
        lambda("issue-token")
            .invoke(
                HttpEvent.of("POST", "/api/auth/v1/token", "")
                    .withBody(tokenRequest(CLIENT_ID, CLIENT_SECRET)));
    assertThat(answer.status()).as("issue-token").isEqualTo(200);
    return answer.body().path("access_token").asText();
  }

  private static String tokenRequest(String clientId, String clientSecret) {
    return """
        {"client_id": "%s", "client_secret": "%s", "grant_type": "client_credentials"}
        """
        .formatted(clientId, clientSecret);
  }

  private static TestingLambda lambda(String function) throws IOException {
    TestingLambda running = LAMBDAS.get(function);
    if (running == null) {
      running = start(function, tables.endpoint());
      LAMBDAS.put(function, running);
    }
    return running;
  }

  private static TestingLambda start(String function, URI store) throws IOException {
    Map<String, String> parameters =
        Map.of(
            "AccessTokenIssuer", "https://issuer.example",
            "AccessTokenAudience", "archive",
            "AccessTokenKeys", new JsonWebKeySet(signingKey).toJson());
    Map<String, String> environment =
        function(function).environment().entrySet().stream()
            .collect(
                toMap(
                    Map.Entry::getKey,
                    variable -> parameters.getOrDefault(variable.getValue(), variable.getValue())));
    environment.putAll(
        Map.of(
            "AWS_ENDPOINT_URL_DYNAMODB", store.toString(),
            "AWS_REGION", "ap-south-1",
            "AWS_ACCESS_KEY_ID", "local",
            "AWS_SECRET_ACCESS_KEY", "local"));
    return TestingLambda.start(function, unpacked, environment);
  }

  private static SamTemplate.Function function(String name) {
    return tables.template().functions().stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void storeClient() {
    ClientSecret secret = ClientSecret.hash(CLIENT_SECRET);
    put(
        "ClientsTable",
        Map.of(
            "pk", text("client#" + CLIENT_ID),
            "salt", text(secret.salt()),
            "secret_hash", text(secret.hash()),
            "merchant_id", text(MERCHANT_ID),
            "scope", text("customers:read customers:write tokens:read")));
    put(
        "ClientsTable",
        Map.of(
            "pk", text("signing-key"),
            "jwk", text(signingKey.toJson(OutputControlLevel.INCLUDE_PRIVATE))));
  }

  private static void storeToken(String customerId) {
    AttributeValue createdAt = text("2026-01-31T23:59:59.000000Z");
    put(
        "CustomersTable",
        Map.of(
            "pk", text(MERCHANT_ID + "#" + customerId),
            "sk", text("token#token-v1-archive"),
            "merchant_token_reference", text("archive-token-1"),
            "status", text("ACTIVE"),
            "payment_method", text("CARD"),
            "card_data", AttributeValue.fromM(Map.of("last4_digit", text("1112"))),
            "created_at", createdAt,
            "updated_at", createdAt,
            "version", AttributeValue.fromN("1")));
  }

  private static void put(String table, Map<String, AttributeValue> item) {
    tables.client().putItem(request -> request.tableName(tables.name(table)).item(item));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  /** Returns the names of all entries, those of jars inside included. */
  private static List<String> entries(InputStream archive) throws IOException {
    List<String> entries = new ArrayList<>();
    var zip = new ZipInputStream(archive);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      entries.add(entry.getName());
      if (entry.getName().endsWith(".jar")) {
        entries.addAll(entries(zip));
      }
    }
    return entries;
  }

  /**
   * Quarkus packs a class that it has changed after the class as it was: the later entry counts.
   */
  private static Path unpack(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var zip = new ZipInputStream(Files.newInputStream(ARCHIVE))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    Path bootstrap = folder.resolve("bootstrap");
    if (Files.exists(bootstrap)) {
      Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return folder;
  }
}

package org.clientele.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clientele.cli.TestingApi.Sent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ApiCommandsTest {

  private static final String CUSTOMER =
      "{\"customer_id\":\"cust-1\",\"first_name\":\"Åsa\",\"status\":\"ACTIVE\"}";
  private static final ApiDescription DESCRIPTION = ApiDescription.read();

  private final Path folder;
  private final TestingApi api = new TestingApi();
  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final List<Duration> pauses = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();

  @Command(name = "clientele")
  private static final class Clientele {}

  ApiCommandsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void useAnAccessToken() {
    variables.put("CLIENTELE_CONFIG", folder.resolve("profiles").toString());
    variables.put("CLIENTELE_URL", api.url());
    variables.put("CLIENTELE_ACCESS_TOKEN", "given-token");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private CommandLine clientele(ApiDescription description, String input) {
    var surroundings =
        new Surroundings(
            variables, new ByteArrayInputStream(input.getBytes(UTF_8)), null, pauses::add);
    CommandLine clientele = new CommandLine(new Clientele());
    new ApiCommands(description, surroundings).add(clientele);
    return clientele
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              command.getErr().println(e.getMessage());
              return ((CommandFailure) e).exitCode();
            });
  }

  private int run(String... arguments) {
    return runWith("", arguments);
  }

  private int runWith(String input, String... arguments) {
    return clientele(DESCRIPTION, input).execute(arguments);
  }

  private void assertBody(String expected) throws Exception {
    var json = new ObjectMapper();
    assertThat(json.readTree(api.sent().get(0).body())).isEqualTo(json.readTree(expected));
  }

  @Test
  void everyOperationThatNeedsAnAccessTokenIsACommand() {
    Map<String, CommandLine> groups = clientele(DESCRIPTION, "").getSubcommands();

    assertThat(commands(groups, "customer")).contains("create", "find", "get", "update", "tokens");
    assertThat(commands(groups, "tokens"))
        .contains("list", "get", "delete", "default", "clear-default");
    assertThat(DESCRIPTION.operations())
        .hasSizeGreaterThan(8)
        .allSatisfy(
            operation ->
                assertThat(commands(groups, operation.group())).contains(operation.name()));
  }

  private static Set<String> commands(Map<String, CommandLine> groups, String group) {
    return requireNonNull(groups.get(group)).getSubcommands().keySet();
  }

  @Test
  void newOperationAndItsFieldsAppearByThemselves() throws Exception {
    var description =
        """
        paths:
          /api/v1/offer/{offer_id}:
            patch:
              operationId: change-offer
              tags: [Special offers]
              summary: Change an offer
              parameters:
                - { name: offer_id, in: path, required: true, schema: { type: string } }
              requestBody: { $ref: '#/components/requestBodies/Offer' }
        components:
          requestBodies:
            Offer:
              content: { application/json: { schema: { $ref: '#/components/schemas/Changed' } } }
          schemas:
            Changed: { allOf: [{ $ref: '#/components/schemas/Offer' }] }
            Offer:
              type: object
              properties:
                percent_off: { type: [integer, 'null'] }
                title: { anyOf: [{ type: 'null' }, { type: string }] }
                place: { type: object, properties: { city: { type: string } } }
        """;
    api.answers(200, "{}");

    int exitCode =
        clientele(ApiDescription.of(new ByteArrayInputStream(description.getBytes(UTF_8))), "")
            .execute(
                "offer",
                "change",
                "o-1",
                "--percent-off",
                "7",
                "--title",
                "7",
                "--place",
                "city=Pune");

    assertThat(exitCode).as(errors.toString()).isZero();
    assertThat(api.sent().get(0).target()).isEqualTo("/api/v1/offer/o-1");
    assertBody("{\"percent_off\":7,\"title\":\"7\",\"place\":{\"city\":\"Pune\"}}");
  }

  @Test
  void createSendsItsOptionsAndPrintsTheCustomer() throws Exception {
    api.answers(201, CUSTOMER, "ETag", "\"1\"");

    int exitCode =
        run(
            "customer",
            "create",
            "--customer-reference",
            "shop-1",
            "--first-name",
            "Åsa",
            "--billing-address",
            "city=Malmö",
            "--billing-address",
            "address-category=billing",
            "--metadata",
            "tier=a=b",
            "--metadata",
            "since=");

    assertThat(exitCode).as(errors.toString()).isZero();
    Sent sent = api.sent().get(0);
    assertThat(sent.method() + " " + sent.target()).isEqualTo("POST /api/v1/customer");
    assertThat(sent.headers().getFirst("Authorization")).isEqualTo("Bearer given-token");
    assertThat(sent.headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertBody(
        """
        {"merchant_customer_reference": "shop-1", "first_name": "Åsa",
         "billing_address": {"city": "Malmö", "address_category": "billing"},
         "merchant_metadata": {"tier": "a=b", "since": ""}}
        """);
    assertThat(output.toString().lines())
        .contains("customer_id  cust-1", "first_name   Åsa", "ETag         \"1\"");
  }

  @Test
  void updateClearsMergesAndNamesItsVersion() throws Exception {
    api.answers(200, CUSTOMER);

    int exitCode =
        run(
            "customer",
            "update",
            "cust-1",
            "--if-match",
            "3",
            "--last-name",
            "Iyer",
            "--clear",
            "gstin",
            "--clear",
            "billing-address.address3",
            "--clear",
            "merchant_metadata.old",
            "--metadata",
            "new=1");

    assertThat(exitCode).as(errors.toString()).isZero();
    assertThat(api.sent().get(0).headers().getFirst("If-Match")).isEqualTo("\"3\"");
    assertBody(
        """
        {"last_name": "Iyer", "gstin": null, "billing_address": {"address3": null},
         "merchant_metadata": {"old": null, "new": "1"}}
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customer get",
        "customer get ..",
        "customer delete-all",
        "customer find --country-code 91",
        "customer create --shoe-size 9",
        "customer create --metadata tier",
        "customer create --billing-address street=1",
        "customer create not/there.json",
        "customer create --first-name \uFFFD\uFFFD",
        "customer create --idempotency-key \u00E9",
        "customer update cust-1 --clear shoe_size",
        "customer update cust-1 --clear gstin.part",
        "customer update cust-1 --clear gstin --gstin 1",
        "customer get cust-1 --output xml",
        "customer get cust-1 --timeout 0",
        "customer get cust-1 --profile ../x",
        "login --url http://api.example.com",
        "login --url ftp://localhost",
        "login --url https://user@api.example.com",
        "login"
      })
  void whatCannotBeFollowedIsNotSent(String arguments) {
    variables.remove("CLIENTELE_URL");

    int exitCode = run(arguments.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(errors.toString()).isNotBlank();
    assertThat(api.sent()).isEmpty();
  }

  @Test
  void jsonOfTheInputIsSentUnderTheOptions() throws Exception {
    api.answers(201, CUSTOMER);

    runWith(
        "\uFEFF{\"first_name\": \"A\", \"later\": 1.10, \"merchant_metadata\": {\"a\": \"1\"}}",
        "customer",
        "create",
        "-",
        "--first-name",
        "B",
        "--metadata",
        "b=2");

    assertBody(
        "{\"first_name\": \"B\", \"later\": 1.10, \"merchant_metadata\": {\"a\": \"1\", \"b\":"
            + " \"2\"}}");
    assertThat(api.sent().get(0).body()).contains("1.10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "[]", "", "{\"a\":1,\"a\":2}", "{} {}"})
  void inputThatIsNoObjectIsRefusedWithoutBeingShown(String input) {
    assertThat(runWith(input, "customer", "create", "-")).isEqualTo(2);
    assertThat(errors.toString()).doesNotContain("secret");
  }

  @Test
  void lostAnswersAreAskedForAgainUnderTheSameKey() {
    api.answers(TestingApi.NONE, "").answers(503, "{}", "Retry-After", "3").answers(201, CUSTOMER);

    int exitCode = run("customer", "create", "--first-name", "A");

    assertThat(exitCode).as(errors.toString()).isZero();
    assertThat(api.sent()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(api.sent().stream().map(Sent::body).distinct()).hasSize(1);
    assertThat(
            api.sent().stream().map(sent -> sent.headers().getFirst("Idempotency-Key")).distinct())
        .singleElement()
        .asString()
        .hasSize(36);
    assertThat(pauses).last().isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void outcomeThatStaysUnknownNamesTheKeyToRepeatItUnder() {
    for (int i = 0; i < 3; i++) {
      api.answers(503, "{\"code\":\"SERVICE_UNAVAILABLE\"}", "Retry-After", "1");
    }

    int exitCode = run("token", "delete", "cust-1", "token-1", "--idempotency-key", "key-1");

    assertThat(exitCode).isEqualTo(7);
    assertThat(api.sent()).hasSize(3);
    assertThat(errors.toString()).contains("SERVICE_UNAVAILABLE", "--idempotency-key key-1");
  }

  @Test
  void versionedChangeWithoutAKeyIsSentOnce() {
    api.answers(503, "{}", "Retry-After", "1");

    int exitCode = run("token", "default", "cust-1", "token-1", "--if-match", "2");

    assertThat(exitCode).isEqualTo(7);
    assertThat(api.sent()).hasSize(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void longWaitIsLeftToThePerson() {
    api.answers(429, "{\"code\":\"RATE_LIMITED\"}", "Retry-After", "300");

    assertThat(run("customer", "get", "cust-1")).isEqualTo(7);
    assertThat(errors.toString()).contains("Retry-After: 300");
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "301, '', 1",
    "400, INVALID_REQUEST, 4",
    "401, UNAUTHORIZED, 3",
    "403, FORBIDDEN, 3",
    "404, CUSTOMER_NOT_FOUND, 5",
    "405, METHOD_NOT_ALLOWED, 4",
    "409, CUSTOMER_CHANGED, 6",
    "412, PRECONDITION_FAILED, 6",
    "413, INVALID_REQUEST, 4",
    "422, DUPLICATE_REQUEST, 4",
    "422, USER_AUTHENTICATION_FAILED, 3",
    "429, RATE_LIMITED, 7",
    "500, INTERNAL_ERROR, 7",
    "503, SERVICE_UNAVAILABLE, 7"
  })
  void refusalIsToldByItsExitCode(int status, String code, int exitCode) {
    api.answers(status, "{\"code\":\"%s\",\"message\":\"why\"}".formatted(code));

    assertThat(run("customer", "get", "cust-1")).isEqualTo(exitCode);
    assertThat(errors.toString()).contains(code, "why", String.valueOf(status));
    assertThat(output.toString()).isEmpty();
  }

  @Test
  void allWrongFieldsAreNamed() {
    api.answers(
        400,
        """
        {"code": "INVALID_REQUEST", "message": "first",
         "additional_error_details": {"reason": "email_id"},
         "errors": [{"reason": "email_id", "message": "first"},
                    {"reason": "gstin", "message": "\\u001b[2Jsecond"}]}
        """,
        "Request-ID",
        "r-1",
        "Did-You-Mean",
        "first_name");

    run("customer", "create");

    assertThat(errors.toString().lines())
        .containsExactly(
            "INVALID_REQUEST: first (HTTP 400)",
            "  email_id: first",
            "  gstin: \\u001b[2Jsecond",
            "  Did-You-Mean: first_name",
            "  Request-ID: r-1");
  }

  @Test
  void whatAnswersNoJsonIsNotThisApi() {
    api.answers(200, "<html>").answers(502, "<html>").answers(502, "<html>").answers(502, "<html>");

    assertThat(run("customer", "get", "cust-1")).isEqualTo(1);
    assertThat(run("customer", "get", "cust-1")).isEqualTo(7);
  }

  @Test
  void idsAndQueriesAreEncoded() {
    api.answers(200, CUSTOMER).answers(200, CUSTOMER);

    run("customer", "get", "a/b?c");
    run(
        "customer",
        "find",
        "--country-code",
        "+91",
        "--mobile-number",
        "98 76",
        "--customer-reference",
        "a&b");

    assertThat(api.sent().get(0).target()).isEqualTo("/api/v1/customer/a%2Fb%3Fc");
    assertThat(api.sent().get(1).target())
        .contains(
            "country_code=%2B91", "mobile_number=98%2076", "merchant_customer_reference=a%26b");
  }

  @Test
  void jsonIsTheAnswerAndNothingElse() throws Exception {
    api.answers(200, CUSTOMER, "ETag", "\"1\"", "Idempotent-Replayed", "true");

    run("customer", "get", "cust-1", "-v", "--output", "json");

    var json = new ObjectMapper();
    assertThat(json.readTree(output.toString())).isEqualTo(json.readTree(CUSTOMER));
    assertThat(errors.toString())
        .contains("GET", "200", "idempotency key")
        .doesNotContain("given-token", "cust-1");
  }

  @Test
  void profileIsForItsOwnerAloneAndKeepsTheAccessToken() throws Exception {
    variables.remove("CLIENTELE_ACCESS_TOKEN");
    api.answers(200, CUSTOMER).answers(200, CUSTOMER);

    int exitCode = runWith("right-secret\n", "login", "--client-id", "me", "--profile", "shop");
    run("customer", "get", "cust-1", "--profile", "shop");
    run("customer", "get", "cust-1", "--profile", "shop", "-v");

    Path file = folder.resolve("profiles/shop.json");
    assertThat(exitCode).as(errors.toString()).isZero();
    assertThat(Files.readString(file)).contains("right-secret", "token-1");
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(api.issued()).isEqualTo(1);
    assertThat(output + "" + errors).doesNotContain("right-secret", "token-1");
  }

  @Test
  void wrongSecretMakesNoProfile() {
    variables.remove("CLIENTELE_ACCESS_TOKEN");

    assertThat(runWith("wrong-secret\n", "login", "--client-id", "me")).isEqualTo(3);
    assertThat(folder.resolve("profiles")).doesNotExist();
    assertThat(errors.toString()).doesNotContain("wrong-secret");
  }

  @Test
  void accessTokenThatIsRefusedIsIssuedAnewOnce() {
    variables.remove("CLIENTELE_ACCESS_TOKEN");
    runWith("right-secret", "login", "--client-id", "me");
    api.answers(401, "{}").answers(200, CUSTOMER);

    int exitCode = run("customer", "get", "cust-1");

    assertThat(exitCode).as(errors.toString()).isZero();
    assertThat(api.issued()).isEqualTo(2);
    assertThat(api.sent().get(1).headers().getFirst("Authorization")).isEqualTo("Bearer token-2");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void profileThatOthersCanReadIsNotUsed() throws Exception {
    variables.remove("CLIENTELE_ACCESS_TOKEN");
    runWith("right-secret", "login", "--client-id", "me");
    Path file = folder.resolve("profiles/default.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(run("customer", "get", "cust-1")).isEqualTo(2);
    assertThat(errors.toString()).contains("chmod 600");
    assertThat(api.sent()).isEmpty();
  }

  @Test
  void logoutDeletesTheSecret() {
    variables.remove("CLIENTELE_ACCESS_TOKEN");
    runWith("right-secret", "login", "--client-id", "me");

    assertThat(run("logout")).isZero();
    assertThat(folder.resolve("profiles/default.json")).doesNotExist();
    assertThat(run("customer", "get", "cust-1")).isEqualTo(3);
  }

  @Test
  void pageListsEveryExitCode() throws Exception {
    assertThat(Files.readAllLines(Path.of("README.md")))
        .containsAll(
            Exit.list().entrySet().stream()
                .map(exit -> "| %s | %s |".formatted(exit.getKey(), exit.getValue()))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customer",
        "customer create",
        "customer find",
        "token",
        "token delete",
        "login",
        "logout"
      })
  void helpIsToldEverywhere(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(output.toString()).contains("Usage: clientele " + command).doesNotContain("`");
  }
}

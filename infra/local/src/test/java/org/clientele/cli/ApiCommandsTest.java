package org.clientele.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.clientele.cli.Environment.Terminal;
import org.clientele.cli.TestingServer.Sent;
import org.clientele.http.Route;
import org.clientele.local.LocalServer;
import org.jspecify.annotations.Nullable;
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

class ApiCommandsTest {

  private static final String CUSTOMER =
      "{\"customer_id\":\"cust-1\",\"first_name\":\"Åsa\",\"status\":\"ACTIVE\"}";
  private static final ApiDescription DESCRIPTION = ApiDescription.read();

  private final Path folder;
  private final TestingServer api = new TestingServer();
  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final List<Duration> pauses = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private final List<String> questions = new ArrayList<>();
  private @Nullable Terminal terminal;

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
    return clientele(description, new ByteArrayInputStream(input.getBytes(UTF_8)));
  }

  private CommandLine clientele(ApiDescription description, InputStream input) {
    var environment = new Environment(variables, input, terminal, pauses::add);
    CommandLine clientele = new CommandLine(new LocalServer());
    new ApiCommands(description, environment).add(clientele);
    return LocalServer.asClientele(clientele)
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true));
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
  void everyRouteThatNeedsAnAccessTokenIsACommand() {
    List<CommandLine> all = commands(clientele(DESCRIPTION, "")).toList();

    assertThat(
            all.stream()
                .map(command -> command.getCommandSpec().userObject())
                .filter(ApiCommand.class::isInstance)
                .map(command -> ((ApiCommand) command).operation())
                .map(operation -> operation.method() + " " + operation.path())
                .collect(toSet()))
        .isEqualTo(
            Arrays.stream(Route.values())
                .filter(route -> route.scope().isPresent())
                .map(route -> route.method() + " " + route.path())
                .collect(toSet()));
    assertThat(all.stream().map(command -> command.getCommandSpec().qualifiedName()))
        .contains(
            "clientele customer find",
            "clientele customer history",
            "clientele customer tokens",
            "clientele token default");
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(ApiCommandsTest::commands));
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
            Changed:
              type: object
              properties:
                percent_off: { type: [integer, 'null'] }
                title: { anyOf: [{ $ref: '#/components/schemas/Title' }, { type: 'null' }] }
                place: { type: object, properties: { city: { type: string } } }
            Title: { type: string }
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
            "since=",
            "--custom-fields",
            "score=7",
            "--custom-fields",
            "tier=gold",
            "--custom-fields",
            "code=\"7\"",
            "--custom-fields",
            "none=");

    assertThat(exitCode).as(errors.toString()).isZero();
    Sent sent = api.sent().get(0);
    assertThat(sent.method() + " " + sent.target()).isEqualTo("POST /api/v1/customer");
    assertThat(sent.headers().getFirst("Authorization")).isEqualTo("Bearer given-token");
    assertThat(sent.headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertBody(
        """
        {"merchant_customer_reference": "shop-1", "first_name": "Åsa",
         "billing_address": {"city": "Malmö", "address_category": "billing"},
         "merchant_metadata": {"tier": "a=b", "since": ""},
         "custom_fields": {"score": 7, "tier": "gold", "code": "7", "none": ""}}
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
    api.answers(TestingServer.NONE, "")
        .answers(503, "{}", "Retry-After", "3")
        .answers(201, CUSTOMER);

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
    "404, TOKEN_NOT_FOUND, 5",
    "404, CUSTOM_FIELD_NOT_FOUND, 5",
    "404, NOT_FOUND, 1",
    "405, METHOD_NOT_ALLOWED, 4",
    "409, CUSTOMER_CHANGED, 6",
    "409, IDEMPOTENCY_IN_PROGRESS, 7",
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
            "clientele: INVALID_REQUEST: first (HTTP 400)",
            "  email_id: first",
            "  gstin: \\u001b[2Jsecond",
            "  Did-You-Mean: first_name",
            "  Request-ID: r-1");
  }

  @Test
  void whatAnswersNoJsonIsNotThisApi() {
    api.answers(200, "<html>").answers(404, "<html>");
    api.answers(502, "<html>").answers(502, "<html>").answers(502, "<html>");

    assertThat(run("customer", "get", "cust-1")).isEqualTo(1);
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

  @Test
  void everyCommandTellsItsHelp() {
    CommandLine clientele = clientele(DESCRIPTION, "");
    List<String> names =
        commands(clientele).map(command -> command.getCommandSpec().qualifiedName()).toList();

    assertThat(names)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            name -> {
              output.getBuffer().setLength(0);
              assertThat(clientele.execute((name + " --help").split(" ", 2)[1].split(" ")))
                  .isZero();
              assertThat(output.toString()).contains("Usage: " + name).doesNotContain("`");
            });
  }

  @Test
  void bodyThatMayBeLeftOutRequiresNoField() {
    api.answers(200, "{}");

    run("token", "delete-by-id", "--help");
    String help = output.toString();
    int exitCode = run("token", "delete-by-id", "token-1");

    assertThat(help).contains("--merchant-unique-reference").doesNotContain("Required.");
    assertThat(exitCode).as(errors.toString()).isZero();
    assertThat(api.sent().get(0).body()).isEmpty();
  }

  @Test
  void clearNamesFieldsOfTheDescription() {
    run("customer", "update", "--help");

    assertThat(output.toString().replaceAll("\\s+", ""))
        .contains(
            "suchasmerchant_customer_reference,billing_address.address1,merchant_metadata.KEY");
  }

  @Test
  void defectIsNoUsageErrorAndQuotesNothing() {
    var broken =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public synchronized byte[] readAllBytes() {
            throw new IllegalStateException("secret");
          }
        };

    int exitCode = clientele(DESCRIPTION, broken).execute("customer", "create", "-");

    assertThat(exitCode).isEqualTo(1);
    assertThat(errors.toString())
        .contains("IllegalStateException")
        .doesNotContain("secret", "null");
  }

  @Test
  void changeThatReachedNobodyWasNotDone() {
    api.close();

    int exitCode = run("token", "delete", "cust-1", "token-1");

    assertThat(exitCode).isEqualTo(7);
    assertThat(errors.toString()).contains("no connection").doesNotContain("may have been done");
  }

  @Test
  void changeThatWasRefusedForTheRateWasNotDone() {
    api.answers(429, "{\"code\":\"RATE_LIMITED\"}", "Retry-After", "300");

    assertThat(run("token", "delete", "cust-1", "token-1")).isEqualTo(7);
    assertThat(errors.toString()).contains("Retry-After: 300").doesNotContain("may have been done");
  }

  @Test
  void changeWhoseFirstAnswerWasLostMayHaveBeenDone() {
    api.answers(502, "").answers(429, "{\"code\":\"RATE_LIMITED\"}", "Retry-After", "300");

    assertThat(run("token", "delete", "cust-1", "token-1")).isEqualTo(7);
    assertThat(errors.toString()).contains("may have been done");
  }

  @Test
  void onlyFailuresBeforeTheRequestAreKnownToHaveDoneNothing() {
    assertThat(
            List.of(
                new ConnectException(),
                new HttpConnectTimeoutException(""),
                new SSLHandshakeException("")))
        .allMatch(Connection::isNotConnected);
    assertThat(List.of(new IOException(), new HttpTimeoutException(""), new SSLException("")))
        .noneMatch(Connection::isNotConnected);
  }

  private void answerOnTheTerminal(String answer) {
    terminal =
        new Terminal() {
          @Override
          public String readLine(String prompt) {
            questions.add(prompt);
            return answer;
          }

          @Override
          public String readSecret(String prompt) {
            return readLine(prompt);
          }
        };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token delete cust-1 token-1",
        "token delete-by-id token-1",
        "customer update cust-1 --status deleted"
      })
  void deletionIsAskedAboutOnATerminal(String arguments) {
    api.answers(200, "{}").answers(200, "{}").answers(200, "{}");

    answerOnTheTerminal("n");
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(api.sent()).isEmpty();

    answerOnTheTerminal("y");
    assertThat(run(arguments.split(" "))).as(errors.toString()).isZero();
    assertThat(questions).hasSize(2).allMatch(question -> question.contains("-1"));

    assertThat(run((arguments + " --yes").split(" "))).isZero();
    terminal = null;
    assertThat(run(arguments.split(" "))).isZero();
    assertThat(questions).hasSize(2);
    assertThat(api.sent()).hasSize(3);
  }

  @Test
  void changeThatCanBeUndoneIsNotAskedAbout() {
    api.answers(200, "{}");
    answerOnTheTerminal("n");

    assertThat(run("customer", "update", "cust-1", "--status", "SUSPENDED")).isZero();
    assertThat(questions).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "secret", "{\"url\": null}"})
  void fileThatIsNoProfileIsRefusedWithoutBeingShown(String content) throws Exception {
    variables.remove("CLIENTELE_ACCESS_TOKEN");
    runWith("right-secret", "login", "--client-id", "me");
    Files.writeString(folder.resolve("profiles/default.json"), content);

    assertThat(run("customer", "get", "cust-1")).isEqualTo(2);
    assertThat(errors.toString()).contains("is not a profile").doesNotContain("secret");
  }
}

package org.clientele.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.cli.Exit.DONE;
import static org.clientele.cli.Exit.USAGE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.RevokedClient;
import org.clientele.access.Scope;
import org.clientele.access.SigningKeys;
import org.clientele.cli.Exit;
import org.clientele.embedded.TemporaryTables;
import org.clientele.local.LocalServer;
import org.clientele.store.client.CredentialsRepository;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class CredentialsTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Pattern SHOWN =
      Pattern.compile("client_id: (\\S+)\nclient_secret: ([A-Za-z0-9_-]{43})\n");
  private static final Pattern SET = Pattern.compile("AccessTokenKeys = '(\\{.*})'\n");

  private static final TemporaryTables TABLES = new TemporaryTables();
  private static final String TABLE = TABLES.name("ClientsTable");

  private final CredentialsRepository stored = new CredentialsRepository(TABLES.client(), TABLE);
  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private Exit exit = DONE;

  @BeforeEach
  void forgetWhatOtherTestsHaveStored() {
    for (var item : items()) {
      TABLES
          .client()
          .deleteItem(delete -> delete.tableName(TABLE).key(Map.of("pk", item.get("pk"))));
    }
  }

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private static List<Map<String, AttributeValue>> items() {
    return TABLES.client().scan(scan -> scan.tableName(TABLE)).items();
  }

  @Test
  void initMakesTheOnlySigningKeyAndPrintsThePublicOne() throws IOException {
    JsonNode published = set(run("init")).get("keys");

    SigningKeys keys = keys();
    assertThat(published).hasSize(1);
    assertThat(published.get(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("kty", "kid", "use", "alg", "n", "e");
    assertThat(published.get(0).get("kid")).isEqualTo(json(keys.signing()).get("kid"));
    assertThat(json(keys.signing()).has("d")).isTrue();
  }

  @Test
  void secondInitChangesNothing() {
    run("init");
    SigningKeys first = keys();

    run("init");

    assertRefused("there is a signing key; credentials rotate-key makes another");
    assertThat(keys()).isEqualTo(first);
  }

  @Test
  void clientsOfManyMerchantsAreAddedWithoutTouchingTheKeyOrEachOther() {
    run("init");
    SigningKeys keys = keys();
    Matcher one = shown(run("add-client", "--merchant", "m-1"));
    Matcher other =
        shown(run("add-client", "--merchant", "m-2", "--scope", "tokens:read customers:read"));

    assertThat(keys()).isEqualTo(keys);
    assertThat(client(one.group(1)).merchantId().value()).isEqualTo("m-1");
    assertThat(client(one.group(1)).scopes()).containsExactlyInAnyOrder(Scope.values());
    assertThat(client(other.group(1)).merchantId().value()).isEqualTo("m-2");
    assertThat(client(other.group(1)).scopes())
        .containsExactlyInAnyOrder(Scope.TOKENS_READ, Scope.CUSTOMERS_READ);
    assertThat(isSecret(one.group(1), one.group(2))).isTrue();
    assertThat(isSecret(other.group(1), other.group(2))).isTrue();
    assertThat(isSecret(one.group(1), other.group(2))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a#b, customers:read, --merchant is no merchant id",
    "m, customers, --scope must be of",
    "m, '', --scope must be of"
  })
  void whatIsNoMerchantOrScopeMakesNoClient(String merchant, String scope, String complaint) {
    run("add-client", "--merchant", merchant, "--scope", scope);

    assertRefused(complaint);
    assertThat(items()).isEmpty();
  }

  @Test
  void rotatedClientHasBothSecretsUntilTheNewerIsKept() {
    Matcher first = shown(run("add-client", "--merchant", "m"));
    String id = first.group(1);
    Matcher second = shown(run("rotate-client", "--client", id));

    assertThat(second.group(1)).isEqualTo(id);
    assertThat(isSecret(id, first.group(2))).isTrue();
    assertThat(isSecret(id, second.group(2))).isTrue();

    run("rotate-client", "--client", id, "--keep", "newer");
    assertThat(isSecret(id, first.group(2))).isFalse();
    assertThat(isSecret(id, second.group(2))).isTrue();
  }

  @Test
  void newSecretThatWasLostIsTakenBack() {
    Matcher first = shown(run("add-client", "--merchant", "m"));
    String id = first.group(1);
    Matcher lost = shown(run("rotate-client", "--client", id));

    run("rotate-client", "--client", id, "--keep", "older");

    assertThat(isSecret(id, first.group(2))).isTrue();
    assertThat(isSecret(id, lost.group(2))).isFalse();
  }

  @Test
  void secondRotationTakesNoSecretAway() {
    Matcher first = shown(run("add-client", "--merchant", "m"));
    String id = first.group(1);
    Matcher second = shown(run("rotate-client", "--client", id));

    run("rotate-client", "--client", id);

    assertRefused("the client has two secrets; end that by --keep first");
    assertThat(isSecret(id, first.group(2))).isTrue();
    assertThat(isSecret(id, second.group(2))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"newer", "older"})
  void onlySecretOfAClientIsNotTakenAway(String kept) {
    Matcher only = shown(run("add-client", "--merchant", "m"));

    run("rotate-client", "--client", only.group(1), "--keep", kept);

    assertRefused("the client has one secret only");
    assertThat(isSecret(only.group(1), only.group(2))).isTrue();
  }

  @Test
  void revokedClientStaysRevokedAndGetsNoSecret() {
    String id = shown(run("add-client", "--merchant", "m")).group(1);
    String other = shown(run("add-client", "--merchant", "m")).group(1);

    run("revoke-client", "--client", id);
    run("revoke-client", "--client", id);
    assertThat(exit).isEqualTo(DONE);
    run("rotate-client", "--client", id);

    assertRefused("the client is revoked");
    assertThat(client(id).revoked()).isTrue();
    assertThat(client(other).revoked()).isFalse();
  }

  @Test
  void tokensOfARevokedClientAreRefusedByTheKeysThatArePrinted() throws IOException {
    run("init");
    String id = shown(run("add-client", "--merchant", "m")).group(1);

    JsonNode set = set(run("revoke-client", "--client", id));

    assertThat(kids(set.get("keys"))).containsExactly(json(keys().signing()).get("kid").asText());
    assertThat(texts(set.get("revoked_clients"))).containsExactly(RevokedClient.hash(id));
    assertThat(set(run("revoke-client", "--client", id))).as("again").isEqualTo(set);
    for (String step : List.of("", "--sign", "--withdraw --at-once")) {
      String[] options = step.isEmpty() ? new String[0] : step.split(" ");
      assertThat(set(run("rotate-key", options)).get("revoked_clients"))
          .as(step)
          .isEqualTo(set.get("revoked_clients"));
    }
  }

  @Test
  void clientIsForgottenOnceItsLastTokenIsOver() throws IOException {
    run("init");
    String first = shown(run("add-client", "--merchant", "m")).group(1);
    String second = shown(run("add-client", "--merchant", "m")).group(1);
    String third = shown(run("add-client", "--merchant", "m")).group(1);

    revokeAt(NOW, first);
    revokeAt(NOW.plus(Duration.ofMinutes(65)), second);
    assertThat(texts(set(output.toString()).get("revoked_clients")))
        .containsExactly(RevokedClient.hash(first), RevokedClient.hash(second));
    revokeAt(NOW.plus(Duration.ofMinutes(66)), third);

    assertThat(texts(set(output.toString()).get("revoked_clients")))
        .containsExactly(RevokedClient.hash(second), RevokedClient.hash(third));
    assertThat(client(first).revoked()).isTrue();
  }

  /** Functions fetch no set without bound, and without a set nobody is let in. */
  @Test
  void setOfRevokedClientsHasABound() {
    run("init");
    SigningKeys read = keys();
    List<RevokedClient> many =
        IntStream.range(0, 2_000).mapToObj(i -> RevokedClient.of("client-" + i, NOW)).toList();
    stored.update(read, new SigningKeys(read.signing(), null, null, null, many));
    String id = shown(run("add-client", "--merchant", "m")).group(1);

    revokeAt(NOW, id);

    assertRefused("2000 clients were revoked within an hour");
    assertThat(client(id).revoked()).isFalse();
  }

  @Test
  void eachStepOfARotationTakesOutClientsWhoseTokensAreOver() {
    run("init");
    Instant now = NOW;
    for (String step : List.of("", "--sign", "--withdraw")) {
      revokeAt(now, shown(run("add-client", "--merchant", "m")).group(1));
      assertThat(keys().revoked()).as(step).hasSize(1);

      now = now.plus(Duration.ofHours(2));
      runAt(now, step.isEmpty() ? new String[0] : new String[] {step});

      assertThat(exit).isEqualTo(DONE);
      assertThat(keys().revoked()).as(step).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotate-client", "revoke-client"})
  void clientThatThereIsNotIsNotMade(String command) {
    run(command, "--client", "nobody");

    assertRefused("there is no client of this id");
    assertThat(stored.findClient("nobody")).isEmpty();
  }

  @Test
  void keyIsPublishedBeforeItSignsAndTheOneBeforeStaysForAnHour() throws IOException {
    JsonNode first = set(run("init")).get("keys").get(0);

    JsonNode both = set(run("rotate-key")).get("keys");
    assertThat(kids(both)).hasSize(2).contains(first.get("kid").asText());
    assertThat(json(keys().signing()).get("kid")).isEqualTo(first.get("kid"));
    assertThat(set(run("rotate-key")).get("keys")).as("asked again").isEqualTo(both);

    JsonNode signing = set(runAt(NOW, "--sign")).get("keys");
    assertThat(kids(signing)).isEqualTo(kids(both));
    assertThat(json(keys().signing()).get("kid")).isNotEqualTo(first.get("kid"));
    assertThat(json(keys().all().get(1)).has("d")).as("no longer private").isFalse();

    runAt(NOW.plus(Duration.ofMinutes(60)), "--withdraw");
    assertRefused("what the previous key has signed is good until 2026-01-31T13:01:00.000000Z");
    runAt(NOW.plus(Duration.ofMinutes(61)), "--withdraw");
    assertThat(kids(set(output.toString()).get("keys")))
        .containsExactly(json(keys().signing()).get("kid").asText());
  }

  @Test
  void keyThatHasLeakedIsWithdrawnAtOnce() throws IOException {
    run("init");
    run("rotate-key");
    run("rotate-key", "--sign");

    assertThat(kids(set(run("rotate-key", "--withdraw", "--at-once")).get("keys"))).hasSize(1);
  }

  @Test
  void stepsOfARotationOutOfOrderChangeNothing() {
    run("rotate-key");
    assertRefused("there is no signing key; credentials init makes one");
    run("init");
    SigningKeys first = keys();
    run("rotate-key", "--sign");
    assertRefused("there is no next key; rotate-key makes one");
    run("rotate-key", "--withdraw");
    assertRefused("no key has signed before");
    run("rotate-key", "--at-once");
    assertRefused("--at-once is for --withdraw");
    assertThat(keys()).isEqualTo(first);

    run("rotate-key");
    run("rotate-key", "--sign");
    run("rotate-key");
    SigningKeys third = keys();
    run("rotate-key", "--sign");
    assertRefused("another key has signed before; --withdraw that one first");
    assertThat(keys()).isEqualTo(third);
  }

  @Test
  void nothingSecretIsPrintedButTheSecretOfAClientOnce() throws IOException {
    String printed = run("init") + run("rotate-key") + run("rotate-key", "--sign");
    Matcher client = shown(run("add-client", "--merchant", "m"));

    JsonNode key = json(keys().signing());
    assertThat(printed).contains(key.get("n").asText()).doesNotContain(key.get("d").asText());
    assertThat(keys().toString()).doesNotContain(key.get("n").asText());
    assertThat(items().toString()).doesNotContain(client.group(2));
  }

  private String run(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of("credentials", command));
    arguments.addAll(List.of(options));
    return execute(command(new LocalServer()), arguments);
  }

  private String runAt(Instant now, String... options) {
    var rotateKey = new RotateKey(Clock.fixed(now, ZoneOffset.UTC));
    return execute(command(rotateKey), List.of(options));
  }

  private void revokeAt(Instant now, String client) {
    var revokeClient = new RevokeClient(Clock.fixed(now, ZoneOffset.UTC));
    execute(command(revokeClient), List.of("--client", client));
  }

  private CommandLine command(Object command) {
    output.getBuffer().setLength(0);
    errors.getBuffer().setLength(0);
    return LocalServer.asClientele(new CommandLine(command))
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true));
  }

  private String execute(CommandLine command, List<String> options) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("--table", TABLE, "--endpoint", "" + TABLES.endpoint()));
    int code = command.execute(arguments.toArray(String[]::new));
    exit = code == USAGE.code() ? USAGE : DONE;
    assertThat(code).as(errors.toString()).isEqualTo(exit.code());
    return output.toString();
  }

  private void assertRefused(String complaint) {
    assertThat(exit).isEqualTo(USAGE);
    assertThat(errors.toString()).startsWith("clientele: " + complaint);
    assertThat(output.toString()).isEmpty();
  }

  private SigningKeys keys() {
    return stored.findSigningKeys().orElseThrow();
  }

  private ApiClient client(String id) {
    return stored.findClient(id).orElseThrow();
  }

  private boolean isSecret(String id, String secret) {
    return client(id).secrets().stream().anyMatch((ClientSecret one) -> one.matches(secret));
  }

  private static Matcher shown(String output) {
    Matcher shown = SHOWN.matcher(output);
    assertThat(shown.matches()).as(output).isTrue();
    return shown;
  }

  private static JsonNode set(String output) throws IOException {
    Matcher set = SET.matcher(output);
    assertThat(set.matches()).as(output).isTrue();
    return json(set.group(1));
  }

  private static Set<String> kids(JsonNode keys) {
    Set<String> kids = new HashSet<>();
    keys.forEach(key -> kids.add(key.get("kid").asText()));
    return kids;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}

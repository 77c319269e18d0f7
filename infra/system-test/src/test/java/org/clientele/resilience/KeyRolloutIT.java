package org.clientele.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.clientele.embedded.TemporaryTables;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys that are deployed with a version: what was printed by a command counts for the version that
 * is deployed with it, and while that is rolled out, the version before answers too. Each server
 * here is a version; it takes the keys when it starts, as they were printed last. In each build
 * {@code KeyRotationTest} does the same in one process, with keys that are fetched.
 */
@EnabledIfSystemProperty(
    named = "clientele.full",
    matches = ".*",
    disabledReason = "six servers take more than a minute")
class KeyRolloutIT {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern SET = Pattern.compile("AccessTokenKeys = '(\\{.*})'\n");
  private static final Pattern CLIENT =
      Pattern.compile("client_id: (\\S+)\nclient_secret: (\\S+)\n");

  private static final int THREADS = 2;

  /** So often an access token is used before its client gets another. */
  private static final int USES = 5;

  private static final String CUSTOMER = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";

  @TempDir private Path folder = Path.of("");

  private final TemporaryTables tables = new TemporaryTables();
  private final List<LocalServerProcess> versions = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final AtomicIntegerArray tokens = new AtomicIntegerArray(THREADS);
  private final Semaphore used = new Semaphore(0);
  private final List<Future<?>> callers = new ArrayList<>();

  /** What callers reach: one version, or two during a rollout. */
  private volatile List<MerchantClient> live = List.of();

  private volatile boolean ended;

  @AfterEach
  void end() {
    ended = true;
    threads.shutdownNow();
    versions.forEach(LocalServerProcess::close);
    tables.close();
  }

  @Test
  void callersAreNeverRefusedAndWhatIsWithdrawnIsFromItsVersionOn() throws Exception {
    deploy();
    String[] shop = client(run("credentials", "add-client", "--merchant", "demo-merchant"));
    String byFirstKey = token(shop);
    startCallers(client(run("credentials", "add-client", "--merchant", "demo-merchant")));
    awaitTokens();

    JsonNode both = printed(run("credentials", "rotate-key"));
    rollOut(both);
    run("credentials", "rotate-key", "--sign");
    String bySecondKey = token(shop);
    awaitTokens();
    assertThat(status(byFirstKey)).containsOnly(200);
    assertThat(status(bySecondKey)).containsOnly(200);

    refused("credentials", "rotate-key", "--withdraw");
    // As if the hour had passed, since when each caller has had another token.
    JsonNode second = printed(run("credentials", "rotate-key", "--withdraw", "--at-once"));
    assertThat(second.path("keys")).hasSize(1);
    rollOut(second);
    assertThat(status(byFirstKey)).containsExactly(401);
    assertThat(status(bySecondKey)).containsExactly(200);

    JsonNode without = printed(run("credentials", "revoke-client", "--client", shop[0]));
    assertThat(live.get(0).issueToken(shop[0], shop[1]).status()).isEqualTo(422);
    rollOut(without);
    assertThat(status(bySecondKey)).containsExactly(401);

    ended = true;
    for (Future<?> caller : callers) {
      caller.get();
    }
    System.out.printf("key rollout: %s%n", new TreeMap<>(answers));
    assertThat(answers).containsOnlyKeys(200);
  }

  /**
   * Starts a version with what was printed last, has it answer beside the one before, then alone.
   */
  private void rollOut(JsonNode keys) throws Exception {
    takenByDeploy(keys);
    LocalServerProcess before = versions.get(versions.size() - 1);
    deploy();
    assertThat(live.get(live.size() - 1).get("/.well-known/jwks.json").json()).isEqualTo(keys);
    awaitTokens();
    live = List.of(live.get(live.size() - 1));
    awaitTokens();
    before.close();
    versions.remove(before);
  }

  private void deploy() {
    var version =
        LocalServerProcess.start(
            "--endpoint", tables.endpoint().toString(), "--table-prefix", tables.prefix());
    versions.add(version);
    List<MerchantClient> answering = new ArrayList<>(live);
    answering.add(version.anyone());
    live = List.copyOf(answering);
  }

  /** The command that deploys takes it as it was printed. */
  private void takenByDeploy(JsonNode keys) throws Exception {
    String output =
        execute(
            0,
            ROOT.resolve("infra/deploy").toString(),
            "dev",
            "--dry-run",
            "Packaging=java25",
            "AccessTokenIssuer=https://identity.shop.in",
            "AccessTokenAudience=https://clientele.shop.in",
            "AccessTokenKeys=" + keys);
    assertThat(keys.path("keys").findValuesAsText("kid")).isNotEmpty().allMatch(output::contains);
    for (JsonNode revoked : keys.path("revoked_clients")) {
      assertThat(output).contains(revoked.asText());
    }
  }

  /** Returns how the versions that answer now take a token. */
  private List<Integer> status(String token) {
    return live.stream().map(version -> read(version, token).status()).toList();
  }

  private static Answer read(MerchantClient version, String token) {
    return version.withAccessToken(token).get(CUSTOMER);
  }

  private String token(String[] client) {
    return live.get(0).issuedAccessToken(client[0], client[1]);
  }

  private void startCallers(String[] client) {
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      callers.add(threads.submit(() -> call(client, number)));
    }
  }

  /** Calls each version by turns, whichever has given the token. */
  private void call(String[] client, int number) {
    for (int turn = number; !ended; turn++) {
      String token = next(turn).issuedAccessToken(client[0], client[1]);
      for (int i = 0; i < USES && !ended; i++) {
        int status = read(next(turn + i), token).status();
        answers.computeIfAbsent(status, code -> new AtomicInteger()).incrementAndGet();
      }
      tokens.incrementAndGet(number);
      used.release();
    }
  }

  private MerchantClient next(int turn) {
    List<MerchantClient> answering = live;
    return answering.get(turn % answering.size());
  }

  /** Waits until every caller has asked for a token, and used it up, since this began. */
  private void awaitTokens() throws Exception {
    int[] before = IntStream.range(0, THREADS).map(tokens::get).toArray();
    while (IntStream.range(0, THREADS).anyMatch(i -> tokens.get(i) < before[i] + 2)) {
      assertThat(used.tryAcquire(1, TimeUnit.MINUTES)).as("callers go on").isTrue();
    }
  }

  private JsonNode printed(String output) {
    Matcher set = SET.matcher(output);
    assertThat(set.matches()).as(output).isTrue();
    return MerchantClient.parse(set.group(1));
  }

  private static String[] client(String output) {
    Matcher client = CLIENT.matcher(output);
    assertThat(client.matches()).isTrue();
    return new String[] {client.group(1), client.group(2)};
  }

  private String run(String... command) throws Exception {
    return execute(0, operate(command));
  }

  private void refused(String... command) throws Exception {
    assertThat(execute(2, operate(command))).isEmpty();
  }

  private String[] operate(String... command) {
    List<String> all = new ArrayList<>(List.of(ROOT.resolve("infra/operate").toString()));
    all.addAll(List.of(command));
    all.addAll(
        List.of(
            "--table", tables.name("ClientsTable"), "--endpoint", tables.endpoint().toString()));
    return all.toArray(String[]::new);
  }

  private String execute(int exitCode, String... command) throws Exception {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    int ended =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start()
            .waitFor();
    assertThat(ended).as(Files.readString(errors)).isEqualTo(exitCode);
    return Files.readString(output);
  }
}
